"""A day replayed: the draw repeats, the figures come from the database, nothing is lost or doubled."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.scopes import nobody, system_scope
from chongyang.emergency.models import Incident
from chongyang.telecare.models import Device, FramePack
from chongyang.workshop import day, day_figures
from tests.factories import make_device, make_elder
from tests.gateway.conftest import install

BEGIN = day.begin_of(datetime(2026, 5, 4, tzinfo=UTC).date())


def test_habits_are_whole_days():
    told = day.habits()
    assert len(told["press_hours"]) == len(told["call_hours"]) == 24
    assert told["synthetic"] is True


def test_a_day_has_its_number_and_every_moment_lies_in_it():
    dice = random.Random(1)
    found = list(day.moments([1] * 24, 2400, BEGIN, 24, dice))
    assert len(found) == 2400
    assert all(BEGIN <= at < BEGIN + timedelta(days=1) for at in found)
    half = list(day.moments([1] * 24, 2400, BEGIN + timedelta(hours=23), 0.5, dice))
    assert len(half) == 50
    assert max(half) < BEGIN + timedelta(hours=23, minutes=30)


def test_the_same_seed_is_the_same_day():
    one, two = (day.draw(["A", "B"], 1000, BEGIN, 24, 7) for _ in range(2))
    assert sorted(one) == sorted(two)
    assert [w.call for w in one] == [w.call for w in two]


@pytest.mark.django_db
def test_presses_become_incidents_and_the_figures_find_them(db, monkeypatch):
    for name in ("A", "B", "C"):
        install(name)
    monkeypatch.setitem(day.habits(), "presses_per_1000_devices", 24_000)
    monkeypatch.setitem(day.habits(), "repeats", 1.0)
    happenings = day.draw(["A", "B", "C"], 0, BEGIN, 0.5, 3)
    running = day.Day(["A", "B", "C"], happenings, BEGIN, 0.5)
    running.run(0, lambda now: None, lambda: False)
    played = running.played
    assert len(played.presses) == len(played.answered) > 0
    assert played.repeated == len(played.presses)
    until = BEGIN + timedelta(days=1)
    figures = day_figures.figures_of(BEGIN, until, [*played.presses], len(played.answered))
    assert (figures.lost, figures.doubled) == (0, 0)
    with enter(system_scope("test")):
        assert figures.sources[-1].incidents == Incident.objects.count() > 0
        assert FramePack.objects.exists()
    missing = day_figures.figures_of(BEGIN, until, [*played.presses, "never"], len(played.answered))
    assert missing.lost == 1


def test_the_figures_are_shown_to_people():
    source = day_figures.Source("device", 3, 2, (20.0, 41.5), None)
    lines = day_figures.lines_of(day_figures.Figures((source,), {"consultation": 4}, 0, 0))
    assert "20 / 42 s" in lines[1]
    assert lines[-1].startswith("lost 0, doubled 0")


@pytest.mark.django_db
def test_readings_of_the_day_are_kept_and_raise_alerts(db, monkeypatch):
    Device.objects.filter(id=make_device(make_elder(), kind="blood_pressure").id).update(serial="BP")
    monkeypatch.setitem(day.habits(), "beyond", 1.0)
    monkeypatch.setitem(day.habits(), "readings_per_device", {"blood_pressure": 48})
    measuring = [("BP", "blood_pressure")]
    happenings = day.draw_readings(measuring, BEGIN, 24, 3)
    again = day.draw_readings(measuring, BEGIN, 24, 3)
    assert [one.message.body for one in happenings] == [one.message.body for one in again]
    running = day.Day(["BP"], sorted(happenings), BEGIN + timedelta(hours=7), 1)
    running.begin = BEGIN
    with enter(nobody()):  # the command has no scope of its own
        running.step(BEGIN + timedelta(hours=8))
    played = running.played
    assert 0 < len(played.readings) == played.kept
    until = BEGIN + timedelta(days=1)
    figures = day_figures.figures_of(BEGIN, until, [], 0, [*played.readings])
    assert figures.lost == 0
    assert figures.alerts["urgent"] >= 1
    assert day_figures.figures_of(BEGIN, until, [], 0, ["never"]).lost == 1
