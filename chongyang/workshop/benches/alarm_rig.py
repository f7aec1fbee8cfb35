"""What the bench `alarm` runs: the programs as a city runs them, on Mosquitto, and its devices."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from chongyang.core.postgres.processes import written_pid
from chongyang.gateway.credentials import ACCESS, GATEWAY, PASSWORDS
from chongyang.telecare.rules.credentials import hashed, new_secret
from chongyang.workshop import stack
from chongyang.workshop.benches.alarm_options import PATIENCE, Options
from chongyang.workshop.benches.beside import DESKS, Client
from chongyang.workshop.benches.city import City, UnableToBench
from chongyang.workshop.probes import answers_at, free_port, listens_on
from chongyang.workshop.supervisor import Child, Supervisor

CLIENT = Path(__file__).with_name("alarm_client.py")
FLEET = "bench-fleet"
FLEET_ACCESS = f"""
user {FLEET}
topic write cy/+/alarm
topic write cy/+/heartbeat
topic read cy/+/answer
topic read cy/+/heartbeat
"""
PROGRAMS = ("broker", "gateway", "beats", "worker", "web")
MEND_SECONDS = 0.2
WEB_THREADS = 32
LONGEST = 900


@dataclass
class Rig:
    """A running city: where its programs listen, and how to end them."""

    city: City
    folder: Path
    mqtt: int
    web: int
    password: str
    supervisor: Supervisor
    killed: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self, *names: str) -> None:
        """Start these programs, each once the one before is ready."""
        for runner in self.supervisor.runners:
            if runner.child.name in names:
                runner.start()
                self.supervisor._await(runner)

    def watch(self) -> None:
        """Bring back what died, the database too, until the rig ends; in a thread that lives as long."""
        while not self._over.wait(MEND_SECONDS):
            for runner in self.supervisor.runners:
                if runner.process is not None:
                    runner.mend()
            self.city.server.revive()

    def kill(self, name: str) -> None:
        """SIGKILL to a program, or to the database's postmaster and so to all its sessions."""
        if name == "database":
            found = written_pid(self.city.server.place.data)
            if found:
                os.kill(found[0], 9)
        else:
            self._runner(name).signal(9)
        self.killed[name] = time.time()

    def end(self) -> None:
        self._over.set()
        self.supervisor.stop()

    def _runner(self, name: str) -> Any:
        return next(one for one in self.supervisor.runners if one.child.name == name)

    def pids(self) -> dict[str, int]:
        """The leading process of each program, the database's postmaster too."""
        found = {
            one.child.name: one.process.pid for one in self.supervisor.runners if one.process is not None
        }
        held = written_pid(self.city.server.place.data)
        return found | ({"database": held[0]} if held else {})

    def client(self, role: str, **more: Any) -> "Client":
        """A process of devices, connected and waiting for `go`."""
        orders = {"role": role, "port": self.mqtt, "user": FLEET, "password": self.password, **more}
        return Client(CLIENT, orders | {"seed": more.get("seed", 1)})

    def desks(self, sessions: Sequence[str], **more: Any) -> "Client":
        """Open live desks over HTTP; ready once each has its first board."""
        orders = {"port": self.web, "desks": list(sessions), "live": "/seat/live/", "rows": True}
        orders["again"] = True
        return Client(DESKS, orders | more)


@contextmanager
def rig_on(city: City) -> Iterator[Rig]:
    """Credentials for every device, the programs not yet started; all ended and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="cy-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        gateway, fleet = _credentials(city, folder / "credentials"), new_secret()
        _add_fleet(folder / "credentials", fleet)
        ports = free_port(), free_port()
        supervisor = Supervisor(_children(city, folder, *ports, gateway), stack.LOGS, say=sys.stderr.write)
        rig = Rig(city, folder, *ports, fleet, supervisor)
        stack.LOGS.mkdir(parents=True, exist_ok=True)
        threading.Thread(target=rig.watch, daemon=True).start()
        try:
            yield rig
        finally:
            rig.end()


def beating(rig: Rig, files: Mapping[str, str], options: Options, rate: float | None = None) -> Client:
    """Signs of life at the run's rate, or another; none: as fast as they go."""
    rate = options.beats if rate is None else rate
    count = round(options.beats * options.seconds)
    return rig.client("beat", serials=files["beat"], count=count, rate=rate, seed=5)


