"""No exchange: commands go nowhere, nothing comes in by the webhook. For tests and for the demo."""

import logging
from collections.abc import Mapping
from typing import ClassVar

from chongyang.gateway.telephony.base import Command, Told
from chongyang.gateway.telephony.reading import read_json

log = logging.getLogger(__name__)


class NullExchange:
    name: ClassVar[str] = "null"

    def command(self, command: Command) -> None:
        log.info("null exchange took %s", command.name)

    def read(self, body: str) -> Told:
        return read_json(body, self.name)

    def is_genuine(self, body: bytes, headers: Mapping[str, str], at: int) -> bool:
        return False

    def check_config(self) -> list[str]:
        return []
