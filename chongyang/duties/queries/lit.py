"""The light of every duty in reach as of the end of a period, with the rules that made it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.duties import permissions
from chongyang.duties.enums import Light, MatterState, RunState
from chongyang.duties.models import LightSet, Matter, Progress, Run
from chongyang.duties.queries.figures import Figures, read_figures
from chongyang.duties.rules import days, lights
from chongyang.duties.rules.items import Item, Milestone, by_key
from chongyang.duties.rules.lights import Facts, Judged
from chongyang.indicators.rules.lights import Light as FigureLight
from chongyang.indicators.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Lit:
    """One duty as of a day. `progress` is its newest report by then; `set_by` that the office differs."""

    run: Run
    item: Item
    facts: Facts
    judged: Judged
    progress: Progress | None
    set_by: LightSet | None

    @property
    def light(self) -> Light:
        """The office's where it said otherwise, else the rule's."""
        return Light.of(self.set_by.light) if self.set_by else self.judged.light

    @property
    def is_closed(self) -> bool:
        return self.facts.is_closed

    @property
    def is_overdue(self) -> bool:
        return self.facts.days_late > 0


def list_runs_lit(
    scope: Scope, period: Period, *, today: date | None = None, runs: "QuerySet[Run] | None" = None
) -> list[Lit]:
    """Every duty in reach that was given by then, by item and organisation; six statements.

    `today` cuts a period that is not over: nothing is late before its day. What was due on the last day of a
    period that is over, and is not closed by then, is late in it.
    """
    permissions.demand_read(scope)
    as_of = judged_on(period, today)
    rows = access.visible(Run.objects.all() if runs is None else runs, scope)
    given = rows.exclude(state=RunState.WITHDRAWN).filter(
        assigned_on__lte=as_of, assigned_on__lt=period.days.until
    )
    held = list(given.order_by("clause", "item", "organisation_key", "id"))
    known = _Known.of(scope, held, period, as_of)
    return [known.lit(run) for run in held]


def judged_on(period: Period, today: date | None = None) -> date:
    """The day after a period, or today while it runs."""
    return min(period.days.until, today) if today else period.days.until


def quarter_of(period: Period, as_of: date) -> Period:
    """The quarter whose lights a period shows: of a year its last, or the running one while it runs."""
    return Period.around(max(period.days.first, min(period.days.last, as_of)))


@dataclass(frozen=True)
class _Known:
    """What was said of some duties by a day."""

    as_of: date
    last: date
    reports: Mapping[UUID, Sequence[Progress]]
    sets: Mapping[UUID, LightSet]
    solved: Mapping[UUID, datetime]
    figures: Figures

    @classmethod
    def of(cls, scope: Scope, runs: Iterable[Run], period: Period, as_of: date) -> "_Known":
        keys = [run.id for run in runs]
        told = Progress.objects.filter(run__in=keys, replaced_at=None, until_on__lte=period.days.until)
        reports = defaultdict(list)
        for row in access.visible(told, scope).order_by("run", "until_on", "id"):
            reports[row.run_id].append(row)
        sets = access.visible(
            LightSet.objects.filter(run__in=keys, period=str(quarter_of(period, as_of)), replaced_at=None),
            scope,
        )
        solved = access.visible(Matter.objects.filter(run__in=keys, state=MatterState.SOLVED), scope)
        return cls(
            as_of=as_of,
            last=period.days.last,
            reports=reports,
            sets={row.run_id: row for row in sets.order_by("id")},
            solved=dict(
                solved.order_by("run").values("run").annotate(at=Max("solved_at")).values_list("run", "at")
            ),
            figures=read_figures(period, as_of),
        )

    def lit(self, run: Run) -> Lit:
        reports = self.reports.get(run.id, ())
        facts = self._facts(run, by_key()[run.item], reports)
        return Lit(
            run=run,
            item=by_key()[run.item],
            facts=facts,
            judged=lights.judge(facts, lights.load_rules()),
            progress=reports[-1] if reports else None,
            set_by=self.sets.get(run.id),
        )

    def _facts(self, run: Run, item: Item, reports: Sequence[Progress]) -> Facts:
        last = reports[-1] if reports else None
        percent = last.percent if last else 0
        if run.closed_at and timezone.localdate(run.closed_at) <= min(self.as_of, self.last):
            return Facts(is_closed=True, percent=100, has_reported=bool(reports))
        reached = {name for row in reports for name in row.reached}
        missed = [
            one for one in item.milestones if one.by < self.as_of and self._is_missed(run, one, reached)
        ]
        return Facts(
            days_late=max(0, (self.as_of - run.due_on).days),
            days_left=max(0, (run.due_on - self.as_of).days),
            milestones_missed=len(missed),
            indicators_red=sum(self.figures.light(run.area, one.target) is FigureLight.RED for one in missed),
            quarters_silent=self._silent(run, {row.period for row in reports}),
            points_behind=days.points_behind(run.assigned_on, run.due_on, self.as_of, percent),
            percent=percent,
            has_problem=bool(last and last.problem and not self._is_solved(run, last)),
            has_reported=bool(reports),
        )

    def _is_missed(self, run: Run, one: Milestone, reached: set[str]) -> bool:
        """A figure tells what it can tell; where it is not known, and for what people judge, the report."""
        light = FigureLight.GREY if one.is_judged else self.figures.light(run.area, one.target)
        return light is FigureLight.RED or (light is FigureLight.GREY and one.target not in reached)

    def _silent(self, run: Run, told: set[str]) -> int:
        count = 0
        for period in days.due_quarters(run.assigned_on, self.as_of):
            if str(period) in told:
                break
            count += 1
        return count

    def _is_solved(self, run: Run, last: Progress) -> bool:
        return run.id in self.solved and self.solved[run.id] > last.told_at
