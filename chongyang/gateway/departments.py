"""Changes go out to departments: one signed POST for each parcel, in order, again until it is taken.

Body: JSON `{agreement, items: [{number, kind, subject, at, fields}], last}`. Headers: `Idempotency-Key:
<agreement>:<last>`, `X-Chongyang-Time` (Unix seconds) and `X-Chongyang-Signature` (HMAC-SHA-256 in hex over
`time.body` under the subscription's secret). 2xx is taken; anything else, and silence, is tried again by the
outbox, and after its last pause lies among the dead letters.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.exchange import operations
from chongyang.gateway.messaging.contrib.webhook import post, sign

NAMES = ("number", "kind", "subject", "fields")


def register() -> None:
    """Said once, in `apps.ready`."""
    outbox.delivers(operations.DESTINATION)(_deliver)


def _deliver(payload: Mapping[str, Any]) -> None:
    operations.deliver_changes(
        subscription=UUID(payload["subscription"]), up_to=payload["up_to"], post=_post, now=now()
    )


def _post(subscription: Any, changes: Sequence[Any]) -> None:
    """Raises UnableToDeliver with words that name nobody."""
    last, at = changes[-1].number, int(time.time())
    items = [{**{name: getattr(one, name) for name in NAMES}, "at": one.at.isoformat()} for one in changes]
    code = subscription.agreement.code
    body = json.dumps({"agreement": code, "items": items, "last": last}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": f"{code}:{last}",
        "X-Chongyang-Time": str(at),
        "X-Chongyang-Signature": sign(body, at, subscription.secret.plain),
    }
    try:
        status = post(subscription.url, body, headers, settings.MESSAGE_TIMEOUT)
    except OSError as error:
        raise outbox.UnableToDeliver(f"department {code}: no answer") from error
    if not 200 <= status < 300:
        raise outbox.UnableToDeliver(f"department {code}: HTTP {status}")
