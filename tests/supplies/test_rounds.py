"""Rounds: every door once, a carrier with a certificate, a tick that counts once and settles like a visit."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident
from chongyang.orders.models import Assignment, Order
from chongyang.orders.operations import UnableToOrder
from chongyang.registration import operations as registration
from chongyang.registry.models import Profile
from chongyang.scheduling import operations as scheduling
from chongyang.services.rules import catalogue
from chongyang.supplies import operations, queries
from chongyang.supplies.models import Portion, Round, Stop
from chongyang.supplies.operations import UnableToSupply, errors
from chongyang.supplies.rules.rounds import Door, plan_rounds
from chongyang.supplies.rules.settings import meals
from chongyang.territory.enums import Role
from chongyang.visits import queries as visits
from chongyang.visits.models import Visit
from chongyang.visits.operations.alarms import overdue
from chongyang.visits.operations.proving import code_of_order
from tests import factories
from tests.supplies.people import (
    AFTER,
    DAY,
    KITCHEN,
    NOON,
    cook,
    kitchen,
    make_elders,
    make_phone,
    manager_of,
    order,
    told,
)

STEPS = [one.key for one in catalogue.item("meal_delivery").steps if one.required]
HOME = {"longitude": 113.68, "latitude": 34.77, "accuracy": 12.0}


def going(count: int = 2, **phone):
    """A kitchen with so many meals to bring, one round and its carrier."""
    scope, menu = kitchen()
    elders = make_elders(count)
    for elder in elders:
        order(elder.id, menu)
    (trip,) = operations.make_rounds(menu=menu.id, **told(scope, AFTER))
    carrier = make_phone(scope.organisation, **phone)
    operations.give_round(round=trip.id, carer=carrier.carer.id, **told(scope, AFTER))
    return scope, menu, trip, carrier, elders


def stops(trip: Round) -> list[Stop]:
    return list(Stop.objects.filter(round=trip).order_by("sequence"))


def tick(carrier, stop, outcome="handed_over", now=NOON, **how):
    return operations.tick(stop=stop.id, outcome=outcome, **told(carrier.scope, now), **how)


def test_each_door_once_and_no_round_is_too_long():
    doors = [
        Door(f"{number:03}", (113.6 + number * 37 % 100 / 1000, 34.7 + number * 53 % 100 / 1000))
        for number in range(60)
    ]
    rounds = plan_rounds(KITCHEN, doors)
    assert sorted(leg.key for one in rounds for leg in one) == [one.key for one in doors]
    assert all(len(one) <= meals().most_stops for one in rounds)
    assert all(one == sorted(one, key=lambda leg: leg.minutes) for one in rounds)
    assert plan_rounds(KITCHEN, list(reversed(doors))) == rounds


def test_a_way_round_is_shorter_than_the_way_they_were_ordered():
    line = [Door(str(number), (113.68, 34.70 + number / 100)) for number in (5, 1, 4, 2, 3)]
    (legs,) = plan_rounds((113.68, 34.70), line)
    turns = [leg.key for leg in legs]
    far = turns.index("5")
    assert turns[:far] == sorted(turns[:far])
    assert turns[far:] == sorted(turns[far:], reverse=True)


def test_doors_without_a_place_come_last_and_are_not_forgotten():
    (legs,) = plan_rounds(KITCHEN, [Door("a", None), Door("b", (113.7, 34.8))])
    assert [leg.key for leg in legs] == ["b", "a"]


def test_rounds_begin_after_the_cut_off_and_hold_what_is_brought(db):
    scope, menu = kitchen()
    elders = make_elders(3)
    for elder in elders[:2]:
        order(elder.id, menu)
    order(elders[2].id, menu, way="there")
    with pytest.raises(UnableToSupply) as raised:
        operations.make_rounds(menu=menu.id, **told(scope))
    assert raised.value.reason == errors.NOT_CUT_OFF
    (trip,) = operations.make_rounds(menu=menu.id, **told(scope, AFTER))
    found = stops(trip)
    assert {one.person for one in found} == {one.id for one in elders[:2]}
    assert [one.sequence for one in found] == [1, 2]
    assert menu.from_at <= found[0].planned_at < found[1].planned_at < menu.to_at
    with pytest.raises(UnableToSupply) as raised:
        operations.make_rounds(menu=menu.id, **told(scope, AFTER))
    assert raised.value.reason == errors.NO_STOPS
    with pytest.raises(queries.NotFound):
        operations.make_rounds(menu=menu.id, **told(manager_of(cook()), AFTER))


def test_a_round_is_assigned_door_by_door_and_needs_a_certificate(db):
    scope, _, trip, carrier, _ = going()
    held = Assignment.objects.filter(ended_at=None).order_by("from_at")
    assert [one.carer for one in held] == [carrier.carer.id] * 2
    assert held[0].to_at <= held[1].from_at
    assert [one.id for one in queries.own_rounds(carrier.scope, DAY)] == [trip.id]
    other = make_phone(scope.organisation)
    operations.give_round(round=trip.id, carer=other.carer.id, **told(scope, AFTER))
    assert queries.own_rounds(carrier.scope, DAY) == []
    without = make_phone(scope.organisation, skills=())
    with pytest.raises(UnableToOrder):
        operations.give_round(round=trip.id, carer=without.carer.id, **told(scope, AFTER))


def test_a_tick_with_her_code_counts_once_and_moves_the_order(db):
    _, _, trip, carrier, _ = going()
    stop = stops(trip)[0]
    tick(carrier, stop, place=HOME, code=code_of_order(stop.order, NOON))
    tick(carrier, stop, now=NOON + timedelta(minutes=1))
    tick(carrier, stop, "nobody", now=NOON + timedelta(minutes=2))
    stop.refresh_from_db()
    assert (stop.outcome, stop.ticked_at) == ("handed_over", NOON)
    assert Order.objects.get(id=stop.order).state == "done"
    visit = Visit.objects.get(order=stop.order)
    assert visit.ended_at == NOON
    assert visit.entries.count() == 4 + len(STEPS)
    assert not visit.entries.exclude(conflict="").exists()
    assert Portion.objects.get(order=stop.order).served_at == NOON


def test_a_meal_handed_over_with_her_card_is_payable_and_in_the_month(db):
    scope, _, trip, carrier, elders = going(1)
    stop = stops(trip)[0]
    tick(carrier, stop, place=HOME, card=card_of(elders[0]))
    visit = Visit.objects.get(order=stop.order)
    assert (visit.verdict, visit.score >= 60) == ("accepted", True)
    assert Order.objects.get(id=stop.order).state == "verified"
    with enter(system_scope("test")):
        rows = visits.list_accepted(system_scope("test"), organisation=scope.organisation, month=DAY)
    assert [one.order for one in rows] == [stop.order]


def test_a_bare_tick_waits_for_somebody_who_verifies(db):
    from chongyang.visits import operations as visit_steps

    _, _, trip, carrier, _ = going(1)
    tick(carrier, stops(trip)[0])
    with enter(system_scope("test")):
        visit_steps.judge_waiting(now=NOON + timedelta(hours=2))
    assert Visit.objects.get().verdict == "below"
    assert Order.objects.get().state == "done"


def card_of(elder) -> str:
    scope = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105"))
    with enter(scope):
        (card,) = registration.print_cards(persons=[elder.id], **told(scope))
    return card.token


def live_alone(elder) -> None:
    Profile.objects.update(living_form="with_children", classes=[])
    Profile.objects.filter(id=elder.id).update(living_form="alone")


def test_nobody_opens_to_who_lives_alone_and_the_seats_hear_once(db):
    _, _, trip, carrier, elders = going(2)
    live_alone(elders[0])
    by_person = {one.person: one for one in stops(trip)}
    alone, other = by_person[elders[0].id], by_person[elders[1].id]
    tick(carrier, alone, "nobody")
    tick(carrier, alone, "nobody", now=NOON + timedelta(minutes=1))
    tick(carrier, other, "nobody")
    incident = Incident.objects.get()
    assert (incident.kind, incident.person) == ("missed_visit", elders[0].id)
    alone.refresh_from_db()
    assert (alone.incident, alone.outcome, alone.ticked_at) == (incident.id, "nobody", NOON)
    assert Order.objects.get(id=alone.order).state == "accepted"
    assert tick(carrier, alone, now=NOON + timedelta(minutes=9)).outcome == "handed_over"
    assert Order.objects.get(id=alone.order).state == "done"


def test_another_carrier_ticks_nothing_and_a_withdrawn_meal_is_not_brought(db):
    from chongyang.orders import operations as orders

    scope, _, trip, carrier, _ = going(1)
    stop = stops(trip)[0]
    with pytest.raises(queries.NotFound):
        tick(make_phone(scope.organisation), stop)
    seat = system_scope("test")
    orders.withdraw(order=stop.order, reason="hospital", scope=seat, by=seat.actor, now=AFTER)
    with pytest.raises(UnableToSupply) as raised:
        tick(carrier, stop)
    assert raised.value.reason == errors.GONE
    with pytest.raises(UnableToSupply):
        tick(carrier, stop, "lost")


def test_a_meal_is_eaten_at_the_point_once(db):
    scope, menu = kitchen()
    portion = order(factories.make_elder().id, menu, way="there")
    server = make_phone(scope.organisation)
    stranger = make_phone(cook().organisation)
    assert queries.counter_of(server.scope, AFTER) == []
    assert [one.id for one in queries.counter_of(server.scope, NOON)] == [portion.id]
    with pytest.raises(queries.NotFound):
        operations.serve(portion=portion.id, **told(stranger.scope, NOON))
    served = operations.serve(portion=portion.id, **told(server.scope, NOON))
    assert served.served_at == NOON
    assert (
        operations.serve(portion=portion.id, **told(server.scope, NOON + timedelta(minutes=1))).served_at
        == NOON
    )
    assert Order.objects.get().state == "done"
    assert Visit.objects.get().ended_at == NOON


def test_a_meal_goes_with_its_round_and_not_into_the_plan_of_the_day(db):
    scope, menu = kitchen()
    make_phone(scope.organisation)
    for elder in make_elders(2):
        order(elder.id, menu)
    assert Order.objects.filter(organisation=scope.organisation, state="accepted").count() == 2
    with pytest.raises(scheduling.UnableToPlan, match="没有已接单"):
        scheduling.plan_day(organisation=scope.organisation, day=DAY, rounds=5, **told(scope, AFTER))


def test_an_empty_chair_at_the_table_is_no_missed_visit(db):
    _, menu = kitchen()
    brought, eaten = make_elders(2)
    order(brought.id, menu)
    order(eaten.id, menu, way="there")
    late = [row.item for row, _ in overdue(NOON + timedelta(hours=5))]
    assert late == ["meal_delivery"]
