"""Rosters of a week as rows: counted from orders, filled, corrected, published, and what they do to a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.scheduling import operations, queries
from chongyang.scheduling.models import Roster, Shift, ShiftDemand
from chongyang.scheduling.operations import UnableToPlan
from chongyang.scheduling.queries.rosters import NoRoster
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.territory.permissions import NotAllowed
from chongyang.workforce.models import Carer
from tests import factories
from tests.orders.people import contractor
from tests.scheduling.days import DAY, EVENING, accepted, at, dispatcher, make_carer, offered_by, plan, told
from tests.scheduling.test_planning import away, reason, rows_of

MONDAY = date(2019, 6, 10)
ONE = timedelta(days=1)


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def week(home, scope, monday=MONDAY, **asked) -> Roster:
    made = operations.open_week(organisation=home, week=monday, **told(scope, EVENING))
    for (day, kind), count in asked.get("needs", {}).items():
        operations.set_demand(roster=made.id, day=day, kind=kind, count=count, **told(scope, EVENING))
    return made


def shifts(roster: Roster) -> dict[tuple[object, date], str]:
    return {(one.carer, one.day): one.kind for one in Shift.objects.filter(roster=roster)}


def every_day(kind: str = "early", count: int = 1) -> dict[tuple[date, str], int]:
    return {(MONDAY + ONE * number, kind): count for number in range(7)}


def test_a_week_is_counted_from_its_orders_filled_and_published(home, own):
    carer = make_carer(home)
    accepted(8, 11), accepted(14, 17, east=1)
    roster = week(home, own)
    need = {(one.day, one.kind, one.skill): one.count for one in ShiftDemand.objects.filter(roster=roster)}
    assert need[DAY.date(), "early", ""] == need[DAY.date(), "late", "bathing"] == 1
    filled = operations.fill(roster=roster.id, **told(own))
    assert [one["why"] for one in filled.reasons] == ["too_few"]
    assert shifts(roster) == {}
    second = make_carer(home)
    filled = operations.fill(roster=roster.id, **told(own))
    assert (filled.reasons, filled.proven) == ([], True)
    assert sorted(shifts(roster).values()) == ["early", "late"]
    assert {key for key, _ in shifts(roster)} == {carer.id, second.id}
    done = operations.publish_roster(roster=roster.id, **told(own))
    assert done.state == "published"
    with pytest.raises(UnableToPlan, match="逐格"):
        operations.fill(roster=roster.id, **told(own))


def test_leave_contracts_wishes_and_pins_are_kept(home, own):
    full, part, ill = make_carer(home), make_carer(home, weekly_minutes=900), make_carer(home)
    away(ill, at(-48), at(24 * 4))
    roster = week(home, own, needs=every_day())
    operations.set_shift(
        roster=roster.id, carer=part.id, day=MONDAY + ONE * 5, kind="early", pinned=True, **told(own)
    )
    operations.set_wish(roster=roster.id, carer=part.id, day=MONDAY + ONE * 4, weight=-5, **told(own))
    operations.fill(roster=roster.id, **told(own))
    held = shifts(roster)
    assert held[part.id, MONDAY + ONE * 5] == "early"
    assert (part.id, MONDAY + ONE * 4) not in held
    by = {one.id: sum(1 for carer, _ in held if carer == one.id) for one in (full, part, ill)}
    assert by[part.id] <= 2
    assert by[full.id] <= 6
    assert by[ill.id] == sum(1 for _, day in held if (ill.id, day) in held and day == MONDAY + ONE * 6)


def test_what_cannot_be_filled_says_why(home, own):
    make_carer(home)
    roster = week(home, own, needs=every_day())
    filled = operations.fill(roster=roster.id, **told(own))
    assert filled.reasons[0]["why"] == "hours"
    operations.set_demand(
        roster=roster.id, day=DAY.date(), kind="late", skill="bathing", count=3, **told(own)
    )
    filled = operations.fill(roster=roster.id, **told(own))
    first = filled.reasons[0]
    assert (first["why"], first["day"], first["skill"], first["missing"]) == (
        "nobody",
        "2019-06-12",
        "bathing",
        2,
    )


def test_a_correction_is_asked_every_limit(home, own):
    one = make_carer(home, name="甲")
    make_carer(home, name="乙")
    roster = week(home, own, needs={(DAY.date(), "early"): 1})
    put = {"roster": roster.id, "carer": one.id, **told(own)}
    operations.set_shift(day=DAY.date(), kind="late", **put)
    assert shifts(roster) == {(one.id, DAY.date()): "late"}
    operations.set_shift(day=DAY.date(), kind="early", **put)
    operations.set_shift(day=DAY.date() + ONE, kind="late", **put)
    for number in range(2, 5):
        operations.set_shift(day=DAY.date() + ONE * number, kind="late", **put)
    Carer.objects.filter(id=one.id).update(weekly_minutes=1000)
    with pytest.raises(UnableToPlan, match="工时超过"):
        operations.set_shift(day=DAY.date() - ONE, kind="early", **put)
    operations.set_shift(day=DAY.date(), kind="", **put)
    assert (one.id, DAY.date()) not in shifts(roster)
    for wrong, words in (
        ({"day": MONDAY - ONE, "kind": "early"}, "这一周里"),
        ({"day": DAY.date(), "kind": "night"}, "班次"),
        ({"day": MONDAY, "kind": "early"}, "已经过去"),
        (
            {"day": DAY.date(), "kind": "early", "carer": make_carer(offered_by().organisation).id},
            "不是本服务商",
        ),
    ):
        with pytest.raises(UnableToPlan, match=words):
            operations.set_shift(**{**put, **wrong})


def test_two_carers_exchange_a_day_in_one_step(home, own):
    one, other = make_carer(home), make_carer(home)
    roster = week(home, own)
    for key, kind in ((one.id, "early"), (other.id, "late")):
        operations.set_shift(roster=roster.id, carer=key, day=DAY.date(), kind=kind, **told(own))
    swap = {"roster": roster.id, "day": DAY.date(), **told(own)}
    operations.swap_shifts(carers=(one.id, other.id), **swap)
    assert shifts(roster) == {(one.id, DAY.date()): "late", (other.id, DAY.date()): "early"}
    operations.set_shift(
        roster=roster.id, carer=other.id, day=DAY.date(), kind="early", pinned=True, **told(own)
    )
    with pytest.raises(UnableToPlan, match="取消固定"):
        operations.swap_shifts(carers=(one.id, other.id), **swap)
    with pytest.raises(UnableToPlan, match="不同的护理员"):
        operations.swap_shifts(carers=(one.id, one.id), **swap)


def test_the_database_keeps_a_carer_on_one_shift_at_a_time(home, own):
    one = make_carer(home)
    roster = week(home, own)
    values = {"roster": roster, "carer": one.id, "kind": "early", "area": roster.area, "organisation": home}
    Shift.objects.create(day=DAY.date(), from_at=at(8), to_at=at(16), **values)
    for day, begin, end in ((DAY.date() + ONE, at(15), at(20)), (DAY.date(), at(17), at(20))):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shift.objects.create(day=day, from_at=begin, to_at=end, **values)


def test_a_published_roster_a_week_s_minutes_and_the_night_s_rest_bind_the_day_s_plan(home, own):
    make_carer(home)
    one = Carer.objects.get(organisation=home)
    morning, evening = accepted(8, 11), accepted(14, 17, east=1)
    assert plan(morning, own).left == 0
    roster = week(home, own)
    operations.set_shift(roster=roster.id, carer=one.id, day=DAY.date(), kind="late", **told(own))
    assert plan(morning, own).left == 0, "a draft binds nobody"
    operations.publish_roster(roster=roster.id, **told(own))
    made = plan(morning, own)
    assert reason(made, morning) == "no_shift"
    assert [row.order for row in rows_of(made)] == [evening.id]
    operations.publish(plan=made.id, **told(own))
    Carer.objects.filter(id=one.id).update(weekly_minutes=20)
    assert plan(morning, own).left == 2


def test_who_reads_and_makes_rosters(home, own):
    make_carer(home)
    roster = week(home, own)
    assert week(home, dispatcher()).id == roster.id
    stranger = contractor(Organisation.objects.get(id=offered_by().organisation))
    for scope, wrong in ((stranger, NoRoster), (factories.scope_of(factories.make_operator()), NotAllowed)):
        with pytest.raises(wrong):
            operations.open_week(organisation=home, week=MONDAY, **told(scope))
        with pytest.raises(wrong):
            queries.access_roster(scope, roster.id)
        with pytest.raises(wrong):
            operations.publish_roster(roster=roster.id, **told(scope))
    for monday, words in ((MONDAY + ONE, "星期一"), (MONDAY - ONE * 14, "已经过去")):
        with pytest.raises(UnableToPlan, match=words):
            operations.open_week(organisation=home, week=monday, **told(own))


def test_a_carer_sees_her_published_week_alone(home, own):
    one = make_carer(home, account=factories.make_account(Role.CARE_WORKER).id)
    scope = factories.scope_of(Account.objects.get(id=one.account))
    roster = week(home, own)
    operations.set_shift(roster=roster.id, carer=one.id, day=DAY.date(), kind="early", **told(own))
    assert queries.own_shifts(scope, since=MONDAY) == []
    operations.publish_roster(roster=roster.id, **told(own))
    assert [row.day for row in queries.own_shifts(scope, since=MONDAY)] == [DAY.date()]
    assert queries.own_shifts(own, since=MONDAY) == []
