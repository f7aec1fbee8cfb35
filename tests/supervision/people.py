"""The characters of assessment: an office of several persons, a county, a department, a leader."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.indicators.models import Value
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.supervision import operations
from chongyang.supervision.models import Run
from chongyang.supervision.queries.assessment import Held, hold_scheme
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories

NOW = datetime(2019, 1, 10, 2, 0, tzinfo=UTC)
"""A Thursday in the first month after the year; everything here is told its moment."""
LATER = NOW + timedelta(days=20)
YEAR = 2018
SINCE = datetime(2018, 1, 1, tzinfo=UTC)


def scope(role: Role, organisation: str = "city.leading-group.office", *codes: str) -> Scope:
    held = territory.get_organisation(organisation)
    account = factories.make_account(role, held, *codes)
    account.posts.update(valid_from=SINCE)
    return factories.scope_of(account)


def office() -> Scope:
    return scope(Role.LEADING_GROUP_OFFICE)


def officer() -> Scope:
    return scope(Role.SUPERVISION_OFFICER, "city.government-office")


def county(code: str = "410105") -> Scope:
    return scope(Role.COUNTY_SIGN_OFF, "city.civil-affairs", code)


def department(key: str = "city.finance") -> Scope:
    return scope(Role.LIAISON, key)


def leader() -> Scope:
    return scope(Role.DEPUTY_LEADER, "city.government")


def do(operation, who: Scope, now: datetime = NOW, **told):
    """The operation by somebody, in her own scope as the door would enter it."""
    with enter(who):
        return operation(scope=who, by=who.actor, now=now, **told)


def put_value(indicator: str, place: str, value: str, period: str = "2018Q4", **more) -> Value:
    """A value of an indicator as the clock would have written it."""
    days, level = Period.read(period).days, load_places()[place].level.value
    version = next(row.version for row in load_indicators() if row.key == indicator)
    told = {"numerator": Decimal(value), "denominator": Decimal(100), "value": Decimal(value), **more}
    return Value.objects.create(
        id=new_key(),
        indicator=indicator,
        version=version,
        level=level,
        place=place,
        period=period,
        first_on=days.first,
        until_on=days.until,
        source="computed",
        found_at=NOW,
        **told,
    )


def begin(who: Scope, listing: str = "counties") -> Held:
    return hold_scheme(do(operations.open_run, who, year=YEAR, listing=listing))


def marks_for(held: Held, points: str = "80") -> list[operations.Mark]:
    """A mark for every unit and every judged item with a weight."""
    return [
        operations.Mark(subject, item.key, Decimal(points), "听取汇报后评分。", "测试材料1号")
        for subject in held.subjects
        for item in held.ranked.items
        if item.is_judged and item.is_weighed
    ]


def judged(maker: Scope, listing: str = "counties", points: tuple[str, ...] = ("80", "90")) -> Held:
    """A run that two judges have marked."""
    held = begin(maker, listing)
    for one in points:
        do(operations.judge, officer(), run=held.run.id, marks=marks_for(held, one))
    return held


def announced(maker: Scope, listing: str = "counties") -> Held:
    held = judged(maker, listing)
    do(operations.announce, maker, run=held.run.id)
    return fresh(held.run.id)


def locked(maker: Scope, listing: str = "counties") -> Held:
    """The whole way, a different person in each stage."""
    held = announced(maker, listing)
    do(operations.settle, maker, LATER, run=held.run.id)
    do(operations.confirm, office(), LATER, run=held.run.id)
    return fresh(held.run.id)


def published(maker: Scope, listing: str = "counties", now: datetime = LATER):
    held = locked(maker, listing)
    row = do(operations.propose_publication, maker, now, run=held.run.id)
    return do(operations.approve_publication, office(), now, key=row.id)


def fresh(run: UUID) -> Held:
    return hold_scheme(Run.objects.get(id=run))
