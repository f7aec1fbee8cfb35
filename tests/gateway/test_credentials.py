"""A device signs in with its own secret and speaks for itself alone, tried on a real Mosquitto."""

import shutil
import subprocess
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from chongyang.core.scopes import SYSTEM
from chongyang.gateway.broker import mosquitto_config
from chongyang.gateway.credentials import is_name, write_files
from chongyang.telecare import operations
from chongyang.telecare.models import Device
from chongyang.telecare.rules.credentials import hashed
from chongyang.workshop.probes import free_port
from tests.gateway.conftest import NOW, listens, wait_until

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def guarded(folder):
    """Mosquitto with the two files of the folder."""
    port = free_port()
    config = mosquitto_config(port, folder).replace("allow_anonymous true", "allow_anonymous false")
    (folder / "mosquitto.conf").write_text(
        f"{config}password_file {folder}/passwords\nacl_file {folder}/access\n"
    )
    running = subprocess.Popen([MOSQUITTO, "-c", str(folder / "mosquitto.conf")])
    try:
        wait_until(lambda: listens(port))
        yield port
    finally:
        running.terminate()
        running.wait(60)


class Peer:
    """A client that keeps what it hears."""

    def __init__(self, port, name, secret, *topics, client_id=""):
        self.heard, self.code, self.granted = [], None, []
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id or f"{name}-1", protocol=paho.MQTTv311
        )
        self.client.username_pw_set(name, secret)
        self.client.on_connect = lambda c, u, f, code, p: setattr(self, "code", code)
        self.client.on_message = lambda c, u, message: self.heard.append(message.topic)
        self.client.on_subscribe = lambda c, u, mid, codes, p: self.granted.extend(codes)
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        wait_until(lambda: self.code is not None)
        for topic in topics:
            self.client.subscribe(topic, 1)
        wait_until(lambda: self.code.is_failure or len(self.granted) == len(topics))

    def say(self, topic):
        self.client.publish(topic, b"{}", qos=1).wait_for_publish(5)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.client.disconnect()
        self.client.loop_stop()


@pytest.mark.skipif(not MOSQUITTO, reason="mosquitto is not installed")
def test_a_device_speaks_and_hears_for_itself_alone(tmp_path):
    write_files(tmp_path, [("A1", hashed("one")), ("B2", hashed("two"))], hashed("g"))
    with (
        guarded(tmp_path) as port,
        Peer(port, "gateway", "g", "cy/+/alarm") as gateway,
        Peer(port, "A1", "one", "cy/A1/answer", "cy/B2/answer", "cy/#") as first,
        Peer(port, "B2", "two", "cy/B2/answer") as second,
    ):
        for topic in ("cy/B2/alarm", "cy/B2/answer"):  # the broker throws out who claims to be another
            with Peer(port, "A1", "one", client_id="impostor") as impostor:
                impostor.say(topic)
        first.say("cy/A1/alarm")
        wait_until(lambda: gateway.heard)
        gateway.say("cy/B2/answer")
        wait_until(lambda: second.heard)
        gateway.say("cy/A1/answer")
        wait_until(lambda: first.heard)
        assert gateway.heard == ["cy/A1/alarm"]
        assert second.heard == ["cy/B2/answer"]
        assert first.heard == ["cy/A1/answer"]


@pytest.mark.skipif(not MOSQUITTO, reason="mosquitto is not installed")
def test_anothers_secret_and_no_secret_are_refused(tmp_path):
    write_files(tmp_path, [("A1", hashed("one")), ("B2", hashed("two"))], hashed("g"))
    with guarded(tmp_path) as port, Peer(port, "B2", "one") as wrong, Peer(port, "C3", "") as unknown:
        assert wrong.code.is_failure
        assert unknown.code.is_failure


def test_the_command_writes_once_and_keeps_the_gateways_password(db, tmp_path, capsys):
    device = Device.objects.create(serial="A1", kind="pendant", area=410105001001)
    operations.issue_credential(device=device.id, by=SYSTEM, now=NOW)
    call_command("mosquitto_credentials", out=tmp_path)
    assert "shown this once" in capsys.readouterr().out
    call_command("mosquitto_credentials", out=tmp_path)
    assert capsys.readouterr().out == "devices 1, unchanged\n"
    lines = (tmp_path / "passwords").read_text().splitlines()
    assert [line.split(":")[0] for line in lines] == ["gateway", "A1"]
    assert (tmp_path / "passwords").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("serial", ["gateway", "a:b", "a/b", "a+b", "a#b", "a\nb"])
def test_a_name_that_would_break_the_file_is_left_out(serial):
    assert not is_name(serial)
