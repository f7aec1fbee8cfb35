"""What a phone tells is taken in once, moves the order, and never overwrites what stands here."""

from datetime import timedelta

import pytest

from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.territory.permissions import NotAllowed
from chongyang.visits import operations
from chongyang.visits.models import Entry, Visit
from chongyang.visits.operations import Contested, Kept, Refused, UnableToTakeIn
from tests import factories
from tests.orders.people import FROM, SYSTEM_SCOPE, offered_by
from tests.visits.people import (
    MINUTE,
    assign,
    going,
    make_phone,
    near,
    upload_all,
    visit_entries,
    whole_visit,
)

LATER = FROM + 64 * MINUTE


def state_of(order: Order) -> str:
    return Order.objects.values_list("state", flat=True).get(id=order.id)


def test_a_whole_visit_moves_the_order_and_is_payable_at_once(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    assert all(isinstance(one, Kept) for one in phone.send(entries, LATER))
    assert state_of(order) == "confirmed"
    upload_all(phone, entries, LATER)
    visit = Visit.objects.get(order=order.id)
    assert (visit.verdict, visit.score, visit.marks) == ("accepted", 100, [])
    assert (visit.arrived_at, visit.ended_at) == (FROM, FROM + 62 * MINUTE)
    assert visit.accounts == [phone.account.id]
    assert state_of(order) == "verified"
    entry = Entry.objects.get(visit=visit, kind="arrive")
    assert entry.payload == {"metres": 20, "accuracy": 15}
    assert entry.place.plain.startswith("113.68")


def test_the_same_numbers_again_are_the_same_entries(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    phone.send(entries[:5], FROM + 10 * MINUTE)
    count = Entry.objects.count()
    again = phone.send(entries, LATER)
    assert [one.again for one in again[:5]] == [True] * 5
    assert not any(one.again for one in again[5:])
    assert Entry.objects.count() == len(entries) > count
    changed = [{**entries[1], "taken_at": (FROM + 30 * MINUTE).isoformat()}]
    assert isinstance(phone.send(changed, LATER)[0], Refused)
    assert Visit.objects.get(order=order.id).arrived_at == FROM


def test_another_account_cannot_use_a_phones_numbers(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    phone.send(entries[:2], FROM)
    thief = make_phone(order.organisation)
    thief.device = phone.device
    assert isinstance(thief.send(entries[:1], FROM + MINUTE)[0], Refused)


def test_entries_of_anothers_visit_are_refused_and_leave_a_trace(db):
    order, _ = going()
    other = make_phone(order.organisation)
    told = other.send([other.entry(order.id, "arrive", FROM), other.entry(new_key(), "arrive", FROM)], FROM)
    assert all(isinstance(one, Refused) for one in told)
    assert not Entry.objects.exists()
    assert Event.objects.filter(kind="visits.entry.refused").count() == 2


def test_who_makes_no_visits_is_not_allowed_and_who_is_no_carer_is_told(db):
    for account in (factories.make_operator(), factories.make_account(factories.Role.CONTRACTOR)):
        scope = factories.scope_of(account)
        with pytest.raises(NotAllowed):
            operations.take_in(entries=[], device=new_key(), scope=scope, by=scope.actor, now=FROM)
    volunteer = factories.scope_of(factories.make_account(factories.Role.VOLUNTEER))
    with pytest.raises(UnableToTakeIn):
        operations.take_in(entries=[], device=new_key(), scope=volunteer, by=volunteer.actor, now=FROM)


@pytest.mark.parametrize(
    "rubbish",
    [
        None,
        7,
        [],
        {},
        {"sequence": True, "order": "x", "kind": "arrive"},
        {"sequence": -1},
        {"sequence": 10**40, "order": str(new_key()), "kind": "arrive", "taken_at": FROM.isoformat()},
        {"sequence": 1, "order": str(new_key()), "kind": "fly", "taken_at": FROM.isoformat()},
        {"sequence": 1, "order": str(new_key()), "kind": "arrive", "taken_at": "yesterday"},
        {"sequence": 1, "order": str(new_key()), "kind": "arrive", "taken_at": "2019-06-12T09:00:00"},
        {"sequence": 1, "order": str(new_key()), "kind": "arrive", "taken_at": "0001-01-01T00:00:00+00:00"},
        {"sequence": 1, "order": str(new_key()), "kind": ["arrive"], "taken_at": {}},
    ],
)
def test_rubbish_is_refused_with_a_sentence_and_holds_nothing_up(db, rubbish):
    order, phone = going()
    good = {
        **phone.entry(order.id, "arrive", FROM),
        "place": {"longitude": "x", "latitude": [], "accuracy": 1},
    }
    good["sequence"] = 5
    refused, kept = phone.send([rubbish, good], FROM)
    assert isinstance(refused, Refused)
    assert isinstance(kept, Kept)


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "step"},
        {"kind": "step", "step": "../etc"},
        {"kind": "card", "code": ""},
        {"kind": "photo", "digest": "zz"},
        {"kind": "reading", "values": {"pulse": 4000}},
        {"kind": "reading", "values": {"magic": 1}},
        {"kind": "reading", "values": {"pulse": float("nan")}},
        {"kind": "note", "note": "   "},
    ],
)
def test_what_lacks_its_own_part_is_refused(db, more):
    order, phone = going()
    entry = {**phone.entry(order.id, "arrive", FROM), **more}
    assert isinstance(phone.send([entry], FROM)[0], Refused)


