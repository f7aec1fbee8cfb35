"""Questions as they were asked, and how much of the quota is used."""

from typing import ClassVar

from django.db import models

from chongyang.core.models import Row


class Question(Row):
    """One person asked about. Who is not named here: a known person's own event names her file, of an unknown
    one there is the blind index alone. Written inside the sanctioned function, never changed.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("index",)

    agreement = models.ForeignKey("exchange.Agreement", on_delete=models.PROTECT, related_name="questions")
    batch = models.UUIDField()
    organisation = models.UUIDField()
    area = models.BigIntegerField()
    at = models.DateTimeField()
    purpose = models.CharField(max_length=40)
    reference = models.CharField(max_length=60, blank=True)
    index = models.BinaryField()
    answer = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=["yes", "no"]), name="exchange_question_answered"
            )
        ]
        indexes = [models.Index(fields=["agreement", "-id"], name="exchange_question_newest")]


class QuotaUse(models.Model):
    """How many questions of an agreement were asked in one hour or day, and how many were refused for it."""

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("agreement", "span", "begins_at")
    agreement = models.ForeignKey("exchange.Agreement", on_delete=models.PROTECT, related_name="used")
    span = models.CharField(max_length=4)
    begins_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField()
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(used__lte=models.F("most")), name="quota_never_over")
        ]


class Followed(models.Model):
    """Whom an agreement asked about, so that it can be told of changes; the file once it is known."""

    scope_kind: ClassVar[str] = "system"

    pk = models.CompositePrimaryKey("agreement", "index")
    agreement = models.ForeignKey("exchange.Agreement", on_delete=models.PROTECT, related_name="followed")
    index = models.BinaryField()
    person = models.UUIDField(null=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person"], name="followed_person")]
