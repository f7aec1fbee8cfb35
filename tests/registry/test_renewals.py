"""Mandates go on: at the desk, from the elder's own account, never by a short message; and the reminders."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.registry import operations, queries
from chongyang.registry.models import Mandate
from chongyang.registry.operations import MandateForm, RenewalForm, UnableToUpdate
from chongyang.registry.rules.mandates import EndReason, State, reminder_due, state_of
from chongyang.territory.enums import Role
from tests import factories
from tests.registry.test_mandates import (
    FORM,
    TODAY,
    clerk,
    daughter,
    elder,
    give,
    hand_back,
    reasons_of,
    revoke,
    sees,
)

__all__ = ["clerk", "daughter", "elder"]
pytestmark = pytest.mark.django_db
RENEWAL = RenewalForm(TODAY + timedelta(days=300), "elder_wish", "paper", "2026-2")


@pytest.fixture
def outsider(db):
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))


@pytest.fixture
def own(clerk, elder):
    account = factories.make_account(Role.ELDER)
    give(clerk, elder, account, basis="own_account", relation="", last_day=None)
    return factories.scope_of(account)


def renew(scope, mandate, now=None, act=operations.renew_mandate, **changes):
    form = RenewalForm(**{name: getattr(RENEWAL, name) for name in RENEWAL.__slots__} | changes)
    with enter(scope):
        return act(mandate=mandate.id, form=form, scope=scope, by=scope.actor, now=now or clock_now())


WORDS = "短信或电话不能单独作为"


@pytest.mark.parametrize("channel", ["sms", "phone"])
def test_never_by_sms_alone(clerk, elder, daughter, channel):
    assert WORDS in reasons_of(give, clerk, elder, daughter, channel=channel)["channel"]
    held = give(clerk, elder, daughter)
    assert WORDS in reasons_of(renew, clerk, held, channel=channel)["channel"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(id=held.id).update(channel="sms")


def test_a_clerk_does_not_confirm_online_in_her_name(clerk, elder, daughter):
    assert "老人本人登录" in reasons_of(give, clerk, elder, daughter, channel="online")["channel"]


def test_before_its_end_a_new_paper_takes_over_without_a_gap(clerk, elder, daughter):
    first = give(clerk, elder, daughter)
    second = renew(clerk, first)
    first.refresh_from_db()
    assert (first.revoke_reason, first.revoked_at) == (EndReason.RENEWED, second.valid_from)
    assert (second.renews, second.renew_reason, second.text_version) == (first.id, "elder_wish", "2026-2")
    assert (second.allows, second.basis, second.relation) == (first.allows, first.basis, first.relation)
    assert sees(daughter, elder, first.valid_to + timedelta(days=5))
    assert not sees(daughter, elder, second.valid_to)
    revoke(clerk, second)
    assert not sees(daughter, elder)


def test_after_its_end_the_gap_stays(clerk, elder, daughter):
    first = give(clerk, elder, daughter)
    later = first.valid_to + timedelta(days=10)
    second = renew(clerk, first, now=later, last_day=later.date() + timedelta(days=30))
    first.refresh_from_db()
    assert first.revoked_at is None
    assert second.valid_from == later
    assert state_of(first.valid_to, first.revoked_at, later) is State.EXPIRED
    assert not sees(daughter, elder, first.valid_to + timedelta(days=5))
    assert sees(daughter, elder, later + timedelta(days=1))


def test_what_cannot_be_renewed_is_told(clerk, elder, daughter):
    first = give(clerk, elder, daughter)
    assert "到期日应晚于" in reasons_of(renew, clerk, first, last_day=TODAY + timedelta(days=3))["last_day"]
    assert "last_day" in reasons_of(renew, clerk, first, last_day=TODAY + timedelta(days=4000))
    assert "reason" in reasons_of(renew, clerk, first, reason="whim")
    long_ago = first.valid_to + timedelta(days=100)
    assert "重新办理" in reasons_of(renew, clerk, first, now=long_ago, last_day=long_ago.date())["mandate"]
    revoke(clerk, first)
    assert "重新办理" in reasons_of(renew, clerk, first)["mandate"]
    endless = give(clerk, elder, daughter, basis="agreed_guardian", relation="guardian", last_day=None)
    assert "不设到期日" in reasons_of(renew, clerk, endless)["mandate"]


def test_the_dead_renew_nothing(clerk, elder, daughter):
    first = give(clerk, elder, daughter)
    told = {"status": "dead", "on": date(2026, 1, 2), "evidence": "police"}
    decided = system_scope("decided", clerk.actor)
    with enter(decided):
        operations.change_life_status(elder=elder, **told, scope=decided, by=clerk.actor, now=clock_now())
    assert "去世" in reasons_of(renew, clerk, first)["mandate"]


def test_the_outsider_finds_nothing_to_renew(clerk, outsider, elder, daughter):
    first = give(clerk, elder, daughter)
    with pytest.raises(queries.NotFound):
        renew(outsider, first)
    with enter(outsider):
        assert queries.list_ending_mandates(outsider, first.valid_to) == []


def test_she_gives_and_renews_from_her_own_account(own, elder, daughter):
    with enter(own):
        held = operations.give_own_mandate(
            elder=elder.id, username=daughter.username, form=FORM, scope=own, by=own.actor, now=clock_now()
        )
    assert (held.channel, held.given_by) == ("online", own.actor.account)
    assert sees(daughter, elder)
    again = renew(own, held, act=operations.renew_own_mandate)
    assert again.channel == "online"


def test_nobody_else_confirms_online(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    hers = factories.scope_of(daughter)
    for scope in (hers, clerk):
        with pytest.raises(queries.NotFound):
            renew(scope, held, act=operations.renew_own_mandate)
    son = factories.make_account(Role.FAMILY)
    with enter(hers), pytest.raises(queries.NotFound):
        operations.give_own_mandate(
            elder=elder.id, username=son.username, form=FORM, scope=hers, by=hers.actor, now=clock_now()
        )


def test_from_her_own_account_she_gives_her_own_word_alone(own, elder, daughter):
    form = MandateForm("legal_guardian", ("read_file",), "paper", "1", "daughter", None)
    with enter(own), pytest.raises(UnableToUpdate) as told:
        operations.give_own_mandate(
            elder=elder.id, username=daughter.username, form=form, scope=own, by=own.actor, now=clock_now()
        )
    assert "basis" in told.value.reasons


def test_its_holder_asks_for_it_once(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    hers = factories.scope_of(daughter)

    def ask(scope):
        with enter(scope):
            return operations.ask_renewal(mandate=held.id, scope=scope, by=scope.actor, now=clock_now())

    assert ask(hers).renewal_asked_at
    assert "已经申请过续期" in reasons_of(ask, hers)["mandate"]
    stranger = factories.scope_of(factories.make_account(Role.FAMILY))
    with pytest.raises(queries.NotFound):
        ask(stranger)


def test_the_list_of_ending_ones(clerk, elder, daughter):
    held = give(clerk, elder, daughter)

    def listed(now):
        with enter(clerk):
            return [row.id for row in queries.list_ending_mandates(clerk, now)]

    assert listed(clock_now()) == []
    assert listed(held.valid_to - timedelta(days=20)) == [held.id]
    assert listed(held.valid_to + timedelta(days=20)) == [held.id]
    assert listed(held.valid_to + timedelta(days=120)) == []
    late = held.valid_to + timedelta(days=1)
    renew(clerk, held, now=late, last_day=late.date() + timedelta(days=200))
    assert listed(late + timedelta(days=1)) == []


def test_a_handed_back_one_is_off_the_list(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    hand_back(factories.scope_of(daughter), held)
    with enter(clerk):
        assert queries.list_ending_mandates(clerk, held.valid_to - timedelta(days=1)) == []


def test_each_reminder_is_sent_once(clerk, elder, daughter):
    held = give(clerk, elder, daughter)
    told = []
    for days in (40, 30, 29, 8, 7, 6, 0):
        told.append(operations.remind_of_ending(now=held.valid_to - timedelta(days=days)))
    assert told == [0, 1, 0, 0, 1, 0, 0]
    payloads = Event.objects.filter(kind="registry.mandate.ending").order_by("seq")
    assert [event.payload["days"] for event in payloads] == [30, 7]


def test_a_missed_reminder_is_not_made_up():
    end = clock_now()
    assert reminder_due(end, None, end - timedelta(days=3)) == 7
    assert reminder_due(end, 7, end - timedelta(days=3)) is None
    assert reminder_due(end, None, end) is None
