"""Words about one field that no feed told, whose files wait to be settled, and who disagrees about whom."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Word(Row):
    """One field's word from a person: what was typed at a desk, kept when a claim is written over it, or the
    correction that answers a contest. `value` is sealed JSON, `told` the mark that stood beside it.

    The word in force has no `ended_at`; an ended one stays as history.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    field = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    value = SealedField()
    source = models.CharField(max_length=30)
    told_on = models.DateField()
    is_marked = models.BooleanField(default=True)
    refutes = SealedField()
    contest = models.UUIDField(null=True)
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "kind"], condition=Q(ended_at=None), name="word_one_in_force"
            ),
            models.CheckConstraint(condition=Q(kind__in=["typed", "correction"]), name="word_kind_known"),
        ]
        indexes = [models.Index(fields=["person"], name="word_person")]


class Disagreement(models.Model):
    """That the sources disagree about a person, and in which fields; no value of any. Written by `settle`."""

    scope_kind: ClassVar[str] = "area"
    scope_person: ClassVar[str] = "person"

    person = models.UUIDField(primary_key=True)
    area = models.BigIntegerField()
    fields = ArrayField(models.CharField(max_length=40))
    found_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["area", "person"], name="disagreement_area")]


class Due(models.Model):
    """A file whose claims changed since it was settled. The system's own list of work."""

    scope_kind: ClassVar[str] = "system"

    person = models.UUIDField(primary_key=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["since", "person"], name="due_since")]
