"""The programs of a running city as children of one supervisor: broker, gateway, worker, watcher, web,
simulator.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from chongyang.workshop.probes import HERE, answers_at, free_port, listens_on
from chongyang.workshop.supervisor import Child

WEB_THREADS = 64
PREPARED = {"CHONGYANG_PREPARE": "1"}  # gateways and worker ask the same few things all day
LOGS = Path(settings.VAR) / "log"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where pages, broker and (unless 0: nowhere) the door of watches listen, on this machine alone."""

    web: int
    mqtt: int
    watches: int = 0

    @classmethod
    def free(cls) -> "Ports":
        return cls(free_port(), free_port())

    @property
    def url(self) -> str:
        return f"http://{HERE}:{self.web}"

    @property
    def mqtt_url(self) -> str:
        return f"mqtt://{HERE}:{self.mqtt}"


def command(*words: str) -> list[str]:
    """One of our own commands in this Python."""
    return [sys.executable, "-m", "chongyang", *words]


def environment(ports: Ports, demo: bool) -> Mapping[str, str]:
    """What the children are told; the database is the one that this process uses."""
    return {
        "MQTT_URL": ports.mqtt_url,
        "CHONGYANG_AS_OWNER": "0",
        "CHONGYANG_DEMO": "1" if demo else "0",
        "CHONGYANG_POOL": "1",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "DATABASE_OWNER_URL": "",
    }


def _granian() -> str:
    beside = Path(sys.executable).with_name("granian")
    return str(beside) if beside.exists() else (shutil.which("granian") or "granian")


def web_words(port: int, threads: int = WEB_THREADS, workers: int = 1) -> list[str]:
    """Granian over WSGI: a live desk holds a thread, a stop waits two seconds at most."""
    return [
        _granian(),
        "--interface=wsgi",
        f"--host={HERE}",
        f"--port={port}",
        f"--workers={workers}",
        f"--blocking-threads={threads}",
        "--workers-kill-timeout=2",
        "--no-access-log",
        "--log-level=warning",
        "chongyang.config.wsgi:application",
    ]


def children(ports: Ports, *, demo: bool = True, simulate: bool = False) -> list[Child]:
    """All programs in the order of their starting."""
    env = environment(ports, demo)
    stack = [
        Child("broker", command("broker", "--port", str(ports.mqtt)), listens_on(ports.mqtt), env),
        Child("gateway", command("gateway_mqtt"), None, {**env, **PREPARED}),
        Child("worker", command("work"), None, {**env, **PREPARED, "CHONGYANG_POOL": "0"}),
        Child("watcher", command("watch_alerting"), None, {**env, "CHONGYANG_POOL": "0"}),
        Child("web", web_words(ports.web), answers_at(f"{ports.url}/"), env),
    ]
    if ports.watches:
        words = ("gateway_tcp", "--protocol", "sos_watch", "--port", str(ports.watches))
        stack.append(Child("gateway_tcp", command(*words), listens_on(ports.watches), {**env, **PREPARED}))
    if simulate:
        stack.append(Child("simulator", command("simulate_city"), None, env))
        calls = command("simulate_calls")
        stack.append(Child("calls", calls, None, {**env, "CHONGYANG_POOL": "0"}))
        stack.append(Child("staff", command("simulate_staff"), None, {**env, "CHONGYANG_POOL": "0"}))
    return stack
