"""The simulator's command: devices in use press, and every press is answered."""

import json
import signal

import pytest
from django.core.management import CommandError, call_command

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.telecare.models import Device, Signal
from tests.gateway.conftest import Broker, gateway_on, install


@pytest.fixture(autouse=True)
def _kept_handlers(monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *words: None)


@pytest.mark.slow
def test_every_press_of_a_simulated_device_is_answered(committed, tmp_path, capsys):
    install("P1")
    with enter(system_scope("test")):
        Device.objects.update(state="in_use")
    broker = Broker("embedded", tmp_path)
    try:
        with gateway_on(broker.url):
            call_command("simulate_city", url=broker.url, seconds=1, rate=300, beats=300, json=True)
    finally:
        broker.process.end()
    played = json.loads(capsys.readouterr().out)
    assert played["unanswered"] == 0
    with enter(system_scope("test")):
        assert Signal.objects.count() == played["pressed"] == played["answered"] > 0


def test_without_devices_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="make_city"):
        call_command("simulate_city", seconds=1)
