"""What a workbook holds: the returns of a place and quarter that somebody may fill in now."""

from dataclasses import dataclass
from uuid import UUID

from chongyang.core import access
from chongyang.core.queries import files
from chongyang.core.scopes import Scope, system_scope
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import permissions
from chongyang.reporting.enums import FILLABLE
from chongyang.reporting.models import Entry, Return, Workbook
from chongyang.reporting.queries.overview import list_periods
from chongyang.reporting.queries.pages import NotFound
from chongyang.reporting.queries.returns import (
    adds_up,
    entries_of,
    form_of,
    is_fixed,
    is_mine,
    place_of,
    visible_returns,
)
from chongyang.reporting.rules.forms import Item, periods_of
from chongyang.reporting.rules.workbooks import Line, Sheet, former_words, make_workbook


def fillable_returns(scope: Scope, place: str, quarter: Period) -> list[Return]:
    """The returns of a place after a quarter whose figures this person types now, by period and form."""
    names = [str(period) for period in periods_of(quarter)]
    rows = visible_returns(scope).filter(place=place, period__in=names, state__in=FILLABLE)
    return [
        row
        for row in rows.order_by("period", "form")
        if not adds_up(row) and is_mine(scope, row) and not is_fixed(row)
    ]


def write_workbook(scope: Scope, place: str, quarter: Period, place_name: str) -> bytes:
    """The workbook of a place and quarter with what stands. Raises NotFound where nothing is asked."""
    rows = fillable_returns(scope, place, quarter)
    if not rows:
        raise NotFound(place[:20])
    return make_workbook(place=place, place_name=place_name, quarter=str(quarter), sheets=sheets_of(rows))


def list_places(scope: Scope, quarter: Period) -> list[str]:
    """The places for which this person has something to fill in after a quarter."""
    names = [str(period) for period in periods_of(quarter)]
    rows = visible_returns(scope).filter(period__in=names, state__in=FILLABLE).order_by("place", "form")
    found = (row.place for row in rows if not adds_up(row) and is_mine(scope, row))
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Offer:
    """A place and quarter with something to fill in."""

    place: str
    quarter: Period


def list_offers(scope: Scope, quarters: int = 4, places: int = 60) -> list[Offer]:
    """What this person may take out now, the newest quarter first."""
    newest = [Period.read(name) for name in list_periods(scope) if "Q" in name][:quarters]
    return [Offer(place, quarter) for quarter in newest for place in list_places(scope, quarter)[:places]]


def sheets_of(rows: list[Return]) -> list[Sheet]:
    """The sheets of some returns, filled with what stands."""
    entries, former = entries_of(*rows), former_entries(rows)
    return [
        Sheet(
            row.id,
            form_of(row).label,
            tuple(
                _line(item, entries.get((row.id, item.key)), former.get((row.id, item.key)))
                for item in form_of(row).items_for(place_of(row), Period.read(row.period).days.last)
            ),
        )
        for row in rows
    ]


def _line(item: Item, entry: Entry | None, former: Entry | None) -> Line:
    return Line(
        item=item.key,
        version=entry.version if entry else 0,
        label=item.indicator.label,
        unit=item.unit,
        numerator_words=item.numerator,
        denominator_words=item.denominator,
        numerator=entry.numerator if entry else None,
        denominator=entry.denominator if entry else None,
        former=former_words(former.numerator, former.denominator) if former else "",
        is_signed=item.is_signed,
    )


def former_entries(rows: list[Return]) -> dict[tuple[UUID, str], Entry]:
    """What stood in the same cells the period before, by return of now and line."""
    before = {(row.form, row.place, str(Period.read(row.period).former)): row.id for row in rows}
    with access.enter(system_scope("former period")):
        periods = {period for _, _, period in before}
        found = Return.objects.filter(period__in=periods, place__in={row.place for row in rows})
        held = {one.id: before.get((one.form, one.place, one.period)) for one in found.order_by("id")}
        entries = Entry.objects.filter(report__in=[key for key, now in held.items() if now], replaced_at=None)
        return {(now, one.item): one for one in entries.order_by("id") if (now := held[one.report_id])}


def entry_at(row: Return, item: str, version: int) -> Entry | None:
    """What stood in a cell under a version: what somebody saw who read it then."""
    with access.enter(system_scope("entries")):
        return Entry.objects.filter(report=row, item=item, version=version).first()


def access_workbook(scope: Scope, workbook: UUID) -> Workbook:
    """One that the actor uploaded. Raises NotFound."""
    permissions.demand_handle(scope)
    rows = access.visible(Workbook.objects.filter(uploaded_by=permissions.account_of(scope.actor)), scope)
    row = rows.filter(id=workbook).select_related("file").first()
    if row is None:
        raise NotFound(str(workbook))
    return row


def list_workbooks(scope: Scope, most: int = 20) -> list[Workbook]:
    """Those that the actor uploaded, the newest first."""
    permissions.demand_handle(scope)
    rows = access.visible(Workbook.objects.filter(uploaded_by=permissions.account_of(scope.actor)), scope)
    return list(rows.select_related("file").order_by("-uploaded_at", "-id")[:most])


def data_of(row: Workbook) -> bytes | None:
    """The bytes; None while they wait for the scanner."""
    return files.read(row.file)
