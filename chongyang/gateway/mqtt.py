"""The door of the devices: from the broker into the database, and the answer back.

The order is the promise: commit, then PUBACK to the broker, then the answer to the device. Who dies between
two of these leaves a message that comes again; it is then found as repeated and answered again.
"""

import itertools
import json
import logging
import queue
import threading
import time
from typing import Any

from django.db import connection

from chongyang.core import clock, heartbeats
from chongyang.emergency import operations as emergency
from chongyang.gateway.client import make_client
from chongyang.gateway.receive import AWAY, Answer, Message, Opener, receive_batch

log = logging.getLogger(__name__)

TOPICS = "cy/+/+"
CLIENT_ID = "chongyang-gateway"
QOS = 1
BATCH = 500
URGENT_BATCH = 25  # presses in one transaction: about half a second, so that in a storm none waits for all
BATCH_SECONDS = 0.02
PAUSES = (0.2, 0.5, 1.0, 2.0)  # between attempts while the database is away; the last one goes on
IDLE_SECONDS = 0.25
FLUSH_SECONDS = 2.0


class Gateway:
    """One connection to the broker. The network has a thread of its own; the database work is `run`'s."""

    def __init__(self, url: str, *, client_id: str = CLIENT_ID, opener: Opener = emergency.receive) -> None:
        self._opener = opener
        self._waiting: queue.PriorityQueue[tuple[bool, int, Message]] = queue.PriorityQueue()
        self._received = itertools.count()
        self._stopping = threading.Event()
        self._session = 0  # counts connections: a packet number means something in its own alone
        self._client = make_client(url, client_id, lasting=True)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message

    def run(self) -> None:
        """Receive until `stop`; what was not kept by then is not acknowledged and comes again."""
        self._client.loop_start()
        try:
            while not self._stopping.is_set():
                if batch := self._gather():
                    self._handle(batch)
                self._beat()
        finally:
            self._leave()

    def _beat(self) -> None:
        """Say that we live, and whether the broker hears us; a database that is away is told elsewhere."""
        try:
            heartbeats.beat("gateway", now=clock.now(), broker=self._client.is_connected())
        except AWAY:
            connection.close()

    def stop(self) -> None:
        """End `run` after the batch at hand; safe in a signal handler."""
        self._stopping.set()

    def _gather(self) -> list[Message]:
        """The messages at hand, presses first: up to BATCH, or what came BATCH_SECONDS after the first."""
        batch: list[Message] = []
        urgent = 0
        until = time.monotonic() + IDLE_SECONDS
        while len(batch) < BATCH and urgent < URGENT_BATCH and (left := until - time.monotonic()) > 0:
            try:
                is_later, _, message = self._waiting.get(timeout=left)
            except queue.Empty:
                break
            if not batch:
                until = time.monotonic() + BATCH_SECONDS
            batch.append(message)
            urgent += not is_later
        return batch

    def _handle(self, batch: list[Message]) -> None:
        answers = self._keep(batch)
        if answers is None:
            return
        for message in batch:
            self._acknowledge(message)
        for answer in answers:
            self._answer(answer)

    def _keep(self, batch: list[Message]) -> list[Answer] | None:
        """Commit the batch, however long the database is away; nothing if we are told to stop before."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                answers = receive_batch(batch, self._opener)
            except AWAY as error:
                self._wait_for_database(attempt, len(batch), error)
                attempt += 1
            else:
                if attempt:
                    log.warning("the database is back; %s messages are kept", len(batch))
                return answers
        return None

    def _wait_for_database(self, attempt: int, size: int, error: Exception) -> None:
        connection.close()
        if attempt == 0:
            log.warning("the database is away (%s); %s messages wait", type(error).__name__, size)
        self._stopping.wait(PAUSES[min(attempt, len(PAUSES) - 1)])

    def _acknowledge(self, message: Message) -> None:
        session, number, qos = message.token
        if session == self._session:
            self._client.ack(number, qos)

    def _answer(self, answer: Answer) -> None:
        """A name that no topic may hold (brokers should refuse it) is not answered, and stops nobody."""
        body = json.dumps({"event": answer.event, "received": True})
        try:
            self._client.publish(f"cy/{answer.serial}/answer", body, qos=QOS)
        except ValueError:
            log.warning("a device with an impossible name is not answered")

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refused the gateway: %s", reason)
            return
        self._session += 1
        client.subscribe(TOPICS, qos=QOS)
        log.info("listening to the broker")

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if not self._stopping.is_set():
            log.warning("the broker is away: %s", reason)

    def _on_message(self, client: Any, _data: Any, received: Any) -> None:
        topic = _topic_of(received)
        if topic.endswith("/answer"):  # our own words come back over the wildcard
            client.ack(received.mid, received.qos)
            return
        token = (self._session, received.mid, received.qos)
        message = Message(topic, received.payload, clock.now(), token, retained=bool(received.retain))
        self._waiting.put((topic.endswith("/heartbeat"), next(self._received), message))

    def _leave(self) -> None:
        """Let the last acknowledgements and answers go out, then leave; the broker keeps the session."""
        until = time.monotonic() + FLUSH_SECONDS
        while self._client.want_write() and time.monotonic() < until:
            time.sleep(0.02)
        self._client.disconnect()
        self._client.loop_stop()
        connection.close()


def _topic_of(received: Any) -> str:
    """The topic, or an empty word for one that is no UTF-8: an error here would end the network's thread."""
    try:
        return str(received.topic)
    except UnicodeDecodeError:
        return ""
