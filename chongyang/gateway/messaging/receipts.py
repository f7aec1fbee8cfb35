"""What a vendor says about a message: a signed POST back. Idempotent; acknowledged after the commit.

Body: JSON `{key, state: delivered | reached | failed, failure?}`, signed as our own messages are
(webhook.py). A wrong signature, one older than five minutes, or a key that we never sent is refused;
nothing is told but that.
"""

import hmac
import json
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chongyang.alerting import operations as alerting
from chongyang.core.clock import now as clock_now
from chongyang.gateway.messaging.contrib.webhook import SHORTEST_SECRET, sign

OLDEST = 300
LARGEST = 4096
STATES = ("delivered", "reached", "failed")


@csrf_exempt
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """204 taken, 401 not signed by the vendor, 400 no receipt, 404 no message of ours."""
    try:
        body = request.body
    except RawPostDataException:  # a form, which something before us has read: no vendor sends one
        return HttpResponse(status=400)
    if not is_signed(request, body):
        return HttpResponse(status=401)
    told = _read(body)
    if told is None:
        return HttpResponse(status=400)
    known = alerting.record_receipt(now=clock_now(), **told)
    return HttpResponse(status=204 if known else 404)


def is_signed(request: HttpRequest, body: bytes) -> bool:
    """Whether whoever holds the secret signed this body within the last minutes."""
    at = request.headers.get("X-Chongyang-Time", "")
    if len(settings.MESSAGE_SECRET) < SHORTEST_SECRET or not (at.isascii() and at.isdigit() and len(at) < 12):
        return False
    wanted = sign(body, int(at), settings.MESSAGE_SECRET)
    given = request.headers.get("X-Chongyang-Signature", "")
    return hmac.compare_digest(wanted.encode(), given.encode()) and abs(time.time() - int(at)) <= OLDEST


def _read(body: bytes) -> dict[str, str] | None:
    """The words of a receipt; None where it is none."""
    try:
        said: Any = json.loads(body) if len(body) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get("state") not in STATES:
        return None
    words = {name: said.get(name, "") for name in ("key", "state", "failure")}
    if not all(isinstance(word, str) and (word.isprintable() or not word) for word in words.values()):
        return None
    return {**words, "key": words["key"][:120]}
