"""A claim: what one source says of one of its records, from one run, valid until another word comes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Claim(Row):
    """One row per record, source and run; `fields` is the sealed JSON of mapped values (claims.rules).

    `record_index` is the blind index of the source's own key. Half-open from `valid_from` to `valid_to`; the
    word in force has none. Measured before the first line: one row a field took four times as long.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    feed = models.CharField(max_length=40)
    source = models.CharField(max_length=30)
    run = models.UUIDField()
    record_index = models.BinaryField()
    digest = models.BinaryField()
    fields = SealedField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "record_index"], condition=Q(valid_to=None), name="claim_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="claim_ordered"
            ),
        ]
        indexes = [
            models.Index(
                fields=["feed", "record_index"], condition=Q(valid_to__isnull=False), name="claim_ended"
            )
        ]


class Belonging(models.Model):
    """That a source's record is of a person, by linkage or by decision; every claim of it follows.

    `person` is a file of the registry, or a person known from claims alone (linkage.Known).
    """

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("feed", "record_index")
    feed = models.CharField(max_length=40)
    record_index = models.BinaryField()
    person = models.UUIDField()
    area = models.BigIntegerField()
    how = models.CharField(max_length=12)
    probability = models.FloatField(null=True)
    run = models.UUIDField(null=True)
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person"], name="belonging_person")]


class NotOf(models.Model):
    """That a source's record is not of a person, as somebody said; no linkage gives it back to her.

    Taken away where somebody gives it to her after all.
    """

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("feed", "record_index", "person")
    feed = models.CharField(max_length=40)
    record_index = models.BinaryField()
    person = models.UUIDField()
    area = models.BigIntegerField()
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="not_of_person")]
