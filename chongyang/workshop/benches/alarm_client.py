"""The devices of the bench `alarm`, in processes of their own: MQTT alone, nothing of the program imported.

Reads one JSON line with its orders, connects, says `ready`, works when it reads `go`, and prints what it saw.
Roles: `press` (alarms, each repeated every two seconds until the city answers), `beat` (signs of life at a
rate, or as fast as they go), `listen` (a plain subscriber, to know the broker's own rate).
"""

import json
import random
import sys
import threading
import time
from typing import Any
from uuid import uuid4

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

REPEAT_SECONDS = 2.0
TICK = 0.01
AHEAD = 2000  # messages on the way to the broker before the next waits
QOS = 1


class Peer:
    """A connection that comes back by itself."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.orders = orders
        self.dice = random.Random(orders["seed"])
        self.ready = threading.Event()
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=f"bench-{orders['role']}-{uuid4().hex[:6]}"
        )
        self.client.username_pw_set(orders["user"], orders["password"])
        self.client.reconnect_delay_set(0.2, 1)
        self.client.max_inflight_messages_set(AHEAD)
        self.client.on_connect = self.on_connect
        self.client.on_message = self.on_message
        self.client.on_subscribe = lambda *_: self.ready.set()
        self.client.connect_async("127.0.0.1", orders["port"], keepalive=10)
        self.client.loop_start()

    def on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            sys.exit(f"the broker refused: {reason}")
        if topics := self.topics():
            client.subscribe([(topic, QOS) for topic in topics])
        else:
            self.ready.set()

    def topics(self) -> list[str]:
        return []

    def on_message(self, _client: Any, _data: Any, received: Any) -> None:
        return

    def work(self) -> dict[str, Any]:
        raise NotImplementedError

    def serials(self) -> list[str]:
        with open(self.orders["serials"], encoding="utf-8") as held:  # noqa: PTH123 - no more imports
            return held.read().split()


class Presser(Peer):
    """Alarms at a rate, each of another device."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.presses: list[dict[str, Any]] = []
        self.open: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()
        self.strange = 0
        super().__init__(orders)

    def topics(self) -> list[str]:
        return ["cy/+/answer"]

    def on_message(self, _client: Any, _data: Any, received: Any) -> None:
        now, event = time.time(), json.loads(received.payload)["event"]
        with self.lock:
            press = self.open.pop(event, None)
        if press is None:
            self.strange += 1
        else:
            press["answered"] = now

    def press(self, serial: str) -> None:
        """One press; the device that says it repeats it until the answer."""
        now, event = time.time(), str(uuid4())
        body = json.dumps({"event": event, "kind": "sos", "at": now, "battery": 90})
        press = {"event": event, "serial": serial, "pressed": now, "sent": now, "body": body, "times": 1}
        self.presses.append(press)
        with self.lock:
            self.open[event] = press
        self.client.publish(f"cy/{serial}/alarm", body, qos=QOS)

    def repeat(self) -> None:
        late = time.time() - REPEAT_SECONDS
        with self.lock:
            due = [press for press in self.open.values() if press["sent"] <= late]
        for press in due:
            press["sent"], press["times"] = time.time(), press["times"] + 1
            if self.client.is_connected():
                self.client.publish(f"cy/{press['serial']}/alarm", press["body"], qos=QOS)

    def work(self) -> dict[str, Any]:
        serials, rate, seconds = self.serials(), self.orders["rate"], self.orders["seconds"]
        if self.orders.get("burst"):
            serials, rate, seconds = serials[:1] * self.orders["burst"], self.orders["burst"], 1.0
        begun = time.time()
        for number, serial in enumerate(serials[: round(rate * seconds)]):
            while (left := begun + number / rate - time.time()) > 0:
                time.sleep(min(left, 0.1))
                self.repeat()
            self.press(serial)
            if self.orders.get("burst"):  # each said twice
                last = self.presses[-1]
                self.client.publish(f"cy/{serial}/alarm", last["body"], qos=QOS)
        until = time.time() + self.orders["patience"]
        while self.open and time.time() < until:
            time.sleep(0.05)
            self.repeat()
        shown = [{name: held for name, held in press.items() if name != "body"} for press in self.presses]
        return {"presses": shown, "begun": begun, "strange": self.strange}


class Beater(Peer):
    """Signs of life: at a rate for some seconds, or so many as fast as the broker takes them."""

    def work(self) -> dict[str, Any]:
        serials = self.serials()
        self.dice.shuffle(serials)
        begun, sent, total = time.time(), 0, self.orders["count"]
        while sent < total:
            now = time.time() - begun
            due = min(total, int(now * self.orders["rate"]) + 1) if self.orders["rate"] else total
            while sent < due and len(self.client._out_messages) < AHEAD:
                battery = b'{"battery": %d}' % (20 + sent % 80)
                self.client.publish(f"cy/{serials[sent % len(serials)]}/heartbeat", battery, qos=QOS)
                sent += 1
            time.sleep(TICK)
        while self.client._out_messages:
            time.sleep(TICK)
        return {"sent": sent, "begun": begun, "ended": time.time()}


class Listener(Peer):
    """A subscriber that does nothing else: what the broker alone carries from end to end."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.heard = 0
        self.last = 0.0
        super().__init__(orders)

    def topics(self) -> list[str]:
        return ["cy/+/heartbeat"]

    def on_message(self, _client: Any, _data: Any, _received: Any) -> None:
        self.heard += 1
        self.last = time.time()

    def work(self) -> dict[str, Any]:
        until = time.time() + self.orders["patience"]
        while self.heard < self.orders["count"] and time.time() < until:
            time.sleep(TICK)
        return {"heard": self.heard, "last": self.last}


ROLES: dict[str, type[Peer]] = {"press": Presser, "beat": Beater, "listen": Listener}

if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    peer = ROLES[given["role"]](given)
    if not peer.ready.wait(60):
        sys.exit("no connection to the broker")
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(peer.work()), flush=True)
