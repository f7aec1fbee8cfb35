"""An exchange that posts signed JSON and is posted signed JSON; SIP and queues are its own business."""

import hmac
import json
import time
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from chongyang.core.words import N_
from chongyang.gateway.messaging.contrib.webhook import LOCAL, SHORTEST_SECRET, post, sign
from chongyang.gateway.telephony.base import Command, Told, UnableToCommand
from chongyang.gateway.telephony.reading import read_json

NO_URL = N_("没有设置电话交换机地址 CHONGYANG_TELEPHONY_URL")
NO_SECRET = N_("没有设置电话交换机密钥 CHONGYANG_TELEPHONY_SECRET，或短于 32 个字符")
NOT_TLS = N_("电话交换机地址不是 https，号码会明文传输")
WINDOW = 300
TIMEOUT = 5.0


class WebhookExchange:
    name: ClassVar[str] = "webhook"

    def command(self, command: Command) -> None:
        if self.check_config():
            raise UnableToCommand("not_set_up")
        said = {"key": command.key, "command": command.name, "call": command.call}
        more = {"seat": command.seat, "to": command.to, "number": command.number}
        body = json.dumps({**said, **{name: value for name, value in more.items() if value}}).encode()
        try:
            status = post(settings.TELEPHONY_URL, body, _headers(command, body), TIMEOUT)
        except OSError as error:
            raise UnableToCommand("no_answer") from error
        if not 200 <= status < 300:
            raise UnableToCommand(f"http_{status}")

    def read(self, body: str) -> Told:
        return read_json(body, self.name)

    def is_genuine(self, body: bytes, headers: Mapping[str, str], at: int) -> bool:
        """Compared in constant time; without a long secret nothing is genuine."""
        secret, said = settings.TELEPHONY_SECRET, headers.get("X-Chongyang-Time", "")
        if len(secret) < SHORTEST_SECRET or not (said.isascii() and said.isdigit() and len(said) <= 12):
            return False
        signature = headers.get("X-Chongyang-Signature", "").encode("ascii", "replace")
        wanted = sign(body, int(said), secret).encode()
        return hmac.compare_digest(signature, wanted) and abs(at - int(said)) <= WINDOW

    def check_config(self) -> list[str]:
        url, found = urlsplit(settings.TELEPHONY_URL), []
        if url.scheme not in ("http", "https") or not url.hostname:
            found.append(NO_URL)
        elif url.scheme == "http" and url.hostname not in LOCAL:
            found.append(NOT_TLS)
        if len(settings.TELEPHONY_SECRET) < SHORTEST_SECRET:
            found.append(NO_SECRET)
        return found


def _headers(command: Command, body: bytes) -> dict[str, str]:
    at = int(time.time())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": command.key,
        "X-Chongyang-Time": str(at),
        "X-Chongyang-Signature": sign(body, at, settings.TELEPHONY_SECRET),
    }
