"""The chain: the sealed is found whole, the tampered is named, an erased payload still verifies."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction

from chongyang.core import chain, events
from chongyang.core.access import enter
from chongyang.core.models import Event, Seal
from chongyang.core.operations.seals import LOCK, seal_events
from chongyang.core.queries import chain as walk
from chongyang.core.scopes import SYSTEM, system_scope
from tests.conftest import owner_dsn

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def record(count: int = 1) -> list[Event]:
    with enter(system_scope("test")):
        return [
            events.record(
                "test.row.made",
                by=SYSTEM,
                now=NOW,
                area=410105001001,
                subject_type="row",
                payload={"number": number, "share": 0.5},
            )
            for number in range(count)
        ]


@contextmanager
def tampering() -> Iterator[Any]:
    """As the owner, with the triggers that keep rows from changing switched off."""
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        for switch in ("DISABLE", "ENABLE"):
            for table in ("core_event", "core_seal"):
                owner.execute(f"ALTER TABLE {table} {switch} TRIGGER append_only")
            if switch == "DISABLE":
                yield owner


@pytest.fixture(autouse=True)
def _chain_begins_here(committed) -> None:
    """The reference data were loaded with events of their own."""
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        owner.execute("TRUNCATE core_event, core_seal")


@pytest.fixture
def sealed(committed) -> list[Event]:
    """Seven events in three seals."""
    made = []
    for count in (3, 2, 2):
        made += record(count)
        assert seal_events(now=NOW) == count
    return made


def test_a_whole_chain_verifies_with_its_figures(sealed):
    record(2)
    verdict = walk.verify_chain()
    assert (verdict.seals, verdict.events, verdict.waiting, verdict.broken) == (3, 7, 2, None)
    with enter(system_scope("test")):
        assert verdict.head == bytes(Seal.objects.get(number=3).hash).hex()


def test_an_empty_chain_verifies(committed):
    assert seal_events(now=NOW) == 0
    assert walk.verify_chain() == walk.Verdict(0, 0, 0, 0, chain.FIRST_PREVIOUS.hex())


def test_a_transaction_is_sealed_whole_even_over_the_limit(committed):
    with transaction.atomic():
        record(5)
    record(1)
    assert [seal_events(now=NOW, limit=2) for _ in range(3)] == [5, 1, 0]


def test_events_of_a_running_transaction_and_after_it_wait(committed):
    started, finish = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record(1)
            started.set()
            finish.wait(120)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(120)
    record(1)
    assert seal_events(now=NOW) == 0
    finish.set()
    thread.join(120)
    assert seal_events(now=NOW) == 2


def test_two_workers_never_seal_at_once(committed):
    record(1)
    with psycopg.connect(**owner_dsn()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        assert seal_events(now=NOW) == 0
    assert seal_events(now=NOW) == 1


def test_an_erased_payload_still_verifies(sealed):
    with pytest.raises(ProgrammingError, match="permission denied"), enter(system_scope("test")):
        connection.cursor().execute("UPDATE core_event SET payload = NULL, salt = NULL")
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:  # with every trigger in force
        owner.execute("UPDATE core_event SET payload = NULL, salt = NULL WHERE seq = %s", [sealed[1].seq])
    verdict = walk.verify_chain()
    assert (verdict.broken, verdict.erased) == (None, 1)


TAMPERINGS = {
    "missing": ("DELETE FROM core_event WHERE seq = {seq}", walk.MISSING),
    "altered": ("UPDATE core_event SET area = area + 1 WHERE seq = {seq}", walk.ALTERED),
    "moved in time": ("UPDATE core_event SET recorded_at = now() WHERE seq = {seq}", walk.ALTERED),
    "payload altered": (
        "UPDATE core_event SET payload = '{{\"number\": 9}}' WHERE seq = {seq}",
        walk.PAYLOAD_ALTERED,
    ),
    "payload emptied, salt kept": (
        "UPDATE core_event SET payload = NULL WHERE seq = {seq}",
        walk.PAYLOAD_ALTERED,
    ),
    "salt altered": ("UPDATE core_event SET salt = '\\x00' WHERE seq = {seq}", walk.PAYLOAD_ALTERED),
}
INSERT = """
INSERT INTO core_event (id, kind, at, actor_kind, actor_label, actor_role, area, subject_type, purpose,
                        payload_digest, xid)
SELECT gen_random_uuid(), kind, at, actor_kind, actor_label, actor_role, area, subject_type, purpose,
       payload_digest, xid FROM core_event WHERE seq = {seq}
"""


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_tampered_event_is_named(sealed, name):
    statement, what = TAMPERINGS[name]
    with tampering() as owner:
        owner.execute(statement.format(seq=sealed[3].seq))
    broken = walk.verify_chain().broken
    assert broken is not None
    assert (broken.seal, broken.event, broken.what) == (2, sealed[3].id, what)


def test_an_event_inserted_among_sealed_ones_is_named(sealed):
    with tampering() as owner:
        owner.execute(INSERT.format(seq=sealed[3].seq))
    broken = walk.verify_chain().broken
    assert broken is not None
    assert (broken.seal, broken.what) == (2, walk.INSERTED)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE core_seal SET digests = digests || digests WHERE number = 2", walk.SEAL_ALTERED),
        ("UPDATE core_seal SET hash = sha256(hash) WHERE number = 2", walk.SEAL_ALTERED),
        ("UPDATE core_seal SET last_xid = last_xid - 1 WHERE number = 2", walk.SEAL_ALTERED),
        ("UPDATE core_seal SET previous = sha256(previous) WHERE number = 2", walk.CUT),
        ("DELETE FROM core_seal WHERE number = 2", walk.CUT),
        ("DELETE FROM core_seal WHERE number = 1", walk.CUT),
    ],
)
def test_a_tampered_seal_is_named(sealed, statement, what):
    with tampering() as owner:
        owner.execute(statement)
    broken = walk.verify_chain().broken
    assert broken is not None
    assert broken.what == what
    assert broken.event is None


def test_the_command_says_it_and_fails(sealed, capsys):
    call_command("verify_audit")
    assert "7 events in 3 seals verified" in capsys.readouterr().out
    with tampering() as owner:
        owner.execute(f"DELETE FROM core_event WHERE seq = {sealed[0].seq}")
    with pytest.raises(SystemExit) as left:
        call_command("verify_audit", "--json")
    told = json.loads(capsys.readouterr().out)
    assert left.value.code == 1
    assert (told["ok"], told["broken"]["event"]) == (False, str(sealed[0].id))
