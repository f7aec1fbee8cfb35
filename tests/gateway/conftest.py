"""Brokers, gateways and devices of the gateway's tests: real processes on free ports."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.db import connection

from chongyang.core.access import enter
from chongyang.core.policies import RUN_ROLE
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.gateway.mqtt import Gateway
from chongyang.telecare import operations as telecare
from chongyang.telecare.enums import DeviceKind
from chongyang.workshop.devices import Fleet
from chongyang.workshop.probes import free_port

AREA = 410105001001
NOW = datetime(2026, 5, 4, 8, 30, 15, tzinfo=UTC)
PATIENCE = 180.0
"""Seconds after which what does not come is a failure; nothing that comes is waited for so long."""


def wait_until(is_so: Callable[[], Any], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.03)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """One of our commands, or a script, in a process of its own that ends with the test."""

    alive: ClassVar[list["Process"]] = []

    def __init__(self, *words: str, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "CHONGYANG_AS_OWNER"}
        argv = [sys.executable, *words] if words[0] == "-c" else [sys.executable, "-m", "chongyang", *words]
        self.running = subprocess.Popen(argv, env=kept | environment)
        self.alive.append(self)

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.running.poll() is None:
            self.running.send_signal(number)
        return self.running.wait(PATIENCE)


@pytest.fixture(autouse=True)
def _ended_processes() -> Iterator[None]:
    yield
    while Process.alive:
        Process.alive.pop().end(signal.SIGKILL)


class Broker:
    def __init__(self, kind: str, folder: Any) -> None:
        self.kind = kind
        self.port = free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._folder = str(folder)
        self.start()

    def start(self) -> None:
        words = ["broker", "--port", str(self.port), *(["--mosquitto"] if self.kind == "mosquitto" else [])]
        self.process = Process(*words, CHONGYANG_VAR=self._folder)
        wait_until(lambda: listens(self.port))


@pytest.fixture
def embedded(tmp_path: Any) -> Iterator[Broker]:
    broker = Broker("embedded", tmp_path)
    yield broker
    broker.process.end()


@pytest.fixture
def mosquitto(tmp_path: Any) -> Iterator[Broker]:
    if not (shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")):
        pytest.skip("mosquitto is not installed")
    broker = Broker("mosquitto", tmp_path)
    yield broker
    broker.process.end()


@pytest.fixture(params=["embedded", "mosquitto"])
def broker(request: pytest.FixtureRequest) -> Broker:
    """Each of the two brokers."""
    return request.getfixturevalue(request.param)


@contextmanager
def gateway_on(url: str, **more: Any) -> Iterator[Gateway]:
    """A gateway in a thread of this process, listening: the broker has confirmed its subscriptions."""
    gateway = Gateway(url, **more)
    confirmed = [_confirmed(line.client) for line in gateway.lines]
    thread = threading.Thread(target=gateway.run, daemon=True)
    thread.start()
    try:
        assert all(one.wait(PATIENCE) for one in confirmed)
        yield gateway
    finally:
        gateway.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def _confirmed(client: Any) -> threading.Event:
    """Set as soon as the broker confirms a subscription of this client."""
    event = threading.Event()
    client.on_subscribe = lambda *_: event.set()
    return event


@contextmanager
def fleet_on(url: str) -> Iterator[Fleet]:
    fleet = Fleet(url)
    try:
        wait_until(fleet._client.is_connected)
        confirmed = _confirmed(fleet._client)
        fleet._client.subscribe("cy/+/answer", qos=1)  # once more: the first may be confirmed already
        assert confirmed.wait(PATIENCE)
        yield fleet
    finally:
        fleet.close()


def database_url() -> str:
    """The database of this test as a process of its own would name it."""
    held = connection.settings_dict
    return f"host={held['HOST']} port={held['PORT']} dbname={held['NAME']} user={RUN_ROLE}"


def install(serial: str) -> Any:
    with enter(system_scope("test")):
        return telecare.install_device(
            serial=serial,
            kind=DeviceKind.PENDANT,
            person=uuid4(),
            area=AREA,
            installed_on=NOW.date(),
            by=SYSTEM,
            now=NOW,
        )
