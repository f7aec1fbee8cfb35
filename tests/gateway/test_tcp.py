"""Watches and terminals over real sockets into the database and back."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident
from chongyang.gateway import keeping, tcp
from chongyang.gateway.protocols import registry
from chongyang.gateway.tcp import TcpGateway
from chongyang.telecare import operations as telecare
from chongyang.telecare.models import Device, FollowUp, Frame, FramePack, Signal
from chongyang.workshop.probes import free_port
from tests.gateway.conftest import PATIENCE, Process, database_url, install, listens, wait_until
from tests.gateway.protocols.test_jtt808 import computed as terminal_says
from tests.gateway.protocols.test_jtt808 import location
from tests.gateway.protocols.test_sos_watch import computed

LK = b"[3G*8800000015*0002*LK]"
AL = b"[3G*8800000015*0002*AL]"


def press(watch="8800000015", status="00010000"):
    now = datetime.now(UTC)
    place = "A,34.750000,N,113.660000,E"
    return computed(f"AL,{now:%d%m%y,%H%M%S},{place},0.1,0.0,100,7,60,90,1000,50,{status},0,0", watch)


def link(watch="8800000015"):
    return computed("LK,0,10,77", watch)


@contextmanager
def gateway_of(name="sos_watch", **more):
    gateway = TcpGateway(registry.make(name), port=free_port(), **more)
    thread = threading.Thread(target=gateway.run, daemon=True)
    thread.start()
    assert gateway.wait_until_ready()
    try:
        yield gateway
    finally:
        gateway.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


class Watch:
    """A socket that talks."""

    def __init__(self, gateway):
        port = gateway if isinstance(gateway, int) else gateway._where[1]
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)

    def say(self, data):
        self.socket.sendall(data)

    def hear(self, size, seconds=PATIENCE):
        """What comes, until it is enough, the connection is closed or the time is over."""
        self.socket.settimeout(seconds)
        heard = b""
        try:
            while len(heard) < size:
                if not (more := self.socket.recv(65536)):
                    break
                heard += more
        except (TimeoutError, ConnectionResetError):  # a close with something unread is a reset
            pass
        return heard


@contextmanager
def watch_on(gateway):
    watch = Watch(gateway)
    try:
        yield watch
    finally:
        watch.socket.close()


def rows(model, *fields):
    with enter(system_scope("test")):
        return sorted(model.objects.values_list(*fields))


def count(model):
    with enter(system_scope("test")):
        return model.objects.count()


def packed():
    return sum(number for (number,) in rows(FramePack, "count"))


def test_a_press_is_answered_after_its_incident_stands(committed):
    device = install("watch:8800000015")
    frame = press()
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(frame)
        assert watch.hear(len(AL)) == AL
    with enter(system_scope("test")):
        incident, kept = Incident.objects.get(), Frame.objects.get()
        battery = Device.objects.get().battery_percent
    assert (incident.person, incident.kind, incident.longitude) == (device.person, "sos", 113.66)
    assert (bytes(kept.body), kept.topic, kept.serial) == (
        frame,
        "tcp/sos_watch/watch:8800000015",
        "watch:8800000015",
    )
    assert battery == 90


def test_fifty_repetitions_in_one_packet_are_one_incident_and_fifty_answers(committed):
    install("watch:8800000015")
    frame = press()
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(frame * 50)
        assert watch.hear(50 * len(AL)) == AL * 50
    assert (count(Frame) + packed(), count(Signal), count(Incident)) == (50, 1, 1)


def test_torn_over_packets_and_interleaved_with_another_device(committed):
    install("watch:8800000015")
    install("watch:8800000016")
    first, second = press(), press("8800000016", "00200000")
    with gateway_of() as gateway, watch_on(gateway) as one, watch_on(gateway) as two:
        for at in range(0, max(len(first), len(second)), 7):
            one.say(first[at : at + 7])
            two.say(second[at : at + 7])
            time.sleep(0.002)
        assert one.hear(len(AL)) == AL
        assert two.hear(len(AL)) == AL.replace(b"15*", b"16*")
    assert rows(Signal, "serial", "kind") == [("watch:8800000015", "sos"), ("watch:8800000016", "fall")]


def test_a_press_cut_off_with_its_connection_is_an_alarm_of_its_watch(committed):
    install("watch:8800000015")
    with gateway_of() as gateway:
        with watch_on(gateway) as watch:
            watch.say(link() + b"\xff*AL]" + press()[:40])
            assert watch.hear(len(LK)) == LK
        wait_until(lambda: count(Signal) == 2)
    assert rows(Signal, "serial", "kind") == [("watch:8800000015", "unknown_alarm")] * 2
    assert count(Incident) == 1


def test_an_unknown_watch_is_heard_and_noise_is_kept_with_its_reason(committed):
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(b"GET / HTTP/1.1\r\n" + computed("WHO,1") + link() + press())
        assert watch.hear(len(LK + AL)) in (AL + LK, LK + AL)
    reasons = rows(Frame, "verdict", "reason")
    assert [verdict for verdict, _ in reasons] == ["rejected"] * 3 + ["signal"]
    assert {"设备未登记", "未知指令"} <= {reason for _, reason in reasons}
    assert rows(Incident, "subject_key") == [("device:watch:8800000015",)]


def test_two_connections_in_one_name_are_flagged(committed):
    install("watch:8800000015")
    with gateway_of() as gateway, watch_on(gateway) as one, watch_on(gateway) as two:
        for watch in (one, two, one):
            watch.say(link())
            assert watch.hear(len(LK)) == LK
        two.say(press())
        assert two.hear(len(AL)) == AL
    assert rows(Frame, "verdict", "reason") == [
        ("heartbeat", tcp.CONTESTED),
        ("signal", tcp.CONTESTED),
    ]
    assert rows(Signal, "note") == [(tcp.CONTESTED,)]


@pytest.mark.parametrize("broken", [link(), press(), computed("WHO,1")])
def test_ten_thousand_frames_of_one_device_hurt_no_other(committed, broken):
    install("watch:8800000015")
    with gateway_of() as gateway, watch_on(gateway) as flood:
        flooding = threading.Thread(target=flood.say, args=(broken * 10_000,), daemon=True)
        flooding.start()
        for number in range(8800000016, 8800000019):
            with watch_on(gateway) as other:
                other.say(press(str(number)))
                assert other.hear(len(AL)) == AL.replace(b"8800000015", str(number).encode())
        flooding.join(PATIENCE)
        wait_until(lambda: packed() + count(Frame) >= 10_003)
        dropped = gateway.door.limiter.dropped
    assert 100 < 10_000 - dropped < 1_000
    assert any(reason.startswith(telecare.LIMITED) for _, reason in rows(Frame, "verdict", "reason"))
    assert rows(Device, "flooded_at")[0][0] is not None
    assert rows(FollowUp, "kind", "closed_at") == [("noisy", None)]
    assert count(Incident) in (3, 4)


def test_a_press_goes_through_the_flood_of_its_own_watch(committed):
    install("watch:8800000015")
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(link() * 2_000 + press())
        wait_until(lambda: count(Incident) == 1)
    assert count(Incident) == 1


def test_a_frame_without_end_closes_its_connection_and_is_kept(committed):
    with gateway_of("jtt808") as gateway, watch_on(gateway) as terminal:
        terminal.say(b"\x7e" + b"\x01" * 10_000)
        assert terminal.hear(1) == b""
        wait_until(lambda: count(Frame) == 1)
    assert len(rows(Frame, "body")[0][0]) == 4096


def test_a_silent_connection_is_closed(committed):
    with gateway_of(idle_seconds=0.2) as gateway, watch_on(gateway) as watch:
        assert watch.hear(1) == b""
        wait_until(lambda: not gateway.door.connections)


def test_a_terminal_registers_and_its_press_is_answered(committed):
    install("808:13912344329")
    with gateway_of("jtt808") as gateway, watch_on(gateway) as terminal:
        terminal.say(terminal_says(0x0100, b"\x00" * 37))
        assert terminal.hear(29)[1:3] == b"\x81\x00"
        terminal.say(terminal_says(0x0200, location(status=0)))
        assert terminal.hear(20)[1:3] == b"\x80\x01"
    assert rows(Incident, "kind", "subject_key")[0][0] == "sos"


def test_while_the_database_is_away_nothing_is_answered_and_nothing_lost(committed, monkeypatch):
    install("watch:8800000015")
    away = threading.Event()
    away.set()
    real = keeping.receive_each

    def sometimes(messages, opener):
        if away.is_set():
            raise OperationalError
        return real(messages, opener)

    monkeypatch.setattr(keeping, "receive_each", sometimes)
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(link() + press())
        assert watch.hear(1, 0.6) == b""
        away.clear()
        assert len(watch.hear(len(LK + AL))) == len(LK + AL)
    assert (count(Frame), packed(), count(Incident)) == (1, 1, 1)


def test_a_gateway_that_dies_before_it_answers_finds_the_press_repeated(committed, monkeypatch):
    install("watch:8800000015")
    frame = press()
    with gateway_of() as dumb, watch_on(dumb) as watch:
        monkeypatch.setattr(dumb.door.protocol, "reply", lambda frame, kept: None)
        watch.say(frame)
        wait_until(lambda: count(Incident) == 1)
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(frame)
        assert watch.hear(len(AL)) == AL
    assert rows(Frame, "verdict") == [("repeated",), ("signal",)]
    assert (count(Signal), count(Incident)) == (1, 1)


def test_told_to_stop_while_the_database_is_away_it_ends_and_answers_nothing(committed, monkeypatch):
    asked = threading.Event()

    def away(messages, opener):
        asked.set()
        raise OperationalError

    monkeypatch.setattr(keeping, "receive_each", away)
    with gateway_of() as gateway, watch_on(gateway) as watch:
        watch.say(press())
        assert asked.wait(PATIENCE)
        gateway.stop()
        assert watch.hear(1) == b""


def test_a_taken_port_is_a_clear_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} cannot be used .* choose another with --port"):
            call_command("gateway_tcp", protocol="sos_watch", port=port)


@pytest.mark.slow
def test_the_command_works_and_ends_at_sigterm(committed):
    install("watch:8800000015")
    port = free_port()
    words = ("gateway_tcp", "--protocol", "sos_watch", "--port", str(port))
    process = Process(*words, DATABASE_URL=database_url())
    wait_until(lambda: listens(port))
    with watch_on(port) as watch:
        watch.say(press())
        assert watch.hear(len(AL)) == AL
        assert process.end() == 0
        assert watch.hear(1) == b""
    assert count(Incident) == 1
