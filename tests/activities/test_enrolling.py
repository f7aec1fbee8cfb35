"""Places, the waiting list, fees, withdrawals, the counter, who may not, and the dead."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from chongyang.activities import operations, queries
from chongyang.activities.models import Enrolment, Notice, Offering
from chongyang.activities.operations import errors, following
from chongyang.checkout import operations as checkout
from chongyang.checkout.models import Attempt, Bill, Refund
from chongyang.checkout.operations import vendors
from chongyang.claims import stops
from chongyang.core.access import enter
from chongyang.core.models import Event, Step
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry.models import Elder
from chongyang.registry.operations import UnableToLink
from chongyang.registry.rules.mandates import Allow
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.activities import people
from tests.activities.people import (
    DAY,
    FIRST,
    LAST,
    NOW,
    TODAY,
    course,
    daughter,
    enrol,
    reason_of,
    seat,
    state,
    taken,
)
from tests.checkout.people import Spoken, merchant, payer, told_of
from tests.emergency.races import as_system, together


@pytest.fixture
def school(db):
    return people.secretary()


@pytest.fixture
def spoken():
    vendors.register(Spoken())
    yield
    vendors._vendors.pop("spoken")


def later(days, hours=0):
    return NOW + timedelta(days=days, hours=hours)


def test_a_free_place_is_confirmed_at_once_and_twice_is_once(school):
    row, elder = course(school), factories.make_elder()
    first = enrol(row, elder.id, daughter(elder.id))
    again = enrol(row, elder.id)
    assert first.id == again.id
    assert (state(first), first.channel, taken(row)) == ("confirmed", "family", 1)
    assert not Bill.objects.exists()
    assert [one.action for one in Step.objects.filter(case=first.id).order_by("number")] == [
        *("open", "place", "confirm")
    ]


def test_who_comes_too_late_waits_and_moves_up_in_the_order_of_asking(school):
    row = course(school)
    enrolled = [enrol(row, factories.make_elder().id, now=later(0, hours=n)) for n in range(4)]
    assert [state(one) for one in enrolled] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [queries.place_in_line(one) for one in enrolled[2:]] == [1, 2]
    people.withdraw(enrolled[0])
    assert [state(one) for one in enrolled] == ["withdrawn", "confirmed", "confirmed", "waiting"]
    assert taken(row) == 2
    assert list(Notice.objects.values_list("enrolment", "kind")) == [(enrolled[2].id, "placed")]
    people.withdraw(enrolled[3])
    assert taken(row) == 2
    assert state(enrol(row, enrolled[0].person)) == "waiting"


def test_threads_at_once_never_take_one_place_too_many(committed):
    def made():
        return course(people.secretary(), places_most=3), [
            (factories.make_elder().id, seat()) for _ in range(8)
        ]

    row, asking = as_system(made)

    def ask(person, scope):
        with enter(scope):
            return enrol(row, person, scope)

    found = together(*(partial(ask, *one) for one in asking))
    assert not [one for one in found if isinstance(one, Exception)], found
    with enter(system_scope("test")):
        states = sorted(Enrolment.objects.values_list("state", flat=True))
        assert states == ["confirmed"] * 3 + ["waiting"] * 5
        assert taken(row) == 3


def test_places_given_back_at_once_are_each_given_once(committed):
    def made():
        row = course(people.secretary(), places_most=3)
        return row, [enrol(row, factories.make_elder().id) for _ in range(6)], seat()

    row, enrolled, scope = as_system(made)

    def back(one):
        with enter(scope):
            return people.withdraw(one, scope)

    found = together(*(partial(back, one) for one in (*enrolled[:3], enrolled[3])))
    assert not [one for one in found if isinstance(one, Exception)], found
    with enter(system_scope("test")):
        states = [state(one) for one in enrolled]
        assert states == ["withdrawn"] * 4 + ["confirmed"] * 2
        assert taken(row) == 2


def test_the_database_refuses_one_place_too_many(school):
    row = course(school)
    with pytest.raises(IntegrityError):
        Offering.objects.filter(id=row.id).update(taken=3)


def pay(row):
    """The vendor took the money; its event is still under way."""
    scope = payer(row.person)
    bill = Bill.objects.get(reference=row.id)
    attempt = checkout.begin_payment(bill=bill.id, vendor="spoken", scope=scope, by=scope.actor, now=NOW)
    checkout.take_payment(told_of(attempt), now=NOW)
    return Event.objects.get(kind="checkout.bill.paid", subject=bill.id)


def paid(row):
    following.follow_paid(pay(row))


@pytest.mark.usefixtures("spoken")
def test_a_fee_is_a_bill_and_a_paid_bill_confirms(school):
    row = course(school, fee_fen=12_000)
    merchant(row.organisation)
    one = enrol(row, factories.make_elder().id)
    bill = Bill.objects.get(reference=one.id)
    assert (state(one), one.pay_by, bill.amount_fen, bill.item) == (
        *("placed", TODAY + 3 * DAY, 12_000, "书法初级班"),
    )
    paid(one)
    following.follow_paid(Event.objects.get(kind="checkout.bill.paid"))
    assert state(one) == "confirmed"


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("day", "back"),
    [(TODAY, 12_000), (FIRST - 3 * DAY, 12_000), (FIRST - 2 * DAY, 8_400), (FIRST, 0)],
)
def test_what_goes_back_follows_the_rule(school, day, back):
    row = course(school, fee_fen=12_000)
    merchant(row.organisation)
    one = enrol(row, factories.make_elder().id)
    paid(one)
    gone = people.withdraw(one, now=NOW + (day - TODAY))
    assert gone.back_fen == back
    assert [refund.amount_fen for refund in Refund.objects.all()] == ([back] if back else [])
    assert all(refund.state == "asked" for refund in Refund.objects.all())


@pytest.mark.usefixtures("spoken")
def test_money_whose_event_is_under_way_is_neither_kept_nor_taken_twice(school):
    row = course(school, fee_fen=12_000)
    merchant(row.organisation)
    leaves, stays = (enrol(row, factories.make_elder().id) for _ in range(2))
    events = [pay(one) for one in (leaves, stays)]
    told = {"enrolment": leaves.id, "receipt": "1", "scope": school, "by": school.actor, "now": NOW}
    assert reason_of(lambda: operations.confirm_paid_here(**told)) == errors.NOT_NOW
    assert people.withdraw(leaves).back_fen == 12_000
    assert [refund.amount_fen for refund in Refund.objects.all()] == [12_000]
    assert operations.lapse_unpaid(now=later(4)) == 1
    for event in events:
        following.follow_paid(event)
    assert (state(leaves), state(stays)) == ("withdrawn", "confirmed")


@pytest.mark.usefixtures("spoken")
def test_what_the_desk_gave_back_before_is_not_asked_again_and_holds_up_nobody(school):
    row = course(school, fee_fen=12_000)
    merchant(row.organisation)
    whole, half, dead = (enrol(row, factories.make_elder().id) for _ in range(3))
    for one, back in ((whole, 12_000), (half, 5_000)):
        following.follow_paid(pay(one))
        payment = Attempt.objects.get(bill__reference=one.id).id
        checkout.ask_refund(
            attempt=payment, amount_fen=back, reason="x", scope=people.SYSTEM_SCOPE, by=SYSTEM, now=NOW
        )
    assert people.withdraw(whole).back_fen == 0
    operations.cancel(offering=row.id, reason="x", scope=school, by=school.actor, now=NOW)
    assert Enrolment.objects.get(id=half.id).back_fen == 7_000
    assert state(dead) == "withdrawn"
    assert sorted(Refund.objects.values_list("amount_fen", flat=True)) == [5_000, 7_000, 12_000]


@pytest.mark.usefixtures("spoken")
def test_who_paid_has_ended_though_the_event_is_still_under_way(school):
    row = course(school, fee_fen=12_000)
    merchant(row.organisation)
    one = enrol(row, factories.make_elder().id)
    event = pay(one)
    assert operations.end_offerings(now=NOW + (LAST - TODAY) + DAY) == 1
    following.follow_paid(event)
    held = Enrolment.objects.get(id=one.id)
    assert (held.state, held.back_fen, held.paid_at is None) == ("ended", 0, False)


@pytest.mark.usefixtures("spoken")
def test_a_fee_that_comes_while_places_lapse_keeps_its_place(school, monkeypatch):
    row = course(school, fee_fen=12_000)
    merchant(row.organisation)
    one, real = enrol(row, factories.make_elder().id), checkout.cancel_bill

    def cancel(**told):
        if Bill.objects.get(reference=one.id).state == "open":
            pay(one)
        return real(**told)

    monkeypatch.setattr(checkout, "cancel_bill", cancel)
    assert operations.lapse_unpaid(now=later(4)) == 1
    assert state(one) == "confirmed"
    assert not Refund.objects.exists()


def test_one_offering_that_breaks_holds_up_no_other(school, monkeypatch):
    place = people.host(school)
    made = [course(school, place, title=f"班{n}", places_most=1) for n in range(2)]
    real = following.moving.hold
    broken = min(one.id for one in made)

    def hold(offering):
        if offering == broken:
            raise checkout.UnableToCheckOut("x")
        return real(offering)

    monkeypatch.setattr(following.moving, "hold", hold)
    assert operations.end_offerings(now=NOW + (LAST - TODAY) + DAY) == 1
    assert sorted(Offering.objects.values_list("state", flat=True)) == ["ended", "open"]


def test_a_place_that_nobody_paid_goes_to_who_waits(school):
    row = course(school, fee_fen=12_000, places_most=1)
    first, second = (enrol(row, factories.make_elder().id, now=later(0, hours=n)) for n in range(2))
    assert operations.lapse_unpaid(now=later(3)) == 0
    assert operations.lapse_unpaid(now=later(4)) == 1
    assert (state(first), state(second)) == ("withdrawn", "placed")
    assert Bill.objects.get(reference=first.id).state == "cancelled"
    assert Bill.objects.get(reference=second.id).state == "open"


def test_a_fee_paid_at_the_counter_needs_its_receipt_and_voids_the_bill(school):
    row = course(school, fee_fen=12_000)
    one = enrol(row, factories.make_elder().id)
    told = {"enrolment": one.id, "scope": school, "by": school.actor, "now": NOW}
    assert reason_of(lambda: operations.confirm_paid_here(receipt=" ", **told)) == errors.RECEIPT
    assert operations.confirm_paid_here(receipt="0012345", **told).state == "confirmed"
    assert Bill.objects.get().state == "cancelled"
    gone = people.withdraw(one)
    assert gone.back_fen == 12_000
    assert not Refund.objects.exists()
    assert reason_of(lambda: operations.confirm_paid_here(receipt="1", **told)) == errors.NOT_NOW


def test_who_does_not_fit_is_refused(school):
    row = course(school, least_age=60, most_age=80, areas=("410105",))
    far, old = factories.make_elder(area=factories.ZHONGYUAN), factories.make_elder(born_on=date(1920, 1, 1))
    elder = factories.make_elder()
    assert reason_of(lambda: enrol(row, far.id)) == errors.AREA
    assert reason_of(lambda: enrol(row, old.id)) == errors.AGE
    assert reason_of(lambda: enrol(row, elder.id, now=later(-6))) == errors.NOT_OPEN
    assert reason_of(lambda: enrol(row, elder.id, now=later(9))) == errors.NOT_OPEN
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=TODAY)
    assert reason_of(lambda: enrol(row, elder.id)) == errors.DEAD
    Elder.objects.filter(id=elder.id).update(life_status="moved", status_on=TODAY)
    assert reason_of(lambda: enrol(row, elder.id)) == errors.MOVED
    assert taken(row) == 0


@pytest.mark.usefixtures("spoken")
def test_death_gives_every_place_back_and_all_money(school):
    row = course(school, fee_fen=12_000, places_most=1)
    merchant(row.organisation)
    elder = factories.make_elder()
    one, waits = enrol(row, elder.id), enrol(row, factories.make_elder().id, now=later(0, hours=1))
    paid(one)
    told = stops.what_would_stop(seat(), elder.id, NOW)
    assert [one.lines for one in told if one.scheme.name == "activities"] == [("报了 1 个课程或出游",)]
    for _ in range(2):
        following.stop_all(elder.id, NOW + (FIRST - TODAY) + DAY)
    one.refresh_from_db()
    assert (one.state, one.leaving, one.back_fen) == ("withdrawn", "died", 12_000)
    assert state(waits) == "placed"


def test_the_counter_needs_number_and_name_together(school):
    row, elder = course(school), factories.make_elder()
    told = {"offering": row.id, "scope": school, "by": school.actor, "now": NOW}
    number = elder.identity_number.plain
    for wrong in ((number, "王五"), ("x", elder.name), (number[:-1] + "٣", elder.name), ("", "")):
        assert (
            reason_of(lambda wrong=wrong: operations.enrol_at_counter(number=wrong[0], name=wrong[1], **told))
            == errors.NOBODY
        )
    made = operations.enrol_at_counter(number=number.lower(), name=f" {elder.name} ", **told)
    assert (made.state, made.channel, made.name.plain) == ("confirmed", "counter", elder.name)
    other = people.secretary()
    with pytest.raises(queries.NotFound):
        operations.enrol_at_counter(
            number=number, name=elder.name, **{**told, "scope": other, "by": other.actor}
        )


def test_family_without_that_mandate_and_strangers_may_not(school):
    row, elder = course(school), factories.make_elder()
    reads = daughter(elder.id, Allow.READ_FILE)
    with pytest.raises(NotAllowed):
        enrol(row, elder.id, reads)
    with pytest.raises(NotAllowed):
        enrol(row, elder.id, school)
    mine = enrol(row, elder.id, daughter(elder.id))
    other = daughter(factories.make_elder().id)
    for work in (
        lambda: people.withdraw(mine, other),
        lambda: queries.access_enrolment(other, mine.id, NOW),
        lambda: queries.access_enrolment(people.secretary(), mine.id, NOW),
    ):
        with pytest.raises(queries.NotFound):
            work()
    assert queries.access_enrolment(school, mine.id, NOW).id == mine.id
    assert queries.list_enrolments(other, elder.id, NOW) == []


def test_two_courses_at_one_hour_are_a_warning(school):
    row = people.host(school)
    one, two = course(school, row), course(school, row, title="国画班")
    three = course(school, row, title="声乐班", slots=(people.Slot(3, people.time(9), people.time(10)),))
    elder = factories.make_elder()
    enrol(one, elder.id)
    assert [held.id for held in queries.clashes(elder.id, two, now=NOW)] == [one.id]
    assert queries.clashes(elder.id, three, now=NOW) == []
    assert state(enrol(two, elder.id)) == "confirmed"


def test_a_stopped_course_lets_everybody_go_and_tells_them(school):
    row = course(school, places_most=1)
    enrolled = [enrol(row, factories.make_elder().id) for _ in range(2)]
    told = {"offering": row.id, "scope": school, "by": school.actor, "now": NOW}
    assert reason_of(lambda: operations.cancel(reason="", **told)) == errors.REASON
    operations.cancel(reason="人数不够", **told)
    assert [state(one) for one in enrolled] == ["withdrawn", "withdrawn"]
    assert Notice.objects.filter(kind="stopped").count() == 2
    assert {one.state for one in people.lessons(row)} == {"cancelled"}
    assert taken(row) == 0
    assert reason_of(lambda: operations.cancel(reason="x", **told)) == errors.NOT_NOW


def test_what_is_over_ends_by_who_came(school):
    row = course(school, places_most=3)
    came, never, waits = (enrol(row, factories.make_elder().id) for _ in range(3))
    lesson = people.lessons(row)[0]
    operations.call_roll(
        lesson=lesson.id,
        marks={came.id: "present", never.id: "absent"},
        scope=school,
        by=school.actor,
        now=lesson.from_at,
    )
    assert operations.end_offerings(now=NOW + (LAST - TODAY)) == 0
    assert operations.end_offerings(now=NOW + (LAST - TODAY) + DAY) == 1
    assert [state(one) for one in (came, never, waits)] == ["ended", "absent", "ended"]
    assert Offering.objects.get(id=row.id).state == "ended"


def test_two_who_were_taken_for_one_are_parted(school):
    row = course(school)
    one, other = enrol(row, factories.make_elder().id), factories.make_elder(area=factories.ZHONGYUAN)
    (item,) = following.enrolments_since([one.person], NOW - DAY)
    assert (item.row, item.fixed) == (one.id, False)
    following.give_enrolment(row=one.id, person=other.id, area=other.area, by=SYSTEM, now=NOW)
    one.refresh_from_db()
    assert (one.person, one.area) == (other.id, other.area)


def test_a_place_is_not_moved_to_one_who_has_her_own(school):
    row = course(school)
    one, other = enrol(row, factories.make_elder().id), factories.make_elder()
    enrol(row, other.id)
    with pytest.raises(UnableToLink):
        following.give_enrolment(row=one.id, person=other.id, area=other.area, by=SYSTEM, now=NOW)
    one.refresh_from_db()
    assert one.person != other.id
