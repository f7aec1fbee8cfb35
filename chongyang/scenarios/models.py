"""Scenarios, their runs, and what each run found."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.models import Row


class Scenario(Row):
    """Changes that somebody asked about. They stay as they are: another question is another scenario.

    `area` is the first code of what its maker answers for, `last` the last; a county's are seen by the city.
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    last = models.BigIntegerField()
    name = models.CharField(max_length=80)
    changes = models.JSONField()
    first_year = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField()
    goes_on = models.BooleanField(default=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="scenario_has_name"),
            models.CheckConstraint(condition=Q(years__range=(1, 10)), name="scenario_years_in_range"),
            models.CheckConstraint(condition=Q(last__gte=F("area")), name="scenario_area_ordered"),
        ]
        indexes = [models.Index(fields=["area", "made_at"], name="scenario_by_area")]


class Run(Row):
    """One computing of a scenario over the rows of that moment; the newest counts, older ones stay.

    `people` are the elders by county and year, `subjects` rows decided on by programme; `digest` is over all
    figures, so that the same rows and rules are seen to give the same.
    """

    scope_kind: ClassVar[str] = "area"

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="runs")
    area = models.BigIntegerField()
    ran_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    people = models.JSONField()
    subjects = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["scenario", "ran_at"], name="scenario_run_newest")]


class Sum(Row):
    """Money of one year, county (first code), payer level, fund and programme, on both sides."""

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sums")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10)
    fund = models.CharField(max_length=20)
    programme = models.CharField(max_length=60)
    today_fen = models.BigIntegerField()
    scenario_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "year", "area", "level", "fund", "programme"], name="sum_once"
            ),
            models.CheckConstraint(
                condition=Q(today_fen__gte=0, scenario_fen__gte=0), name="sum_not_negative"
            ),
        ]


class Effect(Row):
    """Payees of one year, county and programme: how many, who gains and who loses; never who they are."""

    scope_kind: ClassVar[str] = "area"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="effects")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    programme = models.CharField(max_length=60)
    payees_today = models.PositiveIntegerField()
    payees_scenario = models.PositiveIntegerField()
    gains = models.PositiveIntegerField()
    gain_fen = models.BigIntegerField()
    loses = models.PositiveIntegerField()
    loss_fen = models.BigIntegerField()
    undecided = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "year", "area", "programme"], name="effect_once")
        ]


class AlternativeCost(Row):
    """What one reading of an interpretation would cost the whole city over the years; public."""

    scope_kind: ClassVar[str] = "public"

    parameter = models.CharField(max_length=60)
    alternative = models.CharField(max_length=40)
    first_year = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10)
    fen = models.BigIntegerField()
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parameter", "alternative", "level"], name="alternative_cost_once"
            )
        ]
