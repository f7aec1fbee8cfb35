"""Further doors of devices in /readyz: heard, silent, forgotten."""

from datetime import timedelta

import pytest

from chongyang.core import heartbeats
from chongyang.core.clock import now
from chongyang.web.health import readiness


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(heartbeats, "_last", {})


@pytest.mark.parametrize(
    ("ago", "told"),
    [(timedelta(seconds=5), ""), (timedelta(minutes=2), "gateway_sos_watch"), (timedelta(days=2), "")],
)
def test_a_door_that_fell_silent_is_named_and_one_that_is_gone_forgotten(db, ago, told):
    heartbeats.beat("gateway_sos_watch", now=now() - ago)
    assert readiness._doors().startswith(told)
    assert bool(readiness._doors()) is bool(told)


def test_a_line_of_signs_of_life_without_a_broker_is_told(db):
    heartbeats.beat("gateway", now=now(), broker=True)
    assert readiness._broker() == ""
    heartbeats.beat("gateway_beats", now=now(), broker=False)
    assert "broker" in readiness._broker()
