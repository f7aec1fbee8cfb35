"""A chain and its versions: who is told, in which order. Data that a city may change; no person in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class Chain(Row):
    """What is started by its code. What it does stands in its versions."""

    scope_kind: ClassVar[str] = "public"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20)


class ChainVersion(Row):
    """One form of a chain. Steps may change while it is a draft; a trigger holds them from then on.

    A running run keeps its version; at most one version is active.
    """

    scope_kind: ClassVar[str] = "public"

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="draft")
    steps = models.JSONField()
    source = models.CharField(max_length=300, blank=True)
    is_confirmed = models.BooleanField(default=False)
    is_shipped = models.BooleanField(default=False)
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True)
    activated_at = models.DateTimeField(null=True)
    activated_by = models.UUIDField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="chainversion_number_once"),
            models.UniqueConstraint(
                fields=["chain"], condition=Q(state="active"), name="chainversion_active_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", activated_at=None)
                | Q(state="active", activated_at__isnull=False, retired_at=None)
                | Q(state="retired", activated_at__isnull=False, retired_at__isnull=False),
                name="chainversion_state_dated",
            ),
        ]
