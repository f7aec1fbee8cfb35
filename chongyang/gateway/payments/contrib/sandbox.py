"""The vendor of the demo and of tests: no money moves, its page says so, its notices are signed.

The key of its signature follows from the installation's, so that a stranger cannot pay by it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse

from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.vendors import BackWanted, NotANotice, Told, Wanted
from chongyang.checkout.rules.comparing import Line
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.gateway.payments import sheets

HEADER = "X-Sandbox-Signature"
ONLY_DEMO = N_("模拟支付只能用于演示环境")


def sign(body: bytes) -> str:
    key = hashlib.sha256(b"sandbox:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def notice_of(number: str, amount_fen: int, outcome: str, at: datetime) -> bytes:
    """The body of the notice that the sandbox sends about a payment; the same payment has one."""
    told = {
        "notice": f"sandbox-{number}-{outcome}",
        "number": number,
        "vendor_number": f"S{number}",
        "outcome": outcome,
        "amount_fen": amount_fen,
        "at": at.isoformat(),
    }
    return json.dumps(told, sort_keys=True).encode()


class Sandbox:
    name: ClassVar[str] = "sandbox"
    label: ClassVar[str] = N_("模拟支付（演示）")
    is_real: ClassVar[bool] = False

    def begin(self, wanted: Wanted) -> str:
        return reverse("checkout_sandbox", args=[wanted.number])

    def look(self, number: str, merchant: str) -> Told | None:
        return None

    def give_back(self, wanted: BackWanted) -> Told:
        return Told(wanted.of, "", vendors.BACK, wanted.amount_fen, clock_now(), refund=wanted.number)

    def speak(
        self, number: str, amount_fen: int, outcome: str, now: datetime
    ) -> tuple[Mapping[str, str], bytes]:
        """The notice that a real vendor would send: headers and body."""
        body = notice_of(number, amount_fen, outcome, now)
        return {HEADER: sign(body)}, body

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Told:
        given = {name.lower(): value for name, value in headers.items()}.get(HEADER.lower(), "")
        if not hmac.compare_digest(sign(body).encode(), given.encode()):
            raise vendors.WrongSignature
        try:
            told: dict[str, Any] = json.loads(body)
            return Told(
                number=told["number"],
                vendor_number=told["vendor_number"],
                outcome=told["outcome"],
                amount_fen=told["amount_fen"],
                at=datetime.fromisoformat(told["at"]),
                notice=told["notice"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise NotANotice from error

    def read_statement(self, body: bytes) -> Sequence[Line]:
        return sheets.read_sandbox(body)

    def check_config(self) -> list[str]:
        return [] if settings.DEMO else [ONLY_DEMO]
