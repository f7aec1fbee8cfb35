"""The door of the devices: from the broker into the database, and the answer back.

The order is the promise: commit, then PUBACK to the broker, then the answer to the device. Who dies between
two of these leaves a message that comes again; it is then found as repeated and answered again.

Two connections, so that no flood of one kind stands before the other in the broker: alarms and tests in a
session that the broker keeps for us, and all else in one that it forgets when we are away.
"""

import json
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from chongyang.core import clock
from chongyang.gateway.client import make_client
from chongyang.gateway.keeping import Keeper, Kept, Packet
from chongyang.gateway.receive import OPENER, Answer, Message, Opener

log = logging.getLogger(__name__)

ALARMS = ("cy/+/alarm", "cy/+/test")
ALL = "cy/+/+"
NOT_FOR_BEATS = ("/alarm", "/test", "/answer")  # come over the wildcard too
CLIENT_ID = "chongyang-gateway"
QOS = 1
FLUSH_SECONDS = 2.0
Only = Literal["alarms", "heartbeats", ""]


class Line:
    """One connection to the broker. The network has a thread of its own; a message is its keeper's."""

    def __init__(
        self, url: str, client_id: str, topics: tuple[str, ...], receive: Callable[["Line", Message], None]
    ) -> None:
        self._topics, self._receive = topics, receive
        self.session = 0  # counts connections: a packet number means something in its own alone
        self.client = make_client(url, client_id, lasting=topics == ALARMS, by_hand=True)
        self.client.on_connect = self._on_connect
        self.client.on_disconnect = self._on_disconnect
        self.client.on_message = self._on_message
        self.is_leaving = False

    def acknowledge(self, message: Message) -> None:
        session, number, qos = message.token
        if session == self.session:
            self.client.ack(number, qos)

    def leave(self) -> None:
        """Let the last acknowledgements and answers go out, then leave."""
        self.is_leaving = True
        until = time.monotonic() + FLUSH_SECONDS
        while self.client.want_write() and time.monotonic() < until:
            time.sleep(0.02)
        self.client.disconnect()
        self.client.loop_stop()

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refused the gateway: %s", reason)
            return
        if self._topics == ALARMS:
            client.unsubscribe(ALL)  # what a gateway before 0.3 asked for stays in the kept session
        client.subscribe([(topic, QOS) for topic in self._topics])
        self.session += 1
        log.info("listening to the broker")

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not self.is_leaving:
            log.warning("the broker is away: %s", reason)

    def _on_message(self, client: Any, _data: Any, received: Any) -> None:
        topic = _topic_of(received)
        if self._topics != ALARMS and topic.endswith(NOT_FOR_BEATS):
            client.ack(received.mid, received.qos)
            return
        token = (self.session, received.mid, received.qos)
        message = Message(topic, received.payload, clock.now(), token, retained=bool(received.retain))
        self._receive(self, message)


class Gateway:
    """The lines to the broker and the keeper of what they bring.

    `only` leaves one of the two lines out, for a city where alarms and signs of life have a process each.
    """

    def __init__(
        self, url: str, *, client_id: str = CLIENT_ID, opener: Opener = OPENER, only: Only = ""
    ) -> None:
        name = "gateway_beats" if only == "heartbeats" else "gateway"
        self.keeper = Keeper(name, opener, tell=lambda: {"broker": self.is_connected})
        self.lines = []
        if only != "heartbeats":
            self.lines.append(Line(url, client_id, ALARMS, self._receive))
        if only != "alarms":
            self.lines.append(Line(url, f"{client_id}-beats", (ALL,), self._receive))

    def run(self) -> None:
        """Receive until `stop`; what was not kept by then is not acknowledged and comes again."""
        for line in self.lines:
            line.client.loop_start()
        try:
            self.keeper.run()
        finally:
            for line in self.lines:
                line.leave()

    def stop(self) -> None:
        """End `run` after the batch at hand; safe in a signal handler."""
        self.keeper.stop()

    @property
    def is_connected(self) -> bool:
        return all(line.client.is_connected() for line in self.lines)

    def _receive(self, line: Line, message: Message) -> None:
        """In the line's thread: to the keeper, marked if the device is over its allowance of this kind."""
        key = message.topic[:200]
        if not self.keeper.guard.is_within(key, message, time.monotonic()):
            message = message.beyond()
        self.keeper.put(Packet((message,), partial(self._done, line, message)))

    def _done(self, line: Line, message: Message, kept: Kept) -> None:
        line.acknowledge(message)
        for answer in kept.answers:
            self._answer(line, answer)

    def _answer(self, line: Line, answer: Answer) -> None:
        """A name that no topic may hold (brokers should refuse it) is not answered, and stops nobody."""
        body = json.dumps({"event": answer.event, "received": True})
        try:
            line.client.publish(f"cy/{answer.serial}/answer", body, qos=QOS)
        except ValueError:
            log.warning("a device with an impossible name is not answered")


def _topic_of(received: Any) -> str:
    """The topic, or an empty word for one that is no UTF-8: an error here would end the network's thread."""
    try:
        return str(received.topic)
    except UnicodeDecodeError:
        return ""
