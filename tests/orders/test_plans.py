"""Help that comes again and again: made ahead once, paused in hospital, ended by death."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from chongyang.core import outbox
from chongyang.core.scopes import SYSTEM
from chongyang.orders import operations, queries
from chongyang.orders.models import Order, Plan
from chongyang.orders.operations import UnableToOrder
from chongyang.registry import operations as registry
from chongyang.registry.rules.mandates import Allow
from chongyang.telecare import operations as telecare
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.orders.people import (
    CITY,
    ITEM,
    NOW,
    SYSTEM_SCOPE,
    daughter,
    make_offer,
    offered_by,
    order_for,
    seat,
    walk,
)
from tests.purchase.people import account, sums

MONDAY = NOW.date()
FORM = operations.PlanForm(
    item=ITEM, weekdays=[1, 4], begins=time(9), window_minutes=180, valid_from=MONDAY + timedelta(days=1)
)


def begin(person, scope=None, form=FORM, **told):
    scope = scope or seat()
    return operations.begin_plan(
        person=person, form=form, channel="call", scope=scope, by=scope.actor, now=NOW, **told
    )


def days_made(plan, **where):
    rows = Order.objects.filter(plan=plan.id, **where).order_by("from_at")
    return [timezone.localdate(row.from_at).day for row in rows]


def deliver(now=NOW):
    while outbox.deliver_due(now=now + timedelta(seconds=1)):
        pass


def test_a_plan_makes_its_orders_ahead_and_each_once(db):
    elder = factories.make_elder()
    quota = account(50_000, person=elder.id)
    offered_by()
    plan = begin(elder.id)
    assert days_made(plan) == [13, 17, 20]
    assert operations.make_ahead(now=NOW) == 0
    assert operations.make_ahead(now=NOW + timedelta(days=4)) == 1
    assert days_made(plan) == [13, 17, 20, 24, 27]
    Plan.objects.update(made_until=MONDAY)
    operations.make_ahead(now=NOW)
    assert days_made(plan) == [13, 17, 20, 24, 27]
    row = Order.objects.filter(plan=plan.id).order_by("from_at").first()
    assert (row.state, row.channel, row.from_at) == ("offered", "plan", datetime(2019, 6, 13, 9, tzinfo=CITY))
    assert sums(quota)[1] == 5 * 8_000


def test_the_same_word_is_the_same_plan(db):
    elder, scope = factories.make_elder(), seat()
    offered_by()
    assert begin(elder.id, scope, key="k").id == begin(elder.id, scope, key="k").id
    assert Order.objects.count() == 3


def test_in_hospital_nothing_comes_and_afterwards_it_does_again(db):
    elder, scope = factories.make_elder(), seat()
    quota = account(50_000, person=elder.id)
    offered_by()
    plan = begin(elder.id)
    told = {"plan": plan.id, "scope": scope, "by": scope.actor, "now": NOW}
    operations.pause_plan(reason="hospital", from_on=date(2019, 6, 14), to_on=None, **told)
    assert days_made(plan, state="withdrawn") == [17, 20]
    assert {row.fee_fen for row in Order.objects.all()} == {0}
    assert sums(quota)[1] == 8_000
    assert operations.make_ahead(now=NOW + timedelta(days=4)) == 1
    assert days_made(plan, closed_at=None) == [13]
    operations.resume_plan(on=date(2019, 6, 18), **told)
    assert days_made(plan, closed_at=None) == [13, 20]
    with pytest.raises(UnableToOrder):
        operations.resume_plan(on=date(2019, 6, 25), **told)


def test_two_pauses_do_not_overlap(db):
    scope = seat()
    offered_by()
    plan = begin(factories.make_elder().id)
    told = {"plan": plan.id, "scope": scope, "by": scope.actor, "now": NOW, "reason": "away"}
    operations.pause_plan(from_on=date(2019, 6, 14), to_on=date(2019, 6, 20), **told)
    for from_on, to_on in ((date(2019, 6, 19), None), (date(2019, 6, 9), None), (MONDAY, MONDAY)):
        with pytest.raises(UnableToOrder):
            operations.pause_plan(from_on=from_on, to_on=to_on, **told)


def test_an_order_that_she_did_not_want_is_not_made_again(db):
    scope = seat()
    offered_by()
    plan = begin(factories.make_elder().id)
    row = Order.objects.filter(plan=plan.id).order_by("from_at").first()
    operations.withdraw(order=row.id, reason="changed_mind", scope=scope, by=scope.actor, now=NOW)
    Plan.objects.update(made_until=MONDAY)
    operations.make_ahead(now=NOW)
    assert days_made(plan, closed_at=None) == [17, 20]


def test_said_to_be_away_at_the_alarm_desk_rests_the_plan_too(db):
    elder = factories.make_elder()
    offered_by()
    plan = begin(elder.id)
    own = order_for(elder.id)
    telecare.say_away(
        person=elder.id,
        kind="hospital",
        until=NOW + timedelta(days=5),
        scope=SYSTEM_SCOPE,
        by=SYSTEM,
        now=NOW,
    )
    deliver()
    assert days_made(plan, closed_at=None) == [17, 20]
    assert Order.objects.get(id=own.id).state == "offered"
    telecare.say_back(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    deliver()
    assert days_made(plan, closed_at=None) == [13, 17, 20]


def test_a_death_ends_the_plan_and_every_order_that_is_not_done(db):
    elder = factories.make_elder()
    quota = account(90_000, person=elder.id)
    offered_by()
    plan = begin(elder.id)
    done, going = order_for(elder.id), walk(order_for(elder.id), "accept", "set_out")
    walk(done, "accept", "start", "finish")
    registry.change_life_status(
        elder=elder.id, status="dead", on=MONDAY, evidence="family", scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW
    )
    deliver()
    deliver()
    assert Plan.objects.get(id=plan.id).ended == "died"
    assert days_made(plan, closed_at=None) == []
    assert Order.objects.get(id=going.id).state == "withdrawn"
    assert Order.objects.get(id=done.id).state == "done"
    assert {row.fee_fen for row in Order.objects.all()} == {0}
    assert sums(quota)[1] == 8_000
    assert operations.make_ahead(now=NOW + timedelta(days=4)) == 0


def test_an_ended_offer_gives_way_to_another(db):
    elder = factories.make_elder()
    provider = offered_by(contract=False)
    gone = make_offer(provider, "cleaning", price_fen=5_000, valid_to=date(2019, 6, 14))
    other = offered_by(6_000, item="cleaning")
    form = operations.PlanForm(
        item="cleaning", weekdays=[4], begins=time(9), window_minutes=180, valid_from=MONDAY, offer=gone.id
    )
    plan = begin(elder.id, form=form)
    rows = Order.objects.filter(plan=plan.id).order_by("from_at")
    assert [row.organisation for row in rows] == [provider.organisation, other.organisation]


def test_an_ended_plan_makes_nothing_and_what_it_made_is_free(db):
    scope = seat()
    offered_by()
    plan = begin(factories.make_elder().id)
    told = {"plan": plan.id, "scope": scope, "by": scope.actor, "now": NOW}
    operations.end_plan(reason="plan_changed", **told)
    assert days_made(plan, closed_at=None) == []
    assert operations.make_ahead(now=NOW + timedelta(days=4)) == 0
    with pytest.raises(UnableToOrder):
        operations.end_plan(reason="plan_changed", **told)


def test_who_may_change_a_plan(db):
    elder = factories.make_elder()
    offered_by()
    plan = begin(elder.id, daughter(elder.id))
    for scope, kind in (
        (daughter(elder.id, Allow.READ_FILE), NotAllowed),
        (daughter(factories.make_elder().id), queries.NotFound),
    ):
        with pytest.raises(kind):
            operations.end_plan(plan=plan.id, reason="x", scope=scope, by=scope.actor, now=NOW)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [0]}, "weekdays"),
        ({"valid_from": MONDAY - timedelta(days=1)}, "valid_from"),
        ({"valid_to": MONDAY}, "valid_to"),
        ({"every_weeks": 9}, "every_weeks"),
        ({"holidays": "x"}, "holidays"),
        ({"window_minutes": 10}, "window_minutes"),
        ({"window_minutes": 2000}, "window_minutes"),
        ({"item": "moonwalk"}, "item"),
        ({"quantity": 0}, "quantity"),
    ],
)
def test_bad_input_is_refused_by_its_field(db, told, field):
    from dataclasses import replace

    with pytest.raises(UnableToOrder) as refused:
        begin(factories.make_elder().id, form=replace(FORM, **told))
    assert refused.value.field == field
