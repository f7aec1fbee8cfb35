"""The adapter of tests and of the demo: nothing leaves the house, so it proves nothing about a real network.

Tests of communications get an invented answer, so that the lists of the demo have something to show: by the
digest of the key about one in 40 is a bad number and one in 40 never answers. An alarm gets no answer at all.
"""

import logging
from hashlib import sha256
from typing import ClassVar

from chongyang.gateway.messaging.base import Accepted, Outgoing, UnableToSend

log = logging.getLogger(__name__)
PARTS = 40


class NullAdapter:
    name: ClassVar[str] = "null"
    is_real: ClassVar[bool] = False

    def send(self, message: Outgoing) -> Accepted:
        log.info("null adapter took %s by %s", message.template, message.channel)
        if not message.is_test:
            return Accepted(self.name)
        part = sha256(message.key.rpartition(":")[2].encode()).digest()[0] % PARTS
        if part == 0:
            raise UnableToSend("bad_address", for_good=True)
        return Accepted(self.name, receipt="" if part == 1 else "reached")

    def check_config(self) -> list[str]:
        return []
