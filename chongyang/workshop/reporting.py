"""A quarter of a demo city: 2018Q4 in every state, and the quarter before the running one just opened.

Invented figures, through the operations. Jinshui's people are demo accounts; of other units it is told who
signed only by role.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.reporting import operations, queries
from chongyang.reporting.models import Return
from chongyang.reporting.operations import Cell
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account

QUARTER = Period(2018, 4)
BEGUN = datetime(2019, 1, 3, 1, 30, tzinfo=UTC)
LOCKING_UNITS = ("zhongyuan", "erqi", "xingyang", "gongyi")
WAITING_UNITS = ("huiji", "xinmi")
STREET_CODE, RULES, ROUTES = "410105001000", "purchase.county_rules", "routes.fine"
TRAINING = (Cell("training.bases", 2), Cell("training.integrated_staff", 64))
STREET = (
    Cell("venues.per_street", 3),
    Cell("centres.per_street", 1),
    Cell("schools.street_share", 1),
    Cell("circle.care", 5),
    Cell("circle.culture", 4),
    Cell("circle.culture_li", 0),
)


def make_reporting(now: datetime) -> dict[str, int]:
    """Once: a second run opens and writes nothing."""
    running = Period.around(timezone.localdate(now)).former
    with enter(system_scope("make_reporting")):
        opened = operations.open_returns(quarter=QUARTER, by=SYSTEM, now=BEGUN)
        opened += operations.open_returns(quarter=running, by=SYSTEM, now=now)
        if not opened or _report("purchase", "jinshui").state != "open":
            return {"returns": opened, "steps": 0}
    steps = sum(1 for _ in (*_jinshui(now), *_others()))
    with enter(system_scope("make_reporting")):
        late = operations.watch_late(now=datetime(2019, 1, 17, 1, tzinfo=UTC))
    return {"returns": opened, "steps": steps, "told_late": late}


def _report(form: str, place: str) -> Return:
    return Return.objects.get(form=form, place=place, period=str(QUARTER))


class _Desk:
    """Somebody at work on a return: each call is one step, an hour after the last."""

    def __init__(self, form: str, place: str) -> None:
        with enter(system_scope("make_reporting")):
            self.row = _report(form, place)
        self.moment = BEGUN

    def __call__(self, step: Any, who: Scope, **told: Any) -> str:
        self.moment += timedelta(hours=5)
        with enter(who):
            step(report=self.row.id, scope=who, by=who.actor, now=self.moment, **told)
        return self.row.form


def _account(username: str, now: datetime) -> Scope:
    with enter(system_scope("make_reporting")):
        return territory.scope_of(Account.objects.get(username=username, is_demo=True), now=now)


def _jinshui(now: datetime) -> Iterator[str]:
    """Locked, sent back, half filled in, waiting for a signature, and a street that the county accepted."""
    maker, signer = _account("liaison_county", now), _account("county_sign_off", now)
    office = _account("leading_group_office", now)
    yield from _locked("jinshui", maker, (signer, _account("liaison_finance", now), office))
    desk = _Desk("tourism", "jinshui")
    yield desk(operations.fill, maker, cells=[Cell(ROUTES, 12)])
    yield desk(operations.submit, maker)
    remarks = {ROUTES: "请附线路名单，只计评定过的线路。"}
    yield desk(operations.send_back, signer, reason="数字比上年多出一倍，请核对。", remarks=remarks)
    desk = _Desk("commerce", "jinshui")
    yield desk(operations.fill, maker, cells=[Cell("products.big_enterprises", 1)])
    yield desk(operations.submit, maker)
    yield _Desk("training", "jinshui")(operations.fill, maker, cells=list(TRAINING))
    clerk, reviewer = _account("street_clerk", now), _account("county_reviewer", now)
    desk = _Desk("streets", STREET_CODE)
    yield desk(operations.fill, clerk, cells=list(STREET))
    yield from _submitted(desk, clerk)
    if queries.access_return(system_scope("make_reporting"), desk.row.id).state == "checking":
        yield desk(operations.pass_on, reviewer)
        yield _Desk("streets", "jinshui")(operations.sum_up, reviewer)


def _submitted(desk: _Desk, clerk: Scope) -> Iterator[str]:
    """A city whose streets have fewer communities than the figures say leaves the return filled in."""
    try:
        yield desk(operations.submit, clerk)
    except operations.UnableToReport:
        return


def _locked(unit: str, maker: Scope, others: tuple[Scope, ...], number: int = 1) -> Iterator[str]:
    desk = _Desk("purchase", unit)
    yield desk(operations.fill, maker, cells=[Cell(RULES, number)])
    yield desk(operations.submit, maker)
    for who in others:
        yield desk(operations.pass_on, who)


def _others() -> Iterator[str]:
    """Some counties are done, two wait for their signature; the others have said nothing."""
    lead, office = (
        _invented("city", Role.LIAISON, "city.finance"),
        _invented("city", Role.LEADING_GROUP_OFFICE),
    )
    for place, unit in enumerate(LOCKING_UNITS):
        signers = (_invented(unit, Role.COUNTY_SIGN_OFF), lead, office)
        yield from _locked(unit, _invented(unit, Role.LIAISON), signers, place % 2)
    for unit in WAITING_UNITS:
        desk, maker = _Desk("tourism", unit), _invented(unit, Role.LIAISON)
        yield desk(operations.fill, maker, cells=[Cell(ROUTES, 3)])
        yield desk(operations.submit, maker)


def _invented(place: str, role: Role, office: str = "") -> Scope:
    """Somebody of a place without an account of her own."""
    with enter(system_scope("make_reporting")):
        organisation = territory.get_organisation(office).id if office else None
    account = named_key("demo-reporting", place, role.value)
    actor = Actor("person", role.value, account, role.value, organisation)
    intervals = load_places()[place].intervals
    return Scope(intervals=intervals, actor=actor, organisation=organisation, role=role.value)
