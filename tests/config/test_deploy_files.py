"""The files that a city copies to its servers say what the program needs."""

import configparser
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from chongyang.gateway.keeping import BATCH
from chongyang.telecare.rules import frames, readings
from chongyang.workshop.probes import free_port
from tests.gateway.conftest import listens, wait_until

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "UMask": "0077",
    "CapabilityBoundingSet": "",
}


def read_unit(path):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string(path.read_text())
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_hardened_and_comes_back(path):
    service = dict(read_unit(path)["Service"])
    assert {name: service[name] for name in HARDENED} == HARDENED
    assert service["Restart"] == "always"
    assert service["User"] == "chongyang"
    assert service["EnvironmentFile"] == "/etc/chongyang/environment"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_starts_what_there_is(path):
    program, *words = read_unit(path)["Service"]["ExecStart"].split()
    if program.endswith("/granian"):
        assert words[-1] == "chongyang.config.wsgi:application"
        threads = next(
            int(word.partition("=")[2]) for word in words if word.startswith("--blocking-threads=")
        )
        assert threads >= 300 + 32
    else:
        assert list(ROOT.glob(f"chongyang/*/management/commands/{words[0]}.py"))


def test_the_environment_names_settings_that_exist_and_not_the_owner():
    named = re.findall(r"^([A-Z_]+)=", (DEPLOY / "environment.example").read_text(), re.MULTILINE)
    told = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert [name for name in named if f"`{name}`" not in told] == []
    assert "DATABASE_OWNER_URL" not in named


def live_addresses(patterns=None, before=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if (pattern.name or "").endswith("_live"):
                yield "/" + address
        else:
            yield from live_addresses(pattern.url_patterns, address)


def test_the_proxy_buffers_no_live_desk_and_hides_what_is_for_machines():
    text = (DEPLOY / "nginx.conf").read_text()
    blocks = dict(re.findall(r"^    location ([^{]+?) \{(.*?)\n    \}", text, re.DOTALL | re.MULTILINE))
    assert "proxy_buffering off" in blocks["~ /live/$"]
    found = list(live_addresses())
    assert len(found) >= 2
    assert all(re.search(r"/live/$", address) for address in found)
    assert "return 404" in blocks["~ ^/(healthz|readyz|metrics)$"]
    assert "X-Forwarded-Proto https" in text
    assert "X-Request-ID $request_id" in text


def test_the_database_archives_and_says_nothing_of_people():
    text = (DEPLOY / "postgresql" / "chongyang.conf").read_text()
    for line in ("archive_mode = on", "fsync = on", "synchronous_commit = on", "log_statement = 'none'"):
        assert f"\n{line}" in text


def test_the_broker_loses_nothing_while_the_gateway_is_away():
    lines = (DEPLOY / "mosquitto" / "chongyang.conf").read_text().splitlines()
    assert "max_queued_messages 0" in lines
    assert "allow_anonymous false" in lines
    inflight = next(int(line.split()[1]) for line in lines if line.startswith("max_inflight_messages"))
    assert inflight >= 2 * BATCH


def test_a_device_may_write_each_channel_and_no_more():
    lines = (DEPLOY / "mosquitto" / "chongyang.acl").read_text().splitlines()
    written = {line.rpartition("/")[2] for line in lines if line.startswith("pattern write")}
    assert written == {*frames.CHANNELS, readings.CHANNEL}


PEOPLE = {"DEV-1": "one", "DEV-2": "two", "gateway": "word"}
TLS = ("listener", "cafile", "certfile", "keyfile", "tls_version", "persistence", "autosave", "password_file")


@pytest.fixture
def city_broker(tmp_path):
    """The shipped configuration on a free port, without TLS and its folders."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if not (program and shutil.which("mosquitto_passwd")):
        pytest.skip("mosquitto is not installed")
    tmp_path.chmod(0o755)
    words = tmp_path / "passwords"
    words.touch(mode=0o600)
    for name, word in PEOPLE.items():
        subprocess.run(["mosquitto_passwd", "-b", words, name, word], check=True, capture_output=True)
    shipped = (DEPLOY / "mosquitto" / "chongyang.conf").read_text().splitlines()
    kept = [line for line in shipped if not line.startswith((*TLS, "acl_file", "log_", "per_listener"))]
    port = free_port()
    config = [f"listener {port} 127.0.0.1", *kept, f"password_file {words}", "log_dest none", "user root"]
    acl = tmp_path / "acl"
    shutil.copy(DEPLOY / "mosquitto" / "chongyang.acl", acl)
    acl.chmod(0o600)
    (tmp_path / "broker.conf").write_text("\n".join([*config, f"acl_file {acl}", ""]))
    with subprocess.Popen([program, "-c", str(tmp_path / "broker.conf")]) as running:
        wait_until(lambda: listens(port))
        yield port
        running.terminate()


class Person:
    """A client with a name of the shipped rules."""

    def __init__(self, port, name, hears):
        self.heard: list[str] = []
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=f"test-{name}", protocol=paho.MQTTv311
        )
        self.client.username_pw_set(name, PEOPLE[name])
        self.granted: list[object] = []
        self.client.on_connect = lambda client, *_: client.subscribe(hears, qos=1)
        self.client.on_subscribe = lambda *words: self.granted.append(words)
        self.client.on_message = lambda _client, _data, message: self.heard.append(message.topic)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        wait_until(lambda: self.granted)

    def say(self, topic):
        self.client.publish(topic, b"{}", qos=1)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


def test_the_shipped_rules_keep_devices_apart(city_broker):
    gateway = Person(city_broker, "gateway", "cy/+/+")
    one, two = Person(city_broker, "DEV-1", "cy/DEV-1/answer"), Person(city_broker, "DEV-2", "cy/#")
    two.say("cy/DEV-3/alarm")  # in another's name: the broker may also hang up
    two.say("cy/DEV-1/answer")
    time.sleep(0.3)
    one.say("cy/DEV-1/alarm")
    gateway.say("cy/DEV-1/answer")
    wait_until(lambda: one.heard and len(gateway.heard) >= 2)
    time.sleep(0.3)
    for person in (gateway, one, two):
        person.close()
    assert sorted(gateway.heard) == ["cy/DEV-1/alarm", "cy/DEV-1/answer"]
    assert (one.heard, two.heard) == (["cy/DEV-1/answer"], [])
