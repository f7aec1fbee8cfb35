"""Reads of returns: what waits for whom, one within reach, what stands in its cells."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from chongyang.core import access
from chongyang.core.models import StageHolder, Step
from chongyang.core.scopes import Scope, system_scope
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import Place, load_places
from chongyang.reporting import permissions
from chongyang.reporting.enums import FILLABLE, LOCKED
from chongyang.reporting.models import Closing, Entry, Proof, Remark, Return
from chongyang.reporting.queries.pages import NotFound
from chongyang.reporting.rules import reach, ways
from chongyang.reporting.rules.cells import Figures
from chongyang.reporting.rules.forms import Form, get_form, load_forms
from chongyang.reporting.rules.ways import Stage
from chongyang.territory import queries as territory

After = tuple[date, UUID]
FAR = date.max


def office_of(scope: Scope) -> str:
    """The key of the organisation in whose name somebody acts."""
    return territory.organisation_of(scope).key if scope.organisation else ""


def visible_returns(scope: Scope) -> QuerySet[Return]:
    """Those of places within reach, of forms of the own line. Raises NotAllowed."""
    permissions.demand_handle(scope)
    office = office_of(scope)
    forms = [form.key for form in load_forms() if scope.system or reach.sees_form(scope, form, office)]
    rows = access.visible(Return.objects.filter(form__in=forms), scope)
    return rows if scope.system else rows.filter(place__in=reach.places_in(scope))


def access_return(scope: Scope, report: UUID) -> Return:
    """One within reach. Raises NotFound."""
    row = visible_returns(scope).filter(id=report).first()
    if row is None:
        raise NotFound(str(report))
    return row


def list_returns(
    scope: Scope,
    *,
    show: str = "mine",
    period: str = "",
    form: str = "",
    place: str = "",
    day: date | None = None,
    limit: int = 50,
    after: After | None = None,
) -> list[Return]:
    """`mine` waits for me, `late` is late on `day` in my reach, `open` is not settled, `all`; by deadline."""
    rows = visible_returns(scope).filter(_shown(scope, show, day))
    chosen = {"period": period, "form": form, "place": place}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    if after:
        rows = rows.filter(_after(after))
    return list(rows.order_by("due_on", "id")[:limit])


def _after(after: After) -> Q:
    """Settled ones have no deadline and come last."""
    day, key = after
    if day == FAR:
        return Q(due_on=None, id__gt=key)
    return Q(due_on__gt=day) | Q(due_on=day, id__gt=key) | Q(due_on=None)


def _shown(scope: Scope, show: str, day: date | None) -> Q:
    if show == "mine":
        return _waits_for(scope)
    if show == "late":
        return Q(due_on__lt=day) if day else Q(escalated_at__isnull=False)
    return Q(due_on__isnull=False) if show == "open" else Q()


def _waits_for(scope: Scope) -> Q:
    """The states whose stage is this person's, by form."""
    office, rule = office_of(scope), Q(pk__in=[])
    for form in load_forms():
        for level in form.levels:
            for stage in ways.chain_of(form.way, level).stages:
                if reach.is_stage_of(scope, stage, form, office):
                    states = FILLABLE if stage.name == ways.FILLING else (stage.name,)
                    rule |= Q(form=form.key, level=level.value, state__in=states)
    return rule


def count_returns(scope: Scope, day: date) -> dict[str, int]:
    """How many wait for me, and how many of those are late; how many are late and open in my reach."""
    rows = visible_returns(scope)
    mine = rows.filter(_waits_for(scope))
    return {
        "mine": mine.count(),
        "late_mine": mine.filter(due_on__lt=day).count(),
        "late": rows.filter(due_on__lt=day).count(),
        "open": rows.filter(due_on__isnull=False).count(),
    }


def form_of(row: Return) -> Form:
    return get_form(row.form)


def place_of(row: Return) -> Place:
    return load_places(Period.read(row.period).days.last)[row.place]


