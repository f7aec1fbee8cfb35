"""Below the line a second person decides: never who came, nor the provider's own people."""

import pytest

from chongyang.core.models import Event
from chongyang.orders.models import Order
from chongyang.purchase.models import VoucherEntry
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.territory.permissions import NotAllowed
from chongyang.visits import operations, queries
from chongyang.visits.models import Visit
from chongyang.visits.operations import UnableToVerify
from tests import factories
from tests.orders.people import FROM, SYSTEM_SCOPE, offered_by, order_for
from tests.purchase.people import account
from tests.visits.people import MINUTE, going, make_phone, visit_entries, whole_visit

WEAK = ("code", "photo", "sign")
LATER = FROM + 64 * MINUTE


def clerk(*codes: str, role: Role = Role.STREET_CLERK):
    return factories.scope_of(factories.make_account(role, None, *(codes or ("410105001",))))


def weak(**told) -> Visit:
    """A visit that rests on what the carer says alone."""
    order, phone = going(**told)
    phone.send(visit_entries(order, phone, but=WEAK), LATER)
    visit = Visit.objects.get(order=order.id)
    return operations.judge(visit=visit, now=LATER + 40 * MINUTE)


def verify(visit: Visit, scope, *, accept: bool = True, reason: str = "电话核实，老人说来过") -> Visit:
    return operations.verify(
        visit=visit.id, accept=accept, reason=reason, scope=scope, by=scope.actor, now=LATER + 60 * MINUTE
    )


def state_of(visit: Visit) -> str:
    return Order.objects.values_list("state", flat=True).get(id=visit.order)


def test_what_rests_on_her_own_word_is_not_payable_until_a_second_person_says_so(db):
    visit = weak()
    assert (visit.verdict, visit.score < 60, state_of(visit)) == ("below", True, "done")
    assert queries.list_accepted(SYSTEM_SCOPE, organisation=visit.organisation, month=FROM.date()) == []
    row = verify(visit, clerk())
    assert (row.verdict, state_of(visit)) == ("verified", "verified")
    paid = queries.list_accepted(SYSTEM_SCOPE, organisation=visit.organisation, month=FROM.date())
    assert [one.id for one in paid] == [visit.id]
    assert row.verify_reason.plain == "电话核实，老人说来过"


def test_the_quota_is_spent_when_it_is_verified_and_not_before(db):
    elder = factories.make_elder()
    account(person=elder.id)
    phone = make_phone(offered_by().organisation)
    visit = weak(elder=elder, phone=phone)
    kinds = VoucherEntry.objects.filter(order=visit.order).order_by("at", "id").values_list("kind", flat=True)
    assert list(kinds) == ["held"]
    verify(visit, clerk())
    assert sorted(kinds.all()) == ["held", "spent"]


def test_not_verified_is_not_paid_and_the_order_is_disputed_with_the_reason(db):
    visit = weak()
    row = verify(visit, clerk(), accept=False, reason="老人说没有来过")
    assert (row.verdict, state_of(visit)) == ("rejected", "disputed")
    assert Event.objects.filter(kind="visits.visit.rejected", subject=visit.id).exists()


def test_nobody_of_the_provider_verifies_nor_who_came_whatever_her_post(db):
    visit = weak()
    org = Organisation.objects.get(id=visit.organisation)
    own = factories.scope_of(factories.make_account(Role.STREET_CLERK, org, "410105001"))
    with pytest.raises(UnableToVerify, match="服务商"):
        verify(visit, own)
    came = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    Visit.objects.filter(id=visit.id).update(accounts=[came.actor.account])
    with pytest.raises(UnableToVerify, match="参与"):
        verify(visit, came)
    assert Visit.objects.get(id=visit.id).verdict == "below"


def test_who_may_not_and_who_is_elsewhere_are_refused(db):
    visit = weak()
    for role in (Role.OPERATOR, Role.CONTRACTOR, Role.CARE_WORKER, Role.FAMILY):
        with pytest.raises(NotAllowed):
            verify(visit, factories.scope_of(factories.make_account(role)))
    with pytest.raises(queries.NotFound):
        verify(visit, clerk("410102002"))


def test_a_reason_is_written_and_a_decision_is_taken_once(db):
    visit = weak()
    with pytest.raises(UnableToVerify) as refused:
        verify(visit, clerk(), reason="   ")
    assert refused.value.field == "reason"
    verify(visit, clerk())
    with pytest.raises(UnableToVerify):
        verify(visit, clerk(), accept=False)


def test_a_visit_without_an_end_cannot_be_accepted(db):
    order, phone = going()
    phone.send([phone.entry(order.id, "arrive", FROM)], FROM)
    assert operations.judge_waiting(now=FROM + 13 * 60 * MINUTE) == 1
    visit = Visit.objects.get(order=order.id)
    assert (visit.verdict, visit.marks) == ("below", ["no_end"])
    with pytest.raises(UnableToVerify) as refused:
        verify(visit, clerk())
    assert refused.value.field == "accept"
    assert verify(visit, clerk(), accept=False).verdict == "rejected"


def test_a_call_back_that_confirms_may_make_it_payable_and_one_that_denies_lowers_it(db):
    order, phone = going()
    phone.send(visit_entries(order, phone, but=("photo", "sign", "arrive", "set_out")), LATER)
    visit = operations.judge(visit=Visit.objects.get(order=order.id), now=LATER + 40 * MINUTE)
    before = visit.score
    scope = clerk()
    for outcome, now in (("denied", LATER + 50 * MINUTE), ("confirmed", LATER + 55 * MINUTE)):
        if Visit.objects.get(id=visit.id).verdict == "below":
            operations.call_back(
                visit=visit.id, outcome=outcome, scope=scope, by=scope.actor, now=now, note="x"
            )
    visit.refresh_from_db()
    assert before is not None
    assert visit.score is not None
    assert visit.score >= before
    with pytest.raises(UnableToVerify):
        operations.call_back(visit=visit.id, outcome="maybe", scope=scope, by=scope.actor, now=LATER)


def test_what_came_after_the_verdict_is_kept_beside_it(db):
    order, phone = going()
    visit = whole_visit(order, phone)
    assert visit.verdict == "accepted"
    told = phone.send([phone.entry(order.id, "note", LATER, note="补充")], LATER + 60 * MINUTE)
    assert told[0].why == "after_verdict"
    visit.refresh_from_db()
    assert (visit.verdict, visit.score) == ("accepted", 100)


def test_an_order_that_was_disputed_before_the_phone_came_back_waits_for_its_desk(db):
    order, phone = going()
    phone.send(visit_entries(order, phone, but=("photo", "sign")), LATER)
    from tests.orders.people import step

    step(order, "dispute", clerk(), LATER, reason="没有来")
    visit = operations.judge(visit=Visit.objects.get(order=order.id), now=LATER + 40 * MINUTE)
    assert visit.verdict in ("accepted", "below")
    assert state_of(visit) == "disputed"


__all__ = ["order_for"]
