"""Reads of standing awards, their months, and what the rule gives them as of any moment."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.funding import permissions
from chongyang.funding.models.awards import Award, AwardFact, AwardStop, MonthApproval, MonthLine, MonthRun
from chongyang.funding.queries.pages import by_place, one_of
from chongyang.funding.rules.awards import Known, inputs_on
from chongyang.funding.rules.monthly import Asked, Month, decide_month
from chongyang.policy.models import IN_FORCE, Choice, Overlay
from chongyang.policy.queries import _overlay as overlay_of
from chongyang.policy.rules.engine.values import Values, values_on
from chongyang.policy.rules.programmes import get_programme

PAGE = 60


def list_awards(
    scope: Scope, *, show: str = "standing", limit: int = PAGE, after: UUID | None = None
) -> list[Award]:
    """`standing`, `ended` or `stopping` (a stop waits for a person); the newest first, after a key."""
    permissions.demand_handle(scope)
    rows = access.visible(Award.objects.select_related("application"), scope)
    if show == "ended":
        rows = rows.filter(valid_to__isnull=False)
    elif show == "stopping":
        rows = rows.filter(stops__state="proposed").distinct()
    else:
        rows = rows.filter(valid_to=None)
    rows = rows.filter(id__lt=after) if after else rows
    return list(rows.order_by("-id")[:limit])


def count_standing(scope: Scope, person: UUID) -> int:
    """How many awards a person has, within the reader's reach."""
    return access.visible(Award.objects.filter(person=person, valid_to=None), scope).count()


def access_award(scope: Scope, award: UUID) -> Award:
    """One within reach of the desk. Raises NotFound."""
    permissions.demand_handle(scope)
    return one_of(access.visible(Award.objects.select_related("application"), scope), award)


def list_facts(row: Award) -> list[AwardFact]:
    """What was told of an award that was accessed, the newest first."""
    with access.enter(system_scope("facts")):
        return list(AwardFact.objects.filter(award=row).order_by("-told_at", "-id"))


def list_stops(row: Award) -> list[AwardStop]:
    with access.enter(system_scope("stops")):
        return list(AwardStop.objects.filter(award=row).order_by("-proposed_at", "-id"))


def list_lines_of(row: Award) -> list[MonthLine]:
    """Its months, the newest first."""
    with access.enter(system_scope("months")):
        rows = MonthLine.objects.filter(award=row).exclude(run__state="withdrawn").select_related("run")
        return list(rows.order_by("-run__month", "-month", "-id")[:PAGE])


def list_runs(scope: Scope, *, limit: int = PAGE, after: tuple[date, UUID] | None = None) -> list[MonthRun]:
    """The months of the desk's counties, the newest first."""
    permissions.demand_handle(scope)
    return by_place(access.visible(MonthRun.objects.all(), scope), "month", limit, after, newest=True)


def access_run(scope: Scope, run: UUID) -> MonthRun:
    """One within reach. Raises NotFound."""
    permissions.demand_handle(scope)
    return one_of(access.visible(MonthRun.objects.all(), scope), run)


def last_approval(row: MonthRun) -> MonthApproval | None:
    """How the worker fares with a large run that was accessed and approved; None where none was asked for."""
    with access.enter(system_scope("months")):
        return MonthApproval.objects.filter(run=row).order_by("-asked_at", "-id").first()


def list_lines(
    row: MonthRun, *, limit: int = PAGE, only: str = "", after: UUID | None = None
) -> list[MonthLine]:
    """Lines of a run that was accessed: back-pay and recoveries first, then by award. `only` one answer,
    `after` a line.
    """
    with access.enter(system_scope("months")):
        rows = MonthLine.objects.filter(run=row).select_related("award__application")
        rows = rows.filter(answer=only) if only else rows
        if after and (last := MonthLine.objects.filter(run=row, id=after).first()):
            rows = rows.filter(Q(month__gt=last.month) | Q(month=last.month, award__gt=last.award_id))
        return list(rows.order_by("month", "award", "id")[:limit])


def steps_of(line: MonthLine) -> list[dict[str, Any]]:
    """The trace of a line: the steps of its month with its own values."""
    steps = line.run.steps.get(str(line.month), [])
    return [{**step, "value": value} for step, value in zip(steps, line.values, strict=False)]


def values_known(on: date, at: datetime) -> Values:
    """The parameters of a day as the city had decided them at a moment."""
    held = Q(IN_FORCE, Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on, confirmed_at__lte=at)
    choices = Choice.objects.filter(held).order_by("parameter")
    overlays = Overlay.objects.filter(held).order_by("first", "last", "parameter")
    return values_on(
        on,
        choices=dict(choices.values_list("parameter", "alternative")),
        overlays=[overlay_of(row) for row in overlays],
    )


class AsKnown:
    """Awards of a programme in a county with everything that was known of them at a moment: four statements,
    then any month is computed without another. In the system's scope.
    """

    def __init__(self, programme: str, county: int, at: datetime) -> None:
        self.programme, self.at = get_programme(programme), at
        rows = Award.objects.filter(programme=programme, county=county, opened_at__lte=at)
        self.awards: dict[UUID, Award] = {row.id: row for row in rows.order_by("id")}
        self.facts = _facts(self.awards, at)
        self.ends = _ends(self.awards, at)

    def stands(self, award: Award, month: date) -> bool:
        end = self.ends.get(award.id)
        return award.valid_from <= month and (end is None or month < end)

    def month(self, month: date, wanted: Iterable[UUID] | None = None) -> Month:
        """What the rule gives every award that stood in a month. Raises NotInForce."""
        chosen = self.awards if wanted is None else {key: self.awards[key] for key in wanted}
        asked = [
            Asked(key, row.area, inputs_on(self.facts[key], self.programme.grows, month))
            for key, row in chosen.items()
            if self.stands(row, month)
        ]
        return decide_month(self.programme, month, asked, values_known(month, self.at))


def _facts(awards: Iterable[UUID], at: datetime) -> dict[UUID, list[Known]]:
    held: dict[UUID, list[Known]] = defaultdict(list)
    rows = AwardFact.objects.filter(award__in=list(awards), told_at__lte=at).order_by("told_at", "id")
    for row in rows:
        held[row.award_id].append(Known(row.name, row.value, row.valid_from, row.told_at))
    return held


def _ends(awards: Iterable[UUID], at: datetime) -> dict[UUID, date]:
    """The first day on which each stood no longer, by the stops that were decided by then."""
    ends: dict[UUID, date] = {}
    for award, on in standing_stops(at).filter(award__in=list(awards)).values_list("award", "from_on"):
        ends[award] = min(on, ends.get(award, on))
    return ends


def standing_stops(at: datetime) -> "QuerySet[AwardStop]":
    """Stops that held at a moment."""
    rows = AwardStop.objects.filter(state="confirmed", decided_at__lte=at)
    return rows.filter(Q(lifted_at=None) | Q(lifted_at__gt=at)).order_by("award", "from_on", "id")
