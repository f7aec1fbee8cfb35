"""Clocks that go backwards, accounts that close on the way, events in any writing: the chain still holds."""

from datetime import timedelta

import pytest

from chongyang.core import outbox
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Case
from chongyang.core.operations.cases import fire_due_timers
from chongyang.core.operations.seals import seal_events
from chongyang.core.queries.chain import verify_chain
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Grant
from tests import factories
from tests.emergency.races import Held, as_system, together
from tests.emergency.test_file_in_hand import accepted, goes, reads
from tests.emergency.test_way_of_an_alarm import press, sent


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def responder(db):
    return factories.make_responder()


def test_a_clock_that_goes_backwards_breaks_nothing(elder, seat, responder):
    incident, dispatch = sent(elder, seat, responder)
    earlier = now() - timedelta(hours=1)
    scope = factories.scope_of(factories.account_of(responder))
    with enter(scope):
        emergency.accept(dispatch=dispatch.id, scope=scope, now=now())
        emergency.arrive(dispatch=dispatch.id, scope=scope, now=earlier)
    with enter(seat):
        emergency.close(incident=incident.id, outcome="solved", scope=seat, now=earlier)
        chain = queries.response_chain(seat, incident.id)
        steps = queries.list_steps(seat, incident.id)
    assert all(step.since is None or step.since >= timedelta(0) for step in chain)
    own = [step.number for step in steps if step.case_id == incident.id]
    assert own == sorted(own)


def test_timers_of_a_clock_that_went_back_fire_again_when_it_is_right(elder, seat):
    incident = press(elder)
    with enter(seat):
        emergency.acknowledge(incident=incident.id, scope=seat, now=now())
    assert fire_due_timers(now=now() - timedelta(days=1)) == 0
    assert fire_due_timers(now=now() + timedelta(minutes=5)) > 0
    assert Case.objects.get(id=incident.id).timers_fired


def test_who_is_closed_on_the_way_reads_nothing_and_the_seat_sends_another(elder, seat, responder):
    incident, dispatch = accepted(elder, seat, responder)
    admin = factories.make_account(Role.SECURITY_ADMIN)
    scope = factories.scope_of(admin)
    with enter(scope):
        territory.close_account(account=responder.account, scope=scope, by=scope.actor, now=now())
    assert not reads(responder, elder)
    with enter(seat):
        emergency.withdraw(dispatch=dispatch.id, scope=seat, now=now())
    assert Incident.objects.get(id=incident.id).state == "dispatching"


def test_nobody_is_offered_to_whose_account_is_closed(elder, seat, responder):
    admin = factories.scope_of(factories.make_account(Role.SECURITY_ADMIN))
    with enter(admin):
        territory.close_account(account=responder.account, scope=admin, by=admin.actor, now=now())
    with pytest.raises(emergency.UnableToOffer):
        sent(elder, seat, responder)
    second = factories.make_responder()
    outbox.deliver_due(now=now() + timedelta(seconds=1))
    with enter(seat):
        told = queries.recommend(seat, Incident.objects.get(), now=now())
    assert [one.responder.id for one in told.first] == [second.id]


def test_a_released_journey_reads_nothing_and_a_second_acceptance_opens_anew(elder, seat, responder):
    incident, dispatch = accepted(elder, seat, responder)
    goes(responder, emergency.give_back, dispatch, reason="车坏了")
    assert not reads(responder, elder)
    with enter(seat):
        [again] = emergency.offer(incident=incident.id, responders=[responder.id], scope=seat, now=now())
    goes(responder, emergency.accept, again)
    assert reads(responder, elder)
    assert Dispatch.objects.get(id=again.id).state == "accepted"


def test_a_grant_is_only_for_its_own_account(elder, seat, responder):
    _, dispatch = accepted(elder, seat, responder)
    assert set(Grant.objects.filter(reference=dispatch.id).values_list("account", flat=True)) == {
        responder.account
    }


def test_the_chain_is_whole_while_others_write(committed):
    elder, seat = (
        as_system(factories.make_elder),
        as_system(lambda: factories.scope_of(factories.make_operator())),
    )
    incident = as_system(lambda: press(elder))

    def seal() -> int:
        return as_system(lambda: seal_events(now=now()))

    def write(number: int):
        def step() -> None:
            as_system(lambda: press(factories.make_elder(name=f"陈🀄é{number}"), kind="fall"))

        return step

    with Held(seat, lambda: emergency.acknowledge(incident=incident.id, scope=seat, now=now())):
        together(*[write(number) for number in range(6)], seal, seal)
    for _ in range(3):
        seal()
    verdict = as_system(verify_chain)
    assert verdict.broken is None
    assert verdict.events + verdict.waiting >= 8  # what waits, waits for other transactions of the cluster


def test_a_label_in_any_writing_is_sealed_and_verified(committed):
    def write() -> None:
        territory.grant_person(
            account=factories.make_account(Role.GRID_WORKER).id,
            person=factories.make_elder().id,
            area=factories.JINSHUI,
            purpose="应急 🆘 é \u202e",
            source="dispatch",
            reference=factories.make_elder().id,
            by=SYSTEM,
            now=now(),
        )

    as_system(write)
    with enter(system_scope("test")):
        seal_events(now=now())
    assert as_system(verify_chain).broken is None
