"""Invented readings for a demo city: in no other, once, without faults, with charts and alerts to see."""

from datetime import UTC, datetime, timedelta

import pytest

from chongyang.core import facts
from chongyang.telecare.models import Alert, Device, HourlyReading, LastReading, Reading
from chongyang.workshop import vitals
from tests import factories

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def few(db, monkeypatch):
    monkeypatch.setattr(vitals, "ELDERS", 8)
    monkeypatch.setattr(vitals, "RAW_DAYS", 6)
    monkeypatch.setattr(vitals, "YEARS_DAYS", 20)
    for _ in range(8):
        factories.make_elder()


def test_a_real_city_gets_no_invented_readings(few):
    with pytest.raises(vitals.UnableToMakeVitals):
        vitals.make_vitals(now=NOW)
    assert not Reading.objects.exists()


def test_a_demo_city_gets_them_once(few):
    facts.put("synthetic", True)
    facts.put("city", {"elders": 8, "seed": 1})
    assert vitals.make_vitals(now=NOW) == 8
    assert vitals.make_vitals(now=NOW) == 0
    assert {row.kind for row in Device.objects.all()} >= {"blood_pressure", "glucose", "bed", "door", "water"}
    kinds = set(LastReading.objects.values_list("kind", flat=True))
    assert kinds >= {"systolic", "glucose", "spo2", "temperature", "movement", "bed", "door"}
    assert Reading.objects.filter(at__gt=NOW).count() == 0
    assert Reading.objects.exclude(fault="").count() == 0
    assert HourlyReading.objects.filter(hour__lt=NOW - timedelta(days=7)).exists()
    assert Alert.objects.filter(level="urgent").count() >= 3
    assert not Alert.objects.filter(level="life").exists()
    values = Reading.objects.filter(kind="systolic").values_list("value", flat=True)
    assert 60 < min(values) < max(values) < 200
