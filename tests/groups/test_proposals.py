"""Proposals: a clerk or a feed says it, another person of the office decides; visits decide the rest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM
from chongyang.groups import operations, queries
from chongyang.groups.models import Member, Membership, Proposal
from chongyang.groups.operations import Proposed
from chongyang.groups.permissions import NotAllowed
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests import factories
from tests.groups.people import MINIMUM, TODAY, clerk, does, grant, outsider, scope_of
from tests.groups.test_classes import elder, file_of, office, reasons

__all__ = ["elder", "office"]
pytestmark = pytest.mark.django_db
FORM = replace(MINIMUM, kind="")


@pytest.fixture
def street(db):
    return clerk()


def propose(scope, elder, kind="minimum_living"):
    return does("propose_class", scope, elder=elder.id, kind=kind, source="street")


def test_proposed_by_one_and_granted_by_another(street, office, elder):
    proposal = propose(street, elder)
    assert file_of(elder) == []
    with enter(office):
        assert [row.id for row in queries.list_proposals(office)] == [proposal.id]
    held = does("grant_proposal", office, proposal=proposal.id, form=FORM)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.membership_id) == ("granted", held.id)
    assert file_of(elder) == ["minimum_living"]
    with enter(office):
        assert queries.list_proposals(office) == []
    assert "办结" in reasons(does, "grant_proposal", office, proposal=proposal.id, form=FORM)["proposal"]


def test_declined_with_a_reason(street, office, elder):
    proposal = propose(street, elder)
    with pytest.raises(UnableToStep):
        does("decline_proposal", office, proposal=proposal.id, reason=" ")
    does("decline_proposal", office, proposal=proposal.id, reason="收入高于标准")
    proposal.refresh_from_db()
    assert (proposal.state, file_of(elder)) == ("declined", [])


def test_withdrawn_by_the_street_and_proposed_anew(street, elder):
    proposal = propose(street, elder)
    assert "已有一条" in reasons(propose, street, elder)["kind"]
    does("withdraw_proposal", street, proposal=proposal.id)
    assert propose(street, elder).id != proposal.id


def test_one_person_is_not_both(street, office, elder):
    proposal = propose(street, elder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(id=proposal.id).update(state="declined", decided_by=street.actor.account)
    mine = replace(office.actor, account=street.actor.account)
    with enter(office), pytest.raises(UnableToStep):
        operations.decline_proposal(proposal=proposal.id, reason="x", scope=office, by=mine, now=clock_now())


def test_another_office_does_not_decide_it(street, elder):
    proposal = propose(street, elder)
    health = scope_of("city.health-commission")
    for act, said in (("grant_proposal", {"form": FORM}), ("decline_proposal", {"reason": "x"})):
        assert "有权的部门" in reasons(does, act, health, proposal=proposal.id, **said)["kind"]


@pytest.mark.parametrize("kind", ["aged", "living_alone", "friend"])
def test_what_is_not_proposed(street, elder, kind):
    assert "kind" in reasons(propose, street, elder, kind)


def test_who_has_it_is_not_proposed(street, office, elder):
    grant(office, elder)
    assert "今天已属于" in reasons(propose, street, elder)["kind"]


def test_the_outsider_and_the_seat(street, office, elder):
    proposal = propose(street, elder)
    far = outsider()
    with pytest.raises(registry.NotFound):
        propose(far, elder)
    with pytest.raises(registry.NotFound):
        does("withdraw_proposal", far, proposal=proposal.id)
    seat = factories.scope_of(factories.make_operator())
    with pytest.raises(NotAllowed):
        propose(seat, elder)
    with enter(seat), pytest.raises(NotAllowed):
        queries.list_proposals(seat)


def test_a_feed_proposes_each_once(office, elder):
    dead = factories.make_elder(name="李桂芳", life_status="dead", status_on=date(2026, 1, 1))
    told = [
        Proposed(elder.id, "minimum_living", "金民2026-1", date(2026, 1, 1)),
        Proposed(elder.id, "minimum_living", "金民2026-1", date(2026, 1, 1)),
        Proposed(elder.id, "aged"),
        Proposed(dead.id, "minimum_living"),
    ]

    def feed():
        return operations.propose_from_feed(told=told, source="civil_affairs", by=SYSTEM, now=clock_now())

    assert (feed(), feed()) == (1, 0)
    proposal = Proposal.objects.get()
    assert (proposal.told_by, proposal.number, file_of(elder)) == ("feed", "金民2026-1", [])
    does("decline_proposal", office, proposal=proposal.id, reason="已停发")
    assert feed() == 0


def test_what_was_told_at_registration_waits_for_its_office(street, elder):
    kinds = ("minimum_living", "aged", "living_alone", "disabled")
    told = {"elder": elder.id, "kinds": kinds, "source": "street"}
    assert does("propose_told", street, **told) == 2
    assert does("propose_told", street, **told) == 0


def visit(scope, elder, outcome="confirmed", on=TODAY, kind="living_alone", **more):
    return does("record_visit", scope, elder=elder.id, kind=kind, outcome=outcome, visited_on=on, **more)


def lives_alone(scope, elder):
    does("open_household", scope, elder=elder.id, members=(), on=TODAY - timedelta(days=90), source="street")


def candidates(scope, kind="living_alone", day=TODAY):
    with enter(scope):
        return [row.person for row in queries.list_candidates(scope, kind, day)]


def test_a_household_suggests_and_a_visit_confirms(street, elder):
    assert candidates(street) == []
    lives_alone(street, elder)
    assert candidates(street) == [elder.id]
    assert candidates(outsider()) == []
    seen = visit(street, elder, note="独自一人，门口有邻居照应")
    assert (candidates(street), file_of(elder)) == ([], ["living_alone"])
    held = Membership.objects.get()
    assert (held.valid_from, held.review_on, held.authority) == (TODAY, seen.again_on, "visit")
    assert "邻居" not in str(seen.note)


def test_nobody_met_is_tried_again_soon(street, elder):
    lives_alone(street, elder)
    visit(street, elder, "not_met", TODAY)
    assert candidates(street) == []
    assert candidates(street, day=TODAY + timedelta(days=14)) == [elder.id]
    assert file_of(elder) == []


def test_not_so_ends_it_that_day(street, elder):
    lives_alone(street, elder)
    visit(street, elder, on=TODAY - timedelta(days=40))
    visit(street, elder, "not_so", TODAY)
    held = Membership.objects.get()
    assert (held.valid_to, held.end_reason, file_of(elder)) == (TODAY, "visit", [])
    assert candidates(street, day=TODAY + timedelta(days=30)) == []


def test_a_visit_is_due_again_after_its_period(street, elder):
    lives_alone(street, elder)
    seen = visit(street, elder)
    with enter(street):
        assert queries.list_reviews(street, seen.again_on - timedelta(days=1)) == []
        assert [row.person for row in queries.list_reviews(street, seen.again_on)] == [elder.id]
    visit(street, elder, on=TODAY, now=None, kind="empty_nest")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "destitute"}, "kind"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"on": TODAY + timedelta(days=3)}, "visited_on"),
        ({"on": None}, "visited_on"),
        ({"note": "字" * 301}, "note"),
    ],
)
def test_a_visit_of_rubbish(street, elder, changes, field):
    assert field in reasons(visit, street, elder, **changes)


def test_a_visit_is_written_once_and_in_order(street, elder):
    visit(street, elder)
    assert "这一天" in reasons(visit, street, elder)["visited_on"]
    assert "更早" in reasons(visit, street, elder, on=TODAY - timedelta(days=1))["visited_on"]


def test_those_left_behind_live_in_villages_with_their_children_far(street):
    village = 410122001201
    elder = factories.make_elder(area=village)
    contact = factories.make_contact(elder)
    scope = scope_of(code="4101")
    clerk_there = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410122"))
    lives_alone(clerk_there, elder)
    [row] = Member.objects.all()
    from chongyang.groups.operations.following import follow_contacts
    from chongyang.territory import queries as territory

    if not territory.is_rural(village):
        pytest.fail("the village is no village")
    assert row.suggests == ["living_alone"]
    contact.distance_metres = 300_000
    contact.save()
    follow_contacts(type("Event", (), {"subject": elder.id})())
    row.refresh_from_db()
    assert row.suggests == ["living_alone", "left_behind"]
    assert candidates(scope, "left_behind") == [elder.id]
    assert Elder.objects.get(id=elder.id).area == village