def pressing(rig: Rig, files: Mapping[str, str], options: Options, **more: Any) -> Client:
    """Alarms at the run's rate."""
    words = {"serials": files["press"], "rate": options.presses, "seconds": options.seconds}
    return rig.client("press", **words, patience=PATIENCE, **more)


def _credentials(city: City, folder: Path) -> str:
    """The two files of Mosquitto by the command of a city; returns the gateway's password."""
    done = subprocess.run(
        stack.command("mosquitto_credentials", "--out", str(folder)),
        env={**os.environ, **city.environment, "CHONGYANG_AS_OWNER": "0"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        raise UnableToBench(f"no credentials: {done.stderr.strip()[-300:]}")
    return done.stdout.strip().rpartition(" ")[2]


def _add_fleet(folder: Path, secret: str) -> None:
    """A million connections are too many for one machine: a fleet of this bench may speak for its devices."""
    with (folder / PASSWORDS).open("a") as passwords, (folder / ACCESS).open("a") as access:
        passwords.write(f"{FLEET}:{hashed(secret)}\n")
        access.write(FLEET_ACCESS)
    folder.chmod(0o755)


def _children(city: City, folder: Path, mqtt: int, web: int, password: str) -> list[Child]:
    env = {
        **city.environment,
        "MQTT_URL": f"mqtt://{GATEWAY}:{password}@127.0.0.1:{mqtt}",
        "CHONGYANG_POOL": "0",
        "CHONGYANG_DEMO": "0",
        "CHONGYANG_AS_OWNER": "0",
        "CHONGYANG_LOG": "WARNING",
    }
    broker = {"CHONGYANG_VAR": str(folder), "CHONGYANG_SECRETS": _secrets()}
    words = ("--mosquitto", "--port", str(mqtt), "--credentials", str(folder / "credentials"))
    command, url = stack.command, f"http://127.0.0.1:{web}/healthz"
    return [
        Child("broker", command("broker", *words), listens_on(mqtt), broker),
        Child("gateway", command("gateway_mqtt", "--only", "alarms"), None, env | stack.PREPARED),
        Child("beats", command("gateway_mqtt", "--only", "heartbeats"), None, env),
        Child("worker", command("work"), None, env | stack.PREPARED),
        Child("web", stack.web_words(web, WEB_THREADS), answers_at(url), {**env, "CHONGYANG_POOL": "1"}),
    ]


def _secrets() -> str:
    return os.environ.get("CHONGYANG_SECRETS") or str(Path(settings.VAR) / "secrets.json")


def processor_seconds(pids: dict[str, int]) -> dict[str, float]:
    """What each program and its children used so far, in seconds of a core."""
    tick, used = os.sysconf("SC_CLK_TCK"), dict.fromkeys(pids, 0.0)
    owner = {pid: name for name, pid in pids.items()}
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(words[1])
        spent[pid] = sum(map(int, words[11:15])) / tick  # own and awaited children's
    for pid, seconds in spent.items():
        above = pid
        while above in parents and above not in owner:
            above = parents[above]
        if above in owner:
            used[owner[above]] += seconds
    return used


def resident_mib(pids: dict[str, int]) -> dict[str, float]:
    """Memory of each program's leading process alone; the database's shared buffers count once."""
    found = {}
    for name, pid in pids.items():
        status = Path(f"/proc/{pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        held = next((line.split()[1] for line in lines if line.startswith("VmRSS")), "0")
        found[name] = round(int(held) / 1024, 1)
    return found
