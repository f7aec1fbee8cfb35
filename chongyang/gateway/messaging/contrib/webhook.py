"""The adapter for a city's own message platform: one signed POST for each message, receipts by a signed
POST back.

Body: JSON `{key, channel, to, text, template, test}`. Headers: `Idempotency-Key: <key>`, `X-Chongyang-Time`
(Unix seconds) and `X-Chongyang-Signature` (HMAC-SHA-256 in hex over `time.body` under the shared secret).
2xx is taken; 4xx but 408 and 429 is refused for good; anything else is tried again.
"""

import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.request
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from chongyang.core.words import N_
from chongyang.gateway.messaging.base import Accepted, Outgoing, UnableToSend

NO_URL = N_("没有设置消息平台地址 CHONGYANG_MESSAGE_URL")
NO_SECRET = N_("没有设置消息平台密钥 CHONGYANG_MESSAGE_SECRET，或短于 32 个字符")
NOT_TLS = N_("消息平台地址不是 https，号码会明文传输")
SHORTEST_SECRET = 32
AGAIN = (408, 429)
LOCAL = ("127.0.0.1", "localhost", "::1")


def sign(body: bytes, at: int, secret: str) -> str:
    """The signature of a body at a moment."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected alarm would carry the number to somebody who was never set up."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> int:
    """One POST; the status. Raises OSError when nobody answers in time."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - checked
    try:
        with _opener.open(request, timeout=timeout) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except http.client.HTTPException as error:
        raise OSError(type(error).__name__) from error


class WebhookAdapter:
    name: ClassVar[str] = "webhook"
    is_real: ClassVar[bool] = True

    def send(self, message: Outgoing) -> Accepted:
        body = json.dumps(
            {
                "key": message.key,
                "channel": message.channel,
                "to": message.address,
                "text": message.text,
                "template": message.template,
                "test": message.is_test,
            },
            ensure_ascii=False,
        ).encode()
        if self.check_config():
            raise UnableToSend("not_set_up")
        try:
            status = post(settings.MESSAGE_URL, body, self._headers(message, body), settings.MESSAGE_TIMEOUT)
        except OSError as error:
            raise UnableToSend("no_answer") from error
        if not 200 <= status < 300:
            raise UnableToSend(f"http_{status}", for_good=400 <= status < 500 and status not in AGAIN)
        return Accepted(self.name)

    def _headers(self, message: Outgoing, body: bytes) -> dict[str, str]:
        at = int(time.time())
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.key,
            "X-Chongyang-Time": str(at),
            "X-Chongyang-Signature": sign(body, at, settings.MESSAGE_SECRET),
        }

    def check_config(self) -> list[str]:
        url, found = urlsplit(settings.MESSAGE_URL), []
        if url.scheme not in ("http", "https") or not url.hostname:
            found.append(NO_URL)
        elif url.scheme == "http" and url.hostname not in LOCAL:
            found.append(NOT_TLS)
        if len(settings.MESSAGE_SECRET) < SHORTEST_SECRET:
            found.append(NO_SECRET)
        return found
