"""The demo's vendor speaks as a real one does: a signed notice through the same door."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, cast

from django.db import transaction

from chongyang.checkout.models import Attempt, Notice
from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.noticing import take_notice
from chongyang.checkout.queries import access_attempt_by
from chongyang.core.scopes import Scope


class Speaking(Protocol):
    """What the sandbox can do besides: it says what a test or a visitor of the demo wants."""

    def speak(
        self, number: str, amount_fen: int, outcome: str, now: datetime
    ) -> tuple[Mapping[str, str], bytes]: ...


@transaction.atomic
def simulate(*, number: str, pays: bool, scope: Scope, now: datetime) -> Notice:
    """Pay or close a payment of the sandbox; no money moves. Raises NotFound, KeyError."""
    row: Attempt = access_attempt_by(scope, "sandbox", number)
    speaking = cast(Speaking, vendors.vendor_of("sandbox"))
    outcome = vendors.PAID if pays else vendors.CLOSED
    headers, body = speaking.speak(row.number, row.amount_fen, outcome, now)
    return take_notice(vendor="sandbox", headers=headers, body=body, now=now)
