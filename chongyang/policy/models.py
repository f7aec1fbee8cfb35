"""Published documents and their clauses; parameters, targets and standards come to stand beside them."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from chongyang.core.models import Row


class Document(models.Model):
    """A published plan under its document number."""

    scope_kind: ClassVar[str] = "public"

    key = models.CharField(max_length=20, primary_key=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField()
    source = models.TextField(blank=True)


class Clause(models.Model):
    """A heading, clause or paragraph in the published wording, at its place in reading order."""

    scope_kind: ClassVar[str] = "public"

    id = models.CharField(max_length=40, primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="clauses")
    place = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    kind = models.CharField(max_length=20)
    label = models.CharField(max_length=40, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    lead_text = models.TextField(blank=True)
    responsible_text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "place"], name="clause_place_once")]


class ClauseUnit(Row):
    """An organisation that a clause names, as lead or responsible unit, in the published order."""

    scope_kind: ClassVar[str] = "public"

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="units")
    organisation = models.CharField(max_length=80)
    duty = models.CharField(max_length=12)
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "duty", "place"], name="clauseunit_place_once")
        ]


class DateRange(Func):
    """Half-open days, as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Decided(Row):
    """What one person proposed and another confirmed; only then it counts. Half-open days."""

    scope_kind: ClassVar[str] = "public"

    parameter = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=120)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(document=""), name="%(class)s_has_document"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                name="%(class)s_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(class)s_days_ordered"
            ),
        ]


IN_FORCE = Q(confirmed_at__isnull=False, withdrawn_at=None)


class Choice(Decided):
    """Which alternative of an interpretation the city uses from a day on; one at a time."""

    alternative = models.CharField(max_length=40)

    class Meta(Decided.Meta):
        constraints = [
            *Decided.Meta.constraints,
            ExclusionConstraint(
                name="choice_one_at_a_time",
                expressions=[
                    ("parameter", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=IN_FORCE,
            ),
        ]


class Overlay(Decided):
    """What a county or street gives beyond the city's value, in its areas and at its own cost."""

    first = models.BigIntegerField()
    last = models.BigIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    payer = models.CharField(max_length=10)

    class Meta(Decided.Meta):
        constraints = [
            *Decided.Meta.constraints,
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="overlay_area_ordered"),
            ExclusionConstraint(
                name="overlay_one_at_a_time",
                expressions=[
                    ("parameter", RangeOperators.EQUAL),
                    ("first", RangeOperators.EQUAL),
                    ("last", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=IN_FORCE,
            ),
        ]