def stage_of(row: Return) -> Stage | None:
    """The stage that it waits for."""
    return ways.chain_of(row.way, row.level).stage(row.state)


def is_mine(scope: Scope, row: Return) -> bool:
    """Whether the stage that it waits for is this person's."""
    stage = stage_of(row)
    return stage is not None and is_stage_mine(scope, row, stage)


def is_stage_mine(scope: Scope, row: Return, stage: Stage) -> bool:
    return reach.is_stage_of(scope, stage, form_of(row), office_of(scope))


def adds_up(row: Return) -> bool:
    """Whether its figures come from the level below."""
    return form_of(row).start.value != row.level


def entries_of(*rows: Return) -> dict[tuple[UUID, str], Entry]:
    """What stands in the cells, by return and line. The returns were accessed; their cells go with them."""
    with access.enter(system_scope("entries")):
        found = Entry.objects.filter(report__in=[row.id for row in rows], replaced_at=None)
        return {(one.report_id, one.item): one for one in found.order_by("id")}


def history_of(row: Return) -> list[Entry]:
    """Everything that ever stood in its cells, the newest first."""
    with access.enter(system_scope("entries")):
        return list(Entry.objects.filter(report=row).order_by("item", "-version"))


def remarks_of(row: Return) -> list[Remark]:
    """What was to be mended, the newest first."""
    with access.enter(system_scope("remarks")):
        return list(Remark.objects.filter(report=row).order_by("-made_at", "-id"))


def proofs_of(row: Return) -> list[Proof]:
    with access.enter(system_scope("proofs")):
        return list(Proof.objects.filter(report=row).select_related("file").order_by("id"))


def access_proof(scope: Scope, proof: UUID) -> Proof:
    """A file of a return within reach. Raises NotFound."""
    with access.enter(system_scope("proof", actor=scope.actor)):
        row = Proof.objects.filter(id=proof).select_related("file").first()
    if row is None:
        raise NotFound(str(proof))
    access_return(scope, row.report_id)
    return row


def steps_of(row: Return) -> list[Step]:
    """Its way so far."""
    with access.enter(system_scope("steps")):
        return list(Step.objects.filter(case=row.id).order_by("number"))


def holders_of(row: Return) -> dict[UUID, str]:
    """Who held which stage."""
    with access.enter(system_scope("stages")):
        found = StageHolder.objects.filter(case=row.id).order_by("id")
        return dict(found.values_list("holder", "stage"))


def returns_below(row: Return) -> list[Return]:
    """The returns of the same form and period one level down."""
    under = form_of(row).levels
    level = under[under.index(place_of(row).level) - 1]
    with access.enter(system_scope("returns below")):
        rows = Return.objects.filter(form=row.form, period=row.period, level=level.value)
        found = list(rows.order_by("place"))
    return [one for one in found if row.level == "city" or place_of(one).unit == row.place]


def return_above(row: Return) -> Return | None:
    """The return that adds this one up."""
    above = {"street": place_of(row).unit, "unit": "city"}.get(row.level)
    if above is None:
        return None
    with access.enter(system_scope("return above")):
        return Return.objects.filter(form=row.form, period=row.period, place=above).first()


def said_below(rows: Iterable[Return]) -> dict[str, dict[str, Figures]]:
    """What some returns say, by line and place."""
    held = {row.id: row for row in rows}
    said: dict[str, dict[str, Figures]] = {}
    for (report, item), entry in entries_of(*held.values()).items():
        said.setdefault(item, {})[held[report].place] = Figures(entry.numerator, entry.denominator)
    return said


def closing_of(period: str) -> Closing | None:
    return Closing.objects.filter(period=period).first()


def is_fixed(row: Return) -> bool:
    """Whether nothing is written any more: it is locked, or its period is closed."""
    return row.state == LOCKED or closing_of(row.period) is not None
