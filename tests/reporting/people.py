"""The people of a quarter: streets, counties, lead units, the office; each with a scope of today."""

from datetime import UTC, datetime
from typing import Any

from chongyang.core.scopes import SYSTEM, Scope
from chongyang.indicators.rules.periods import Period
from chongyang.reporting import operations
from chongyang.reporting.models import Entry, Return
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories

QUARTER = Period.read("2018Q4")
NOW = datetime(2019, 1, 8, 2, tzinfo=UTC)
COUNTY, STREET, NEXT_STREET = "410105", "410105001", "410105002"
JINSHUI_STREET, JINSHUI_NEXT = "410105001000", "410105002000"


def scope(role: Role, *codes: str, office: str = factories.CITY_ORGANISATION) -> Scope:
    return factories.scope_of(factories.make_account(role, territory.get_organisation(office), *codes))


def street(code: str = STREET) -> Scope:
    return scope(Role.STREET_CLERK, code)


def county(code: str = COUNTY) -> Scope:
    return scope(Role.COUNTY_REVIEWER, code)


def county_liaison(code: str = COUNTY) -> Scope:
    return scope(Role.LIAISON, code, office=f"county.{code}.government")


def sign_off(code: str = COUNTY) -> Scope:
    return scope(Role.COUNTY_SIGN_OFF, code)


def city() -> Scope:
    return scope(Role.CITY_REVIEWER)


def lead(office: str = "city.civil-affairs") -> Scope:
    return scope(Role.LIAISON, office=office)


def office() -> Scope:
    return scope(Role.LEADING_GROUP_OFFICE)


def opened(quarter: Period = QUARTER) -> int:
    return operations.open_returns(quarter=quarter, by=SYSTEM, now=NOW)


def report(form: str, place: str = "jinshui", period: str = "2018Q4") -> Return:
    return Return.objects.get(form=form, place=place, period=period)


def said(who: Scope, now: datetime = NOW) -> dict[str, Any]:
    return {"scope": who, "by": who.actor, "now": now}


def fill(row: Return, who: Scope, now: datetime = NOW, **figures: Any) -> int:
    """Lines by their keys with `__` for a dot; a pair is numerator and denominator."""
    cells = []
    for name, told in figures.items():
        item = name.replace("__", ".")
        standing = Entry.objects.filter(report=row, item=item, replaced_at=None).first()
        above, below = told if isinstance(told, tuple) else (told, None)
        cells.append(operations.Cell(item, above, below, seen=standing.version if standing else 0))
    return operations.fill(report=row.id, cells=cells, **said(who, now))


def value(indicator: str, place: str, period: str = "2018Q4") -> Any:
    from chongyang.indicators.models import Value

    return Value.objects.filter(
        indicator=indicator, place=place, period=period, source="reported", replaced_at=None
    ).first()


def entry(row: Return, item: str) -> tuple[Any, ...] | None:
    found = Entry.objects.filter(report=row, item=item, replaced_at=None).first()
    return (found.numerator, found.denominator, found.missing) if found else None


def go(row: Return, *steps: Scope, now: datetime = NOW) -> Return:
    """Handed in by the first, passed on by the others in turn."""
    first, *others = steps
    operations.submit(report=row.id, **said(first, now))
    for who in others:
        operations.pass_on(report=row.id, **said(who, now))
    row.refresh_from_db()
    return row
