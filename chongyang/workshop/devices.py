"""Devices as they behave in homes: press, repeat until answered, tell now and then that they live."""

import json
import threading
import time
from typing import Any
from uuid import uuid4

from chongyang.core import clock
from chongyang.gateway.client import make_client

REPEAT_SECONDS = 2.0
QOS = 1


class Fleet:
    """Many devices over one connection: repeats each press until the city answered it."""

    def __init__(self, mqtt_url: str, name: str = "") -> None:
        self.pressed = self.measured = self.repeated = self.answered = 0
        self.slowest_seconds = 0.0
        self._open: dict[str, tuple[str, bytes, float, float]] = {}  # event: topic, body, pressed, sent
        self._changed = threading.Condition()
        self._client = make_client(mqtt_url, name or f"chongyang-devices-{uuid4().hex[:8]}")
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.loop_start()

    def press(self, serial: str, kind: str = "sos", *, channel: str = "alarm", **said: Any) -> str:
        """Press the button of a device; answers the event's id. It is repeated by `repeat_unanswered`."""
        event = str(uuid4())
        self.pressed += 1
        body = {"event": event, "kind": kind, "at": clock.now().isoformat(), **said}
        self._send_open(event, f"cy/{serial}/{channel}", json.dumps(body).encode())
        return event

    def beat(self, serial: str, battery: int) -> None:
        """A sign of life, which nobody answers."""
        body = json.dumps({"at": clock.now().isoformat(), "battery": battery})
        self._client.publish(f"cy/{serial}/heartbeat", body, qos=QOS)

    def measure(self, serial: str, **values: Any) -> str:
        """Send measured values; answers the event's id. They are repeated until they are kept."""
        event = str(uuid4())
        body = {"event": event, "at": clock.now().isoformat(), **values}
        self.measured += 1
        self._send_open(event, f"cy/{serial}/reading", json.dumps(body).encode())
        return event

    def repeat_unanswered(self) -> int:
        """Send again what nobody answered for two seconds; answers how many."""
        late = time.monotonic() - REPEAT_SECONDS
        with self._changed:
            due = [(event, *held[:3]) for event, held in self._open.items() if held[3] <= late]
            for event, topic, body, pressed in due:
                self._open[event] = (topic, body, pressed, time.monotonic())
        for _, topic, body, _ in due:
            self._client.publish(topic, body, qos=QOS)
        self.repeated += len(due)
        return len(due)

    def wait_answer(self, event: str, timeout: float) -> bool:
        """Repeat the press until it is answered; false after `timeout` seconds."""
        until = time.monotonic() + timeout
        while (left := until - time.monotonic()) > 0:
            with self._changed:
                if self._changed.wait_for(lambda: event not in self._open, min(left, 0.25)):
                    return True
            self.repeat_unanswered()
        return False

    @property
    def unanswered(self) -> int:
        with self._changed:
            return len(self._open)

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _send_open(self, event: str, topic: str, body: bytes) -> None:
        with self._changed:
            self._open[event] = (topic, body, time.monotonic(), time.monotonic())
        self._client.publish(topic, body, qos=QOS)

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not reason.is_failure:
            client.subscribe("cy/+/answer", qos=QOS)

    def _on_message(self, _client: Any, _data: Any, received: Any) -> None:
        try:
            event = str(json.loads(received.payload)["event"])
        except (ValueError, KeyError, TypeError):
            return  # not from our city
        with self._changed:
            held = self._open.pop(event, None)
            if held:
                self.answered += not held[0].endswith("/reading")
                self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - held[2])
            self._changed.notify_all()


class PressingDevice:
    """One device with a button."""

    def __init__(self, serial: str, mqtt_url: str) -> None:
        self.serial = serial
        self._fleet = Fleet(mqtt_url)
        self._event = ""

    def press(self, kind: str = "sos", **said: Any) -> str:
        """Press; answers the event's id."""
        self._event = self._fleet.press(self.serial, kind, **said)
        return self._event

    def wait_answer(self, timeout: float = 10) -> bool:
        """Whether the city answered the last press; repeats it every two seconds until then."""
        return self._fleet.wait_answer(self._event, timeout)

    def close(self) -> None:
        self._fleet.close()
