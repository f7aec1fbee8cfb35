"""Hours are earned with a witness, laid aside, given with consent, corrected by two, never spent twice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.timebank import operations, queries
from chongyang.timebank.enums import Kind
from chongyang.timebank.integrity import CHECKS
from chongyang.timebank.models import Activity, HourEntry, TimeAccount
from chongyang.timebank.operations import UnableToBank, errors
from chongyang.timebank.operations.moving import move
from chongyang.timebank.rules.limits import age_on, expires_before, load, too_old
from tests import factories
from tests.timebank.people import (
    ADULT,
    DAY,
    NOW,
    TODAY,
    clerk,
    counters,
    daughter,
    decide,
    elders_bank,
    fill,
    own_bank,
    tell,
    volunteer,
)


@pytest.fixture
def elder(db):
    return factories.make_elder()


def refused(reason):
    return pytest.raises(UnableToBank, check=lambda error: error.reason == reason)


def act(operation, scope, **told):
    return operation(scope=scope, by=scope.actor, now=NOW, **told)


def test_hours_are_earned_when_somebody_else_confirmed(db):
    scope = volunteer()
    bank = own_bank(scope)
    row = tell(scope, 90)
    assert counters(bank) == {}
    decide(row, clerk())
    assert counters(bank) == {"earned": 90}
    with refused(errors.DECIDED):
        decide(row, clerk())
    assert [(one.kind, one.minutes) for one in queries.statement(scope, bank)] == [("earned", 90)]


def test_a_refused_activity_earns_nothing(db):
    scope = volunteer()
    bank = own_bank(scope)
    with refused(errors.REASON):
        decide(tell(scope), clerk(), confirm=False)
    decide(tell(scope), clerk(), confirm=False, reason="没有到场")
    assert counters(bank) == {}


def test_nobody_confirms_what_she_told(db):
    scope = clerk("4101")
    both = replace(scope, role=Role.VOLUNTEER.value)
    own_bank(both)
    with refused(errors.ANOTHER):
        decide(tell(both), scope)
    with pytest.raises(NotAllowed):
        decide(tell(both), volunteer())
    with pytest.raises(queries.NotFound):
        decide(tell(both), clerk("410102"))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"minutes": 0}, errors.NOT_WHOLE),
        ({"minutes": -15}, errors.NOT_WHOLE),
        ({"minutes": 50}, errors.NOT_WHOLE),
        ({"minutes": 495}, errors.DAY_FULL),
        ({"on": None}, errors.DAY),
        ({"on": TODAY + DAY}, errors.DAY),
        ({"on": TODAY - 61 * DAY}, errors.DAY),
        ({"help": "money"}, errors.HELP),
        ({"booking": new_key()}, errors.BOOKING),
        ({"order": new_key()}, errors.ORDER),
    ],
)
def test_what_is_told_wrongly(db, told, reason):
    scope = volunteer()
    own_bank(scope)
    with refused(reason):
        tell(scope, **told)
    assert not Activity.objects.exists()


def test_a_day_and_a_month_hold_so_much(db):
    scope = volunteer()
    bank = own_bank(scope)
    decide(tell(scope, 300), clerk())
    with refused(errors.DAY_FULL):
        decide(tell(scope, 195), clerk())
    for back in range(1, 11):
        if load().month_most - counters(bank)["earned"] >= 480:
            decide(tell(scope, 480, TODAY - back * DAY), clerk())
    with refused(errors.MONTH_FULL):
        decide(tell(scope, 480, TODAY - 12 * DAY), clerk())
    assert 300 < counters(bank)["earned"] <= load().month_most


def test_who_may_have_an_account(db, elder):
    with refused(errors.TOO_YOUNG):
        own_bank(volunteer(), date(2001, 6, 19))
    with refused(errors.BIRTH):
        own_bank(volunteer(), None)
    scope = volunteer()
    own_bank(scope)
    with refused(errors.HAS_ONE):
        own_bank(scope)
    with pytest.raises(NotAllowed):
        elders_bank(daughter(factories.make_elder().id), elder.id)
    with pytest.raises(NotAllowed):
        own_bank(clerk())


def booked(scope, bank, minutes=60):
    return act(operations.book, scope, bank=bank.id, help="errand", minutes=minutes, wanted_on=TODAY + DAY)


def test_a_booking_is_held_then_spent_and_earned(elder):
    family, scope = daughter(elder.id), volunteer()
    bank, mine = elders_bank(family, elder.id, 120), own_bank(scope)
    row = booked(family, bank)
    assert (counters(bank), bank.left) == ({"received": 120, "held": 60}, 60)
    assert queries.list_wanted(scope) == [row]
    told = tell(scope, 15, booking=row.id)
    assert (told.minutes, told.help, told.person) == (60, "errand", elder.id)
    assert queries.list_wanted(scope) == []
    with refused(errors.BOOKING):
        tell(scope, booking=row.id)
    decide(told, clerk())
    assert counters(bank) == {"received": 120, "spent": 60}
    assert counters(mine) == {"earned": 60}
    with refused(errors.DECIDED):
        act(operations.release, family, booking=row.id)


def test_a_released_booking_is_free_again(elder):
    family = daughter(elder.id)
    bank = elders_bank(family, elder.id, 60)
    row = booked(family, bank)
    with refused(errors.NOT_ENOUGH):
        booked(family, bank, 15)
    with pytest.raises(queries.NotFound):
        act(operations.release, daughter(factories.make_elder().id), booking=row.id)
    act(operations.release, family, booking=row.id)
    assert (counters(bank), bank.left) == ({"received": 60}, 60)


def test_hours_are_given_to_who_agrees(elder):
    scope, family = volunteer(), daughter(elder.id)
    mine, hers = fill(own_bank(scope), 120), elders_bank(family, elder.id)
    row = act(operations.offer, scope, bank=mine.id, to=f" {hers.number.lower()} ", minutes=60)
    assert counters(mine) == {"received": 120, "held": 60}
    with pytest.raises(queries.NotFound):
        act(operations.answer, scope, transfer=row.id, accept=True)
    act(operations.answer, family, transfer=row.id, accept=True)
    assert counters(mine) == {"received": 120, "given": 60}
    assert counters(hers) == {"received": 60}
    with refused(errors.DECIDED):
        act(operations.withdraw, scope, transfer=row.id)


@pytest.mark.parametrize("way", ["declined", "withdrawn", "lapsed"])
def test_what_is_not_agreed_goes_back(elder, way):
    scope, family = volunteer(), daughter(elder.id)
    mine, hers = fill(own_bank(scope), 60), elders_bank(family, elder.id)
    row = act(operations.offer, scope, bank=mine.id, to=hers.number, minutes=60)
    if way == "declined":
        act(operations.answer, family, transfer=row.id, accept=False)
    elif way == "withdrawn":
        act(operations.withdraw, scope, transfer=row.id)
    else:
        assert operations.lapse_transfers(now=row.answer_until) == 0
        assert operations.lapse_transfers(now=row.answer_until + timedelta(seconds=1)) == 1
    assert (counters(mine), counters(hers)) == ({"received": 60}, {})
    row.refresh_from_db()
    assert row.state == way


def test_where_hours_do_not_go(elder):
    scope = volunteer()
    mine = fill(own_bank(scope), 60_000)
    for to, reason in (("0000000000", errors.NOBODY), (mine.number, errors.SELF)):
        with refused(reason):
            act(operations.offer, scope, bank=mine.id, to=to, minutes=60)
    other = own_bank(volunteer())
    with refused(errors.GIVEN_FULL):
        act(operations.offer, scope, bank=mine.id, to=other.number, minutes=6_015)
    with pytest.raises(queries.NotFound):
        act(operations.offer, scope, bank=other.id, to=mine.number, minutes=15)


def test_a_mistake_is_put_right_by_two(db):
    scope, first, second = volunteer(), clerk(), clerk()
    bank = fill(own_bank(scope), 60)
    row = act(operations.propose_correction, first, bank=bank.id, minutes=-75, reason="记错")
    with refused(errors.ANOTHER):
        act(operations.decide_correction, first, correction=row.id, accept=True)
    with refused(errors.NOT_ENOUGH):
        act(operations.decide_correction, second, correction=row.id, accept=True)
    row = act(operations.propose_correction, first, bank=bank.id, minutes=-45, reason="记错")
    act(operations.decide_correction, second, correction=row.id, accept=True)
    assert (counters(bank), bank.left) == ({"received": 60, "taken": 45}, 15)
    row = act(operations.propose_correction, first, bank=bank.id, minutes=30, reason="漏记")
    act(operations.decide_correction, second, correction=row.id, accept=True)
    assert counters(bank) == {"received": 60, "taken": 45, "earned": 30}


def test_old_hours_expire_the_oldest_first(db):
    bank = own_bank(volunteer())
    fill(bank, 60, NOW - 62 * 31 * DAY)
    fill(bank, 60)
    move(bank, Kind.SPENT, 15, new_key(), SYSTEM, NOW)
    assert operations.expire_hours(now=NOW) == 1
    assert operations.expire_hours(now=NOW) == 0
    assert (counters(bank), bank.left) == ({"received": 120, "spent": 15, "expired": 45}, 60)


def test_the_database_itself_refuses_what_is_not_there(db):
    bank = fill(own_bank(volunteer()), 60)
    for change in ({"spent": 75}, {"held": 75}, {"received": 0, "held": 15}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TimeAccount.objects.filter(id=bank.id).update(**change)


def test_counters_are_the_sum_of_their_entries(db):
    bank = fill(own_bank(volunteer()), 60)
    check = next(one for one in CHECKS if one.name == "timebank.counters_differ")
    with connection.cursor() as cursor:
        cursor.execute(check.rows)
        assert cursor.fetchall() == []
        TimeAccount.objects.filter(id=bank.id).update(earned=15)
        cursor.execute(check.rows)
        assert [row[0] for row in cursor.fetchall()] == [bank.id]


def test_many_who_spend_at_once_never_spend_twice(committed):
    with enter(system_scope("test")):
        bank = fill(own_bank(volunteer()), 60)

    def spend(number):
        try:
            with transaction.atomic(), enter(system_scope("test")):
                move(bank, Kind.SPENT, 45, new_key(), SYSTEM, NOW)
                return True
        except UnableToBank:
            return False
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(spend, range(8))) == 1
    with enter(system_scope("test")):
        assert counters(bank) == {"received": 60, "spent": 45}
        assert HourEntry.objects.filter(bank=bank, kind="spent").count() == 1


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.integers(0, 4000))
def test_ages(born_on, days):
    on = born_on + timedelta(days=days)
    assert 0 <= age_on(born_on, on) <= days // 365 + 1


def test_an_adult_on_her_birthday():
    assert age_on(date(2001, 6, 18), TODAY) == 18
    assert age_on(date(2001, 6, 19), TODAY) == 17
    assert age_on(ADULT, TODAY) == 39


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 10**5))
def test_what_expires_is_never_more_than_came_in(credited, consumed, held):
    assert 0 <= too_old(credited, consumed, held) <= credited


def test_years_end_with_the_month():
    assert expires_before(date(2026, 4, 17)) == date(2021, 4, 1)
