"""Supervisory letters 督办函: drafted by one person, signed by another, numbered per organ and year."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row
from chongyang.duties.enums import LetterState
from chongyang.duties.models.runs import Run


class Letter(Row):
    """A letter of an office to one organisation; its case has the same key. Numbered when it is signed."""

    scope_kind: ClassVar[str] = "area"

    issuer_key = models.CharField(max_length=80)
    word = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    organisation = models.UUIDField()
    organisation_key = models.CharField(max_length=80)
    area = models.BigIntegerField()
    subject = models.CharField(max_length=100)
    body = models.CharField(max_length=2000)
    reply_by = models.DateField()
    state = models.CharField(max_length=10)
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    reply = models.CharField(max_length=2000, blank=True)
    reply_files = ArrayField(models.UUIDField(), default=list)
    replied_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer_key", "year", "number"], name="duty_letter_number_once"),
            models.CheckConstraint(condition=Q(state__in=list(LetterState)), name="duty_letter_state_known"),
            models.CheckConstraint(
                condition=~Q(organisation_key=F("issuer_key")), name="duty_letter_not_to_itself"
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("drafted_by")), name="duty_letter_by_two"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"], number=None, signed_by=None)
                | Q(
                    state__in=["issued", "replied", "closed"],
                    number__gt=0,
                    year__isnull=False,
                    signed_by__isnull=False,
                ),
                name="duty_letter_numbered_when_signed",
            ),
        ]

    @property
    def name(self) -> str:
        """郑健养督〔2019〕3号; empty before it is signed."""
        return f"{self.word}〔{self.year}〕{self.number}号" if self.number else ""


class LetterMatter(Row):
    """One duty that a letter is about."""

    scope_kind: ClassVar[str] = "area"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="matters")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="duty_letter_matters")
    organisation = models.UUIDField()
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "run"], name="duty_lettermatter_once")]


class LetterCount(models.Model):
    """The last number that an organ gave in a year; its row is locked while a letter is signed: no gaps."""

    scope_kind: ClassVar[str] = "system"

    pk = models.CompositePrimaryKey("issuer_key", "year")
    issuer_key = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
