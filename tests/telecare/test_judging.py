"""Judging a million devices holds no press: part by part, each its own short transaction."""

from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.telecare import operations, tasks
from chongyang.telecare.enums import DeviceKind
from chongyang.telecare.models import Device, DeviceUse, FollowUp
from tests.conftest import owner_dsn

NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEEN = {"ok": NOW, "late": NOW - 3 * HOUR, "down": NOW - 30 * HOUR, "unknown": None}
NUMBER = 10
WANTED = ["ok", "late", "down", "unknown", "dormant"] * 2


def install_some():
    """Ten devices: two of each state, two dormant."""
    for number, health in enumerate(("ok", "late", "down", "unknown", "dormant") * 2):
        used = NOW - 60 * DAY if health == "dormant" else NOW
        device = operations.install_device(
            serial=f"P{number}",
            kind=DeviceKind.PENDANT,
            person=uuid4(),
            area=410105001001,
            installed_on=(NOW - 90 * DAY).date(),
            by=SYSTEM,
            now=NOW - 90 * DAY,
        )
        seen = SEEN.get(health, NOW)
        Device.objects.filter(id=device.id).update(last_seen_at=seen, last_used_at=used, state="in_use")


def found():
    devices = Device.objects.order_by("serial").values_list("serial", "health", "health_since")
    return list(devices), sorted(FollowUp.objects.values_list("device__serial", "kind", "closed_at"))


@pytest.mark.parametrize("size", [1, 3, 5, 10, 11])
def test_parts_of_any_size_say_the_same(db, size):
    install_some()
    told = operations.judge_devices(now=NOW, size=size)
    assert told == {"confirmed": 10, "changed": 8, "ended": 0, "opened": 6}
    devices, follow_ups = found()
    assert [health for _, health, _ in devices] == WANTED
    assert [kind for _, kind, _ in follow_ups] == ["late", "down", "dormant"] * 2
    assert set(operations.judge_devices(now=NOW + HOUR / 6, size=size).values()) == {0}
    Device.objects.update(last_seen_at=NOW + HOUR, last_used_at=NOW + HOUR)
    assert operations.judge_devices(now=NOW + HOUR, size=size)["ended"] == 6


@pytest.mark.parametrize("size", [3, 10])
def test_use_is_noted_once_whatever_the_parts(db, size):
    install_some()
    assert operations.note_use(now=NOW, size=size) == 8
    assert operations.note_use(now=NOW, size=size) == 0
    assert DeviceUse.objects.count() == 8


def test_the_job_never_holds_more_than_a_part(committed, monkeypatch):
    """What another session could not lock after each statement: a press meets no more than these."""
    with enter(system_scope("test")):
        install_some()
    held = []
    with psycopg.connect(**owner_dsn(), autocommit=True) as press:

        def look(execute, sql, params, many, context):
            done = execute(sql, params, many, context)
            free = press.execute("SELECT id FROM telecare_device FOR NO KEY UPDATE SKIP LOCKED").fetchall()
            held.append(NUMBER - len(free))
            return done

        monkeypatch.setattr(tasks, "judge_devices", partial(operations.judge_devices, size=3))
        monkeypatch.setattr(tasks, "now", lambda: NOW)
        with connection.execute_wrapper(look):
            tasks.judge(0)
    assert max(held) == 3
    assert held.count(0) >= 4  # nothing is held when a part begins
    with enter(system_scope("test")):
        assert [health for _, health, _ in found()[0]] == WANTED


def test_a_run_that_dies_has_done_its_parts_and_the_next_does_the_rest(committed):
    with enter(system_scope("test")):
        install_some()
    ends = []

    def die(execute, sql, params, many, context):
        ends.extend([sql] if "UPDATE telecare_followup" in sql else [])
        if len(ends) == 3:
            raise ConnectionResetError
        return execute(sql, params, many, context)

    with pytest.raises(ConnectionResetError), connection.execute_wrapper(die):
        operations.judge_devices(now=NOW, size=3)
    with enter(system_scope("test")):
        assert [health for _, health, _ in found()[0]] == [*WANTED[:6], *["unknown"] * 4]
        assert FollowUp.objects.count() == 3
    operations.judge_devices(now=NOW + HOUR / 60, size=3)
    with enter(system_scope("test")):
        assert [kind for _, kind, _ in found()[1]] == ["late", "down", "dormant"] * 2
