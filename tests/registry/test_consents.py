"""Consents: the words agreed to are kept, new words are asked for, a withdrawal says what stops."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry import operations, queries
from chongyang.registry.enums import ConsentPurpose
from chongyang.registry.operations import UnableToUpdate
from chongyang.registry.permissions import NotAllowed
from chongyang.registry.rules import consents
from chongyang.territory.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
ROOMS = Path(__file__).resolve().parents[2] / "chongyang"


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def clerk(db):
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))


def agree(scope, elder, purpose="location", version="2"):
    said = {"basis": "consent", "channel": "paper", "given_by": "elder"}
    with enter(scope):
        return operations.record_consent(
            elder=elder,
            purpose=purpose,
            text_version=version,
            scope=scope,
            by=scope.actor,
            now=clock_now(),
            **said,
        )


@pytest.mark.parametrize("purpose", [purpose.value for purpose in ConsentPurpose])
def test_a_version_that_was_agreed_to_never_changes(purpose):
    texts = consents.texts_of(purpose)
    assert texts
    for text in texts:
        assert text.digest == consents.digest_of(text), f"{purpose} {text.version}: write a new version"
        assert text.zh
        assert text.en
    assert [text.since for text in texts] == sorted(text.since for text in texts)
    assert consents.stops_of(purpose) is not None


def test_which_words_still_hold():
    assert consents.accepted_versions("location", TODAY) == ("2",)
    assert consents.accepted_versions("location", date(2026, 3, 1)) == ("1",)
    assert consents.outdated(TODAY)["location"] == ("1",)
    assert consents.outdated(TODAY)["calls"] == ()


def test_only_known_words_are_agreed_to(clerk, elder):
    with pytest.raises(UnableToUpdate) as told:
        agree(clerk, elder, version="99")
    assert "没有这个版本" in told.value.reasons["text_version"]


def test_who_agreed_to_older_words_is_on_the_list_until_asked_again(clerk, elder):
    agree(clerk, elder, version="1")
    agree(clerk, elder, purpose="calls", version="1")
    with enter(clerk):
        assert [row.purpose for row in queries.list_outdated_consents(clerk, TODAY)] == ["location"]
        counted = {one.purpose.value: one for one in queries.count_consents(clerk, TODAY)}
    assert (counted["location"].agreed, counted["location"].outdated) == (0, 1)
    assert (counted["calls"].agreed, counted["health"].agreed) == (1, 0)
    agree(clerk, elder, version="2")
    with enter(clerk):
        assert queries.list_outdated_consents(clerk, TODAY) == []


def test_a_withdrawal_says_what_has_to_stop(clerk, elder):
    agree(clerk, elder)
    with enter(clerk):
        operations.withdraw_consent(
            elder=elder, purpose="location", scope=clerk, by=clerk.actor, now=clock_now()
        )
    event = Event.objects.get(kind="registry.consent.withdrawn")
    assert event.payload == {"purpose": "location", "stops": ["position_hidden"]}


def test_the_list_is_of_those_within_reach(clerk, elder):
    agree(clerk, elder, version="1")
    outsider = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102002"))
    with enter(outsider):
        assert queries.list_outdated_consents(outsider, TODAY) == []
    seat = factories.scope_of(factories.make_operator())
    with enter(seat), pytest.raises(NotAllowed):
        queries.list_outdated_consents(seat, TODAY)


def test_who_took_it_back_and_agreed_again(clerk, elder):
    def withdrawn():
        return queries.withdrawn_of([elder.id], ConsentPurpose.LOCATION)

    def act(name, **words):
        with enter(clerk):
            getattr(operations, name)(
                purpose="location", scope=clerk, by=clerk.actor, now=clock_now(), **words
            )

    assert withdrawn() == set()
    act("refuse", person=elder.id, channel="phone")
    assert withdrawn() == {elder.id}
    agree(clerk, elder)
    assert withdrawn() == set()
    act("withdraw_consent", elder=elder)
    assert withdrawn() == {elder.id}


def test_who_took_sharing_back_is_kept_from_providers(db):
    elder, other = factories.make_elder(), factories.make_elder()
    who = {"scope": system_scope("test"), "by": SYSTEM, "now": clock_now()}
    operations.refuse(person=elder.id, purpose="sharing", channel="paper", **who)
    with enter(system_scope("test")):
        assert queries.kept_from_providers([elder.id, other.id]) == {elder.id}


def test_no_door_opens_files_but_those_that_tell_no_provider():
    """A new one that opens files to a provider asks `kept_from_providers` first, and is named here."""
    known = {
        "registry/operations/mandates.py",
        "privacy/operations/glass.py",
        "emergency/operations/files.py",
    }
    found = {
        str(path.relative_to(ROOMS))
        for path in ROOMS.rglob("*.py")
        if "grant_person(" in (text := path.read_text(encoding="utf-8"))
        and "territory" not in path.parts
        and "kept_from_providers" not in text
    }
    assert {path for path in found if not path.startswith("workshop/")} == known


def test_each_press_that_asks_for_a_consent_reads_an_index_and_no_city(db, elder):
    """Asked at every signal of a device: a table of a city's consents must not be read for it."""
    with enter(system_scope("test")), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as told:
            queries.withdrawn_of([elder.id], ConsentPurpose.LOCATION)
        (asked,) = [one["sql"] for one in told.captured_queries if "registry_consent" in one["sql"]]
        cursor.execute(f"EXPLAIN {asked}")
        assert "consent_of_person" in str(cursor.fetchall())
