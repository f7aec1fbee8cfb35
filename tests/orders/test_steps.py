"""The way of an order: who takes which step, whom the next offer goes to, what becomes of the quota."""

from datetime import timedelta

import pytest

from chongyang.core.models import Case, Event, Step
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.orders import operations, queries
from chongyang.orders.models import Assignment, Order
from chongyang.orders.operations import UnableToOrder
from chongyang.territory.models import Organisation
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.orders.people import (
    FROM,
    HOUR,
    NOW,
    SYSTEM_SCOPE,
    TO,
    contractor,
    daughter,
    make_carer,
    offered_by,
    order_for,
    org_scope,
    seat,
    step,
    walk,
)
from tests.purchase.people import account, sums
from tests.workforce.made import certify

VISIT = ("accept", "set_out", "arrive", "start", "finish", "confirm", "verify", "settle")


def assign(order, *carers, scope=None, from_at=FROM, to_at=FROM + HOUR):
    scope = scope or org_scope(order)
    return operations.assign(
        order=order.id,
        carers=[one.id for one in carers],
        from_at=from_at,
        to_at=to_at,
        scope=scope,
        by=scope.actor,
        now=NOW,
    )


def test_the_whole_way_spends_what_was_held(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    offered_by()
    row = walk(order_for(elder.id), *VISIT)
    assert row.state == "settled"
    assert row.closed_at == NOW
    assert sums(quota) == (20_000, 0, 8_000)
    kinds = set(Event.objects.filter(subject=row.id).values_list("kind", flat=True))
    assert {"orders.accepted", "orders.done", "orders.verified", "orders.settled"} <= kinds
    assert Event.objects.get(subject=row.id, kind="orders.done").payload == {"order": str(row.id)}


def test_a_refusal_asks_the_next_and_keeps_the_reason(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    first, second = offered_by(9_000), offered_by(9_000)
    row = order_for(elder.id)
    assert row.organisation in (first.organisation, second.organisation)
    refused = step(row, "refuse", org_scope(row), reason="没有空闲的护理员")
    assert refused.state == "offered"
    assert refused.organisation not in (row.organisation, None)
    assert [one["why"] for one in refused.tried] == ["没有空闲的护理员"]
    assert refused.tried[0]["organisation"] == str(row.organisation)
    assert Case.objects.get(id=row.id).organisation == refused.organisation
    assert sums(quota) == (20_000, refused.covered_fen, 0)
    assert refused.covered_fen == 7_200


def test_nobody_else_it_waits_for_the_desk_and_the_quota_is_free(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    offered_by()
    row = order_for(elder.id)
    refused = step(row, "refuse", org_scope(row), reason="路太远")
    assert (refused.state, refused.covered_fen) == ("refused", 0)
    assert sums(quota) == (20_000, 0, 0)
    offered_by(12_000)
    scope = seat()
    again = operations.re_offer(order=row.id, scope=scope, by=scope.actor, now=NOW, reason="老人同意加价")
    assert (again.state, again.price_fen, again.covered_fen) == ("offered", 12_000, 9_600)


def test_the_program_itself_never_asks_a_dearer_one(db):
    elder = factories.make_elder()
    offered_by(8_000)
    offered_by(9_000)
    row = order_for(elder.id)
    assert row.price_fen == 8_000
    assert step(row, "refuse", org_scope(row), reason="没空").state == "refused"


def test_silence_is_a_refusal_after_the_time_of_the_data(db):
    elder = factories.make_elder()
    offered_by(8_000)
    offered_by(8_000)
    row = order_for(elder.id)
    cases.fire_due_timers(now=NOW + timedelta(minutes=119))
    assert Order.objects.get(id=row.id).organisation == row.organisation
    cases.fire_due_timers(now=NOW + timedelta(minutes=121))
    after = Order.objects.get(id=row.id)
    assert after.state == "offered"
    assert after.organisation != row.organisation
    assert after.tried[0]["why"] == "服务商未在时限内答复"


def test_help_wanted_soon_must_be_answered_sooner(db):
    elder = factories.make_elder()
    offered_by()
    row = order_for(elder.id, from_at=NOW + 3 * HOUR, to_at=NOW + 6 * HOUR)
    cases.fire_due_timers(now=NOW + timedelta(minutes=16))
    assert Order.objects.get(id=row.id).state == "refused"


def test_another_provider_neither_sees_nor_steps(db):
    elder = factories.make_elder()
    offered_by()
    row = order_for(elder.id)
    other = contractor(Organisation.objects.get(id=offered_by(20_000).organisation))
    with pytest.raises(queries.NotFound):
        step(row, "accept", other)
    assert queries.list_between(other, from_at=NOW, to_at=TO) == []
    own = org_scope(row)
    assert [one.id for one in queries.list_between(own, from_at=NOW, to_at=TO)] == [row.id]


def test_roles_take_their_own_steps_alone(db):
    elder = factories.make_elder()
    offered_by()
    row = order_for(elder.id)
    family = daughter(elder.id)
    with pytest.raises(UnableToStep):
        step(row, "accept", family)
    with pytest.raises(UnableToStep):
        step(row, "verify", org_scope(row))
    walk(row, "accept", "start", "finish")
    assert step(row, "confirm", family).state == "confirmed"
    assert step(row, "dispute", family, reason="没有洗头").state == "disputed"
    with pytest.raises(UnableToStep):
        step(row, "verify", family)


def test_a_carer_sees_her_own_visits_alone(db):
    elder = factories.make_elder()
    offered_by()
    row = walk(order_for(elder.id), "accept")
    org = Organisation.objects.get(id=row.organisation)
    account_ = factories.make_account(factories.Role.CARE_WORKER, org)
    carer = make_carer(org.id, account=account_.id)
    scope = factories.scope_of(account_)
    with pytest.raises(queries.NotFound):
        queries.access_order(scope, row.id)
    assign(row, carer)
    assert queries.access_order(scope, row.id).id == row.id
    assert step(row, "set_out", scope).state == "on_the_way"


def test_a_carer_is_never_in_two_places(db):
    offered_by()
    first, second = (walk(order_for(factories.make_elder().id), "accept") for _ in range(2))
    carer = make_carer(first.organisation)
    assign(first, carer)
    with pytest.raises(UnableToOrder, match="两处"):
        assign(second, carer, from_at=FROM + HOUR / 2, to_at=FROM + 1.5 * HOUR)
    assign(second, carer, from_at=FROM + HOUR, to_at=FROM + 2 * HOUR)
    assign(first, carer, from_at=FROM, to_at=FROM + HOUR / 2)
    assert Assignment.objects.filter(order=first.id, ended_at=None).count() == 1


def test_an_expired_certificate_blocks_the_assignment(db):
    offered_by()
    row = walk(order_for(factories.make_elder().id), "accept")
    carer = make_carer(row.organisation, skills=("care_worker", "health", "first_aid"))
    certify(carer, "bathing", valid_to=FROM.date())
    with pytest.raises(UnableToOrder) as refused:
        assign(row, carer)
    assert refused.value.field == "carers"
    assert not Assignment.objects.exists()


def test_two_come_where_two_are_needed_and_both_of_the_provider(db):
    offered_by(20_000, item="bath_two")
    row = walk(order_for(factories.make_elder().id, item="bath_two"), "accept")
    assert row.people == 2
    one, two = make_carer(row.organisation), make_carer(row.organisation)
    stranger = make_carer(offered_by(30_000).organisation)
    for wrong in ([one], [one, one], [one, stranger]):
        with pytest.raises(UnableToOrder):
            assign(row, *wrong)
    assign(row, one, two)
    assert [held.carer for held in queries.assignments_of([row.id])[row.id]] == [one.id, two.id]


def test_nobody_is_assigned_before_it_is_accepted_or_outside_the_window(db):
    offered_by()
    row = order_for(factories.make_elder().id)
    carer = make_carer(row.organisation)
    with pytest.raises(UnableToOrder):
        assign(row, carer)
    walk(row, "accept")
    with pytest.raises(UnableToOrder):
        assign(row, carer, to_at=TO + HOUR)
    with pytest.raises(NotAllowed):
        assign(row, carer, scope=daughter(row.person))


def test_a_late_change_of_mind_costs_a_part_of_her_own_share(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    offered_by()
    row, family = order_for(elder.id), daughter(elder.id)
    walk(row, "accept")
    late = operations.withdraw(
        order=row.id, reason="changed_mind", scope=family, by=family.actor, now=FROM - HOUR
    )
    assert (late.state, late.fee_fen, late.ended) == ("withdrawn", 400, "changed_mind")
    assert sums(quota) == (20_000, 0, 0)


@pytest.mark.parametrize(("reason", "before"), [("hospital", HOUR), ("changed_mind", 5 * HOUR)])
def test_in_hospital_or_early_enough_it_is_free(db, reason, before):
    elder = factories.make_elder()
    offered_by()
    row, family = order_for(elder.id), daughter(elder.id)
    told = operations.withdraw(order=row.id, reason=reason, scope=family, by=family.actor, now=FROM - before)
    assert told.fee_fen == 0


def test_the_elders_side_gives_its_own_reasons_and_not_while_somebody_is_on_the_way(db):
    elder = factories.make_elder()
    offered_by()
    row, family = order_for(elder.id), daughter(elder.id)
    for reason in ("provider", "died", "", "nonsense"):
        with pytest.raises(UnableToOrder):
            operations.withdraw(order=row.id, reason=reason, scope=family, by=family.actor, now=NOW)
    walk(row, "accept", "set_out")
    with pytest.raises(UnableToOrder, match="已经出发"):
        operations.withdraw(order=row.id, reason="away", scope=family, by=family.actor, now=NOW)
    scope = seat()
    told = operations.withdraw(order=row.id, reason="mistake", scope=scope, by=scope.actor, now=NOW)
    assert told.state == "withdrawn"


def test_withdrawing_frees_the_carer(db):
    offered_by()
    row = walk(order_for(factories.make_elder().id), "accept")
    carer = make_carer(row.organisation)
    assign(row, carer)
    scope = seat()
    operations.withdraw(order=row.id, reason="hospital", scope=scope, by=scope.actor, now=NOW)
    other = walk(order_for(factories.make_elder().id), "accept")
    assert assign(other, carer).state == "accepted"


def test_nobody_took_it_in_time(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    offered_by()
    row = order_for(elder.id)
    assert operations.expire_due(now=TO) == 0
    assert operations.expire_due(now=TO + HOUR) == 1
    assert Order.objects.get(id=row.id).state == "expired"
    assert sums(quota) == (20_000, 0, 0)


def test_done_again_is_free_and_known_on_both_sides(db):
    elder = factories.make_elder()
    quota = account(person=elder.id)
    offered_by()
    row, scope = walk(order_for(elder.id), "accept", "start", "finish"), seat()
    told = {"scope": scope, "by": scope.actor, "now": NOW, "from_at": FROM, "to_at": TO}
    with pytest.raises(UnableToOrder):
        operations.redo(order=row.id, reason=" ", **told)
    again = operations.redo(order=row.id, reason="没有洗干净", **told)
    assert (again.redo_of_id, again.price_fen, again.organisation) == (row.id, 0, row.organisation)
    assert sums(quota) == (20_000, 8_000, 0)
    assert [one.id for one in queries.list_redone(scope, row.id)] == [again.id]
    assert Step.objects.filter(case=row.id, action="redo", evidence__order=str(again.id)).exists()
    with pytest.raises(UnableToOrder, match="一次重做"):
        operations.redo(order=row.id, reason="又一次", **told)
    with pytest.raises(UnableToOrder):
        operations.redo(order=again.id, reason="还没做", **told)


def test_the_same_step_twice_tells_who_was_first(db):
    offered_by()
    row = order_for(factories.make_elder().id)
    scope = org_scope(row)
    step(row, "accept", scope)
    with pytest.raises(UnableToStep) as refused:
        step(row, "accept", scope)
    assert refused.value.done_by
    assert SYSTEM_SCOPE.system
