"""Mandates: given, doubled, refused, expired, revoked, handed back, ended by death or a closed account."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event, FieldChange
from chongyang.core.scopes import Actor, interval_of, system_scope
from chongyang.registry import operations, queries
from chongyang.registry.models import Mandate
from chongyang.registry.operations import MandateForm, UnableToUpdate
from chongyang.registry.permissions import NotAllowed
from chongyang.registry.rules.mandates import EndReason, State, longest_days, state_of
from chongyang.territory import operations as territory
from chongyang.territory import queries as territory_queries
from chongyang.territory.enums import Role
from chongyang.territory.models import Grant
from tests import factories

pytestmark = pytest.mark.django_db
NOW = clock_now()
TODAY = NOW.date()
FORM = MandateForm(
    basis="elder",
    allows=("read_file", "hear_incidents"),
    channel="paper",
    text_version="2026-1",
    relation="daughter",
    last_day=TODAY + timedelta(days=90),
)


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def daughter(db):
    return factories.make_account(Role.FAMILY)


@pytest.fixture
def clerk(db):
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))


def give(scope, elder, account, now=None, **changes):
    with enter(scope):
        return operations.give_mandate(
            elder=elder.id,
            username=getattr(account, "username", account),
            form=replace(FORM, **changes),
            scope=scope,
            by=scope.actor,
            now=now or clock_now(),
        )


def revoke(scope, mandate, now=None, reason="elder_wish"):
    with enter(scope):
        return operations.revoke_mandate(
            mandate=mandate.id, reason=reason, scope=scope, by=scope.actor, now=now or clock_now()
        )


def hand_back(scope, mandate, now=None):
    with enter(scope):
        return operations.hand_back_mandate(
            mandate=mandate.id, scope=scope, by=scope.actor, now=now or clock_now()
        )


def sees(account, elder, now=None) -> bool:
    """Whether the account finds the elder, by query and by row-level security."""
    scope = territory_queries.scope_of(account, now=now or clock_now())
    with enter(scope):
        try:
            return queries.access_elder(scope, elder.id).id == elder.id
        except queries.NotFound:
            return False


def reasons_of(act, *args, **more) -> dict[str, str]:
    with pytest.raises(UnableToUpdate) as told:
        act(*args, **more)
    return told.value.reasons


def test_a_mandate_opens_exactly_one_file_until_its_last_day_is_over(clerk, elder, daughter):
    neighbour = factories.make_elder(name="李桂芳")
    assert not sees(daughter, elder)
    held = give(clerk, elder, daughter)
    assert sees(daughter, elder)
    assert not sees(daughter, neighbour)
    assert sees(daughter, elder, held.valid_to - timedelta(seconds=1))
    assert not sees(daughter, elder, held.valid_to)
    assert (held.valid_to.astimezone(clock_now().tzinfo).date() - TODAY).days in (90, 91)
    kinds = Event.objects.filter(person=elder.id).values_list("kind", flat=True)
    assert {"registry.mandate.given", "territory.grant.opened"} <= set(kinds)
    assert not any("陈" in str(event.payload) for event in Event.objects.filter(person=elder.id))


def test_without_reading_no_file_opens_and_the_holder_still_sees_the_mandate(clerk, elder, daughter):
    held = give(clerk, elder, daughter, allows=("order_services",))
    assert not sees(daughter, elder)
    scope = factories.scope_of(daughter)
    with enter(scope):
        assert [row.id for row in queries.list_held_mandates(scope)] == [held.id]
    stranger = factories.scope_of(factories.make_account(Role.FAMILY))
    with enter(stranger):
        assert queries.list_held_mandates(stranger) == []


def test_a_second_click_gives_one_and_another_content_is_refused(clerk, elder, daughter):
    first = give(clerk, elder, daughter)
    assert give(clerk, elder, daughter).id == first.id
    assert Mandate.objects.count() == Grant.objects.count() == 1
    assert "username" in reasons_of(give, clerk, elder, daughter, allows=("read_file",))


def test_after_the_end_it_can_be_given_again(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    later = held.valid_to + timedelta(hours=1)
    again = give(clerk, elder, daughter, now=later, last_day=later.date() + timedelta(days=9))
    assert again.id != held.id
    assert sees(daughter, elder, later)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": TODAY - timedelta(days=2)}, "last_day"),
        ({"last_day": None}, "last_day"),
        ({"last_day": TODAY + timedelta(days=longest_days()["elder"] + 2)}, "last_day"),
        ({"basis": "family_for_elder", "last_day": TODAY + timedelta(days=400)}, "last_day"),
        ({"last_day": "tomorrow"}, "last_day"),
        ({"basis": "own_account", "relation": ""}, "last_day"),
        ({"basis": "neighbourly"}, "basis"),
        ({"allows": ()}, "allows"),
        ({"allows": ("read_file", "sell_house")}, "allows"),
        ({"relation": ""}, "relation"),
        ({"relation": "boss"}, "relation"),
        ({"channel": "hearsay"}, "channel"),
        ({"text_version": " "}, "text_version"),
        ({"text_version": "1\x00"}, "text_version"),
        ({"basis": "own_account", "last_day": None}, "basis"),
    ],
)
def test_rubbish_is_told_beside_its_field(clerk, elder, daughter, changes, field):
    assert field in reasons_of(give, clerk, elder, daughter, **changes)
    assert not Mandate.objects.exists()


def test_guardianship_needs_no_end(clerk, elder, daughter):
    held = give(clerk, elder, daughter, basis="agreed_guardian", last_day=None, relation="guardian")
    assert held.valid_to is None
    assert sees(daughter, elder, NOW + timedelta(days=9000))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VOLUNTEER, Role.STREET_CLERK, Role.GRID_WORKER])
def test_only_accounts_of_family_and_elders_can_hold_one(clerk, elder, role):
    account = factories.make_account(role)
    assert reasons_of(give, clerk, elder, account) == reasons_of(give, clerk, elder, "nobody-of-this-name")


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\x00b", "%", "' or 1=1"])
def test_a_user_name_is_asked_exactly(clerk, elder, daughter, name):
    assert "username" in reasons_of(give, clerk, elder, name)


def test_a_closed_account_cannot_hold_one(clerk, elder, daughter):
    daughter.is_active = False
    daughter.save()
    assert "username" in reasons_of(give, clerk, elder, daughter)


def test_nobody_gives_one_to_the_own_account(elder):
    account = factories.make_account(Role.STREET_CLERK, None, "410105001")
    territory.appoint(
        account=account,
        role=Role.FAMILY,
        organisation=territory_queries.get_organisation(factories.CITY_ORGANISATION),
        by=Actor("system", "test"),
        now=clock_now(),
    )
    told = reasons_of(give, factories.scope_of(account), elder, account)
    assert told == {"username": "不能把委托给自己的账号。"}


def test_a_mandate_never_enlarges_a_later_post_with_areas(clerk, elder, daughter):
    give(clerk, elder, daughter)
    organisation = territory_queries.get_organisation(factories.CITY_ORGANISATION)
    post = territory.appoint(
        account=daughter,
        role=Role.STREET_CLERK,
        organisation=organisation,
        intervals=[interval_of("410185001")],
        by=Actor("system", "test"),
        now=clock_now(),
    )
    as_clerk = territory_queries.scope_of(daughter, now=clock_now(), post=post)
    assert as_clerk.persons == ()
    assert sees(daughter, elder)


def test_who_may_not_write_or_is_elsewhere_gives_and_revokes_none(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    outsider = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    other = factories.make_account(Role.FAMILY)
    with pytest.raises(queries.NotFound):
        give(outsider, elder, other)
    with pytest.raises(queries.NotFound):
        revoke(outsider, held)
    with enter(outsider), pytest.raises(queries.NotFound):
        queries.list_mandates(outsider, elder.id)
    auditor = factories.scope_of(factories.make_account(Role.AUDITOR))
    for act in (lambda: give(auditor, elder, other), lambda: revoke(auditor, held)):
        with pytest.raises(NotAllowed):
            act()
    assert sees(daughter, elder)


def test_a_colleague_revokes_and_the_next_request_finds_nobody(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    colleague = factories.scope_of(factories.make_account(Role.COMMUNITY_OFFICER, None, "410105001001"))
    ended = revoke(colleague, held, reason="concern")
    assert (ended.revoke_reason, ended.revoked_by) == ("concern", colleague.actor.account)
    assert not sees(daughter, elder)
    assert "mandate" in reasons_of(revoke, colleague, held)
    with enter(colleague):
        assert [row.id for row in queries.list_mandates(colleague, elder.id)] == [held.id]
    assert FieldChange.objects.filter(table="registry_mandate", row=held.id, operation="UPDATE").exists()


@pytest.mark.parametrize("reason", ["", "death", "account_closed", "because"])
def test_a_revocation_has_a_reason_of_the_list(clerk, elder, daughter, reason):
    assert "reason" in reasons_of(revoke, clerk, give(clerk, elder, daughter), reason=reason)


def test_an_expired_one_cannot_be_revoked(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    assert "mandate" in reasons_of(revoke, clerk, held, now=held.valid_to)
    assert state_of(held.valid_to, None, held.valid_to) is State.EXPIRED


def test_the_holder_hands_it_back(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    stranger = factories.scope_of(factories.make_account(Role.FAMILY))
    with pytest.raises(queries.NotFound):
        hand_back(stranger, held)
    assert hand_back(factories.scope_of(daughter), held).revoke_reason == EndReason.RETURNED
    assert not sees(daughter, elder)


def test_the_elder_reads_her_own_file_and_takes_a_mandate_back(clerk, elder, daughter):
    own = factories.make_account(Role.ELDER)
    give(clerk, elder, own, basis="own_account", relation="", last_day=None)
    held = give(clerk, elder, daughter)
    assert sees(own, elder)
    assert Grant.objects.get(account=own).source == "own_file"
    assert hand_back(factories.scope_of(own), held).revoke_reason == EndReason.ELDER_WISH
    other = factories.make_elder(name="王淑珍")
    assert "username" in reasons_of(give, clerk, other, own, basis="own_account", last_day=None)
    assert not sees(daughter, elder)


def test_death_ends_mandates_in_the_same_operation(clerk, elder, daughter):
    held, decided = give(clerk, elder, daughter), system_scope("decided", clerk.actor)
    with enter(decided):
        operations.change_life_status(
            elder=elder.id,
            status="dead",
            on=date(2026, 11, 1),
            evidence="family",
            scope=decided,
            by=clerk.actor,
            now=clock_now(),
        )
    held.refresh_from_db()
    assert held.revoke_reason == EndReason.DEATH
    assert not sees(daughter, elder)
    assert "elder" in reasons_of(give, clerk, elder, daughter)


def test_a_closed_account_ends_what_it_holds_once(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    event = Event(subject=daughter.id, at=clock_now())
    operations.follow_closed_account(event)
    operations.follow_closed_account(event)
    held.refresh_from_db()
    assert held.revoke_reason == EndReason.ACCOUNT_CLOSED
    assert Event.objects.filter(kind="registry.mandate.ended").count() == 1
    assert not sees(daughter, elder)


def test_mandates_move_with_the_elder(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    with enter(clerk):
        told = {"area": "410105001003", "source": "street", "sourced_on": TODAY}
        operations.update_elder(
            elder=elder.id, changes=told, expected_version=1, scope=clerk, by=clerk.actor, now=clock_now()
        )
    held.refresh_from_db()
    assert held.area == 410105001003


@pytest.mark.parametrize(
    "wrong",
    [
        {"allows": []},
        {"valid_to": NOW},
        {"valid_to": None},
        {"basis": "own_account"},
        {"revoked_at": NOW},
        {"revoked_at": NOW - timedelta(days=1), "revoke_reason": "returned"},
        {"revoke_reason": "returned"},
    ],
)
def test_the_database_refuses_what_is_no_mandate(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(**(row_of() | wrong))


def test_the_database_keeps_one_at_a_time(db):
    told = row_of()
    first = Mandate.objects.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(**told)
    Mandate.objects.create(**told | {"valid_from": first.valid_to, "valid_to": NOW + timedelta(days=3)})
    first.revoked_at, first.revoke_reason = NOW, "returned"
    first.save()
    Mandate.objects.create(**told)


def row_of():
    return {
        "person": uuid4(),
        "area": factories.JINSHUI,
        "account": uuid4(),
        "relation": "son",
        "basis": "elder",
        "channel": "paper",
        "text_version": "1",
        "allows": ["read_file"],
        "valid_from": NOW,
        "valid_to": NOW + timedelta(days=1),
        "given_at": NOW,
    }
