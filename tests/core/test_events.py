"""Business events: written with the operation or not at all, never changed, seen by whom they concern."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.chain import is_payload_whole
from chongyang.core.models import Event, OutboxMessage, Seal
from chongyang.core.policies import kind_of
from chongyang.core.queries import events as queries
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
AREA = 410105001001


def record(**changes):
    told = {"by": SYSTEM, "now": NOW, "area": AREA, "subject_type": "row", **changes}
    return events.record("test.row.made", **told)


def test_the_payload_comes_back_with_its_digest(db):
    event = record(payload={"when": NOW, "share": 1e16, "whole": 2.0, "名": ["一", None]})
    event.refresh_from_db()
    assert event.payload == {"when": str(NOW), "share": 10**16, "whole": 2, "名": ["一", None]}
    assert is_payload_whole(event.payload, event.salt, event.payload_digest)


def test_two_equal_payloads_have_different_digests(db):
    assert record(payload={"a": 1}).payload_digest != record(payload={"a": 1}).payload_digest


def test_an_operation_that_fails_leaves_no_event(db):
    def fail() -> None:
        with transaction.atomic():
            record()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Event.objects.filter(kind="test.row.made").exists()


@pytest.mark.parametrize("model", [Event, Seal])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_run_role_changes_no_row_that_is_written_once(db, model, statement):
    record()
    assert model.append_only
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement.format(f'"{model._meta.db_table}"'))


def test_an_event_is_seen_by_its_area_its_organisation_and_its_person(db):
    organisation, person = uuid4(), uuid4()
    event = record(organisation=organisation, person=person)
    actor = Actor("person", "x")
    for scope, count in (
        (Scope((interval_of("410105"),), actor), 1),
        (Scope((), actor, organisation=organisation), 1),
        (Scope((), actor, persons=(person,)), 1),
        (Scope((interval_of("410102"),), actor, organisation=uuid4(), persons=(uuid4(),)), 0),
    ):
        with enter(scope):
            assert len(queries.list_events(scope, subject=event.subject)) == count
            assert (queries.access_event(scope, event.id) is not None) == bool(count)


def test_events_come_newest_first_in_pages(db):
    made = [record().seq for _ in range(5)]
    scope = Scope((interval_of("410105"),), Actor("person", "x"))
    page = queries.list_events(scope, kinds=["test.row.made"], limit=2)
    rest = queries.list_events(scope, kinds=["test.row.made"], before=page[-1].seq)
    assert [event.seq for event in (*page, *rest)] == made[::-1]


def test_messages_to_handlers_carry_the_area_of_their_event(db, monkeypatch):
    monkeypatch.setattr(events, "_handlers", {"test.row.made": {"test.one": lambda event: None}})
    event = record()
    assert OutboxMessage.objects.get(key=str(event.id)).area == AREA
    assert kind_of(OutboxMessage) == "area"