def test_too_many_at_once_are_refused_whole(db):
    _, phone = going()
    with pytest.raises(UnableToTakeIn):
        phone.send([{}] * 201, FROM)


def test_an_order_that_was_withdrawn_meanwhile_stays_so_and_both_values_stand(db):
    order, phone = going()
    operator = factories.scope_of(factories.make_operator())
    orders.withdraw(order=order.id, reason="changed_mind", scope=operator, by=operator.actor, now=FROM)
    told = phone.send(visit_entries(order, phone), LATER)
    assert {one.why for one in told} == {"withdrawn"}
    assert told[1].ours["state"] == "withdrawn"
    assert told[1].theirs["kind"] == "arrive"
    assert state_of(order) == "withdrawn"
    visit = Visit.objects.get(order=order.id)
    assert (visit.arrived_at, visit.marks) == (None, ["conflict"])
    assert Entry.objects.filter(visit=visit).exclude(conflict="").count() == len(told)


def test_an_order_that_was_given_to_another_keeps_the_first_phones_word_beside_it(db):
    order, phone = going()
    other = make_phone(order.organisation)
    assign(order, other)
    mine = phone.send([phone.entry(order.id, "arrive", FROM)], FROM + MINUTE)
    assert (mine[0].why, type(mine[0])) == ("reassigned", Contested)
    assert state_of(order) == "accepted"
    assert isinstance(other.send([other.entry(order.id, "arrive", FROM)], FROM + MINUTE)[0], Kept)
    assert state_of(order) == "arrived"


def test_two_phones_of_one_carer_do_not_overwrite_each_other(db):
    order, phone = going()
    second = make_phone(order.organisation)
    second.account, second.carer = phone.account, phone.carer
    phone.send([phone.entry(order.id, "arrive", FROM)], FROM)
    told = second.send([second.entry(order.id, "arrive", FROM + 25 * MINUTE)], FROM + 30 * MINUTE)
    assert told[0].why == "said_before"
    assert told[0].ours["at"] != told[0].theirs["at"]
    assert Visit.objects.get(order=order.id).arrived_at == FROM


def test_a_visit_that_ends_before_it_starts_does_not_end(db):
    order, phone = going()
    told = phone.send(
        [
            phone.entry(order.id, "arrive", FROM),
            phone.entry(order.id, "start", FROM + 5 * MINUTE),
            phone.entry(order.id, "end", FROM - 30 * MINUTE),
        ],
        LATER,
    )
    assert told[2].why == "backwards"
    assert state_of(order) == "started"
    phone.send([phone.entry(order.id, "end", FROM + 60 * MINUTE)], LATER)
    assert state_of(order) == "done"


def test_a_phone_whose_clock_is_a_day_wrong_is_corrected_and_marked(db):
    order, phone = going()
    phone.ahead = timedelta(days=-1)
    visit = whole_visit(order, phone)
    assert visit.arrived_at == FROM
    assert visit.marks == ["clock"]
    assert visit.verdict == "accepted"
    assert Entry.objects.get(visit=visit, kind="arrive").taken_at == FROM - timedelta(days=1)


def test_a_phone_that_comes_back_after_three_days_is_taken_in_and_counts_less(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    back = FROM + timedelta(days=3)
    assert all(isinstance(one, Kept) for one in phone.send(entries, back))
    upload_all(phone, entries, back)
    visit = Visit.objects.get(order=order.id)
    assert (visit.marks, visit.score, visit.verdict) == (["late"], 92, "accepted")
    assert visit.arrived_at == FROM


def test_what_is_of_long_ago_is_refused(db):
    order, phone = going()
    told = phone.send([phone.entry(order.id, "arrive", FROM)], FROM + timedelta(days=61))
    assert isinstance(told[0], Refused)


def test_a_carer_in_two_places_is_marked_at_both(db):
    provider = offered_by()
    phone = make_phone(provider.organisation)
    first, _ = going(phone=phone)
    far = factories.make_elder(longitude=113.75, latitude=34.80)
    second, _ = going(far, phone, at=FROM + timedelta(hours=4))
    whole_visit(first, phone, but=["sign"])
    told = visit_entries(second, phone, FROM + 30 * MINUTE)
    phone.send(told, FROM + 200 * MINUTE)
    marks = dict(Visit.objects.values_list("order", "marks"))
    assert "two_places" in marks[first.id]
    assert "two_places" in marks[second.id]


def test_two_visits_one_after_the_other_are_not_marked(db):
    phone = make_phone(offered_by().organisation)
    first, _ = going(phone=phone)
    second, _ = going(factories.make_elder(longitude=113.75), phone, at=FROM + timedelta(hours=4))
    whole_visit(first, phone)
    visit = whole_visit(second, phone, FROM + timedelta(hours=4), photo=b"", but=["photo"])
    assert visit.marks == []


def test_card_and_code_are_compared_here_and_wrong_ones_count_nothing(db):
    order, phone = going()
    told = [phone.entry(order.id, "code", FROM, code="000000") for _ in range(6)]
    told = [{**one, "taken_at": (FROM + n * MINUTE).isoformat()} for n, one in enumerate(told)]
    phone.send([*told, phone.entry(order.id, "card", FROM, code="nosuchcard")], LATER)
    assert not Entry.objects.filter(payload__matches=True).exists()
    from chongyang.visits.operations.proving import code_of_order

    phone.send([phone.entry(order.id, "code", LATER, code=code_of_order(order.id, LATER))], LATER)
    assert not Entry.objects.filter(payload__matches=True).exists()  # after five wrong ones none counts


def test_a_pause_is_not_help(db):
    order, phone = going()
    phone.send(
        [
            phone.entry(order.id, "arrive", FROM, place=near()),
            phone.entry(order.id, "start", FROM),
            phone.entry(order.id, "pause", FROM + 10 * MINUTE),
            phone.entry(order.id, "resume", FROM + 40 * MINUTE),
            phone.entry(order.id, "end", FROM + 60 * MINUTE),
        ],
        LATER,
    )
    assert Visit.objects.get(order=order.id).paused_seconds == 1800
    assert state_of(order) == "done"


def test_what_the_desk_did_already_is_not_done_twice(db):
    order, phone = going()
    for action in ("set_out", "arrive", "start"):
        orders.step(order=order.id, action=action, scope=SYSTEM_SCOPE, by=SYSTEM_SCOPE.actor, now=FROM)
    assert all(isinstance(one, Kept) for one in phone.send(visit_entries(order, phone), LATER))
    assert state_of(order) == "confirmed"
