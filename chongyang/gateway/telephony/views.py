"""Where the exchange tells: kept and committed first, then answered, then read."""

import time

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chongyang.core.clock import now
from chongyang.gateway.telephony import reading, sending
from chongyang.gateway.telephony.base import UnableToRead
from chongyang.gateway.telephony.registry import exchange
from chongyang.hotline import operations as hotline

MOST_BYTES = 16 * 1024


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """One signed event. 401 leaves no row; 202 says that it is kept, now or before.

    No session and no cookie counts here; the signature does. Keeping and reading are two transactions, so
    that a fault in reading takes nothing away.
    """
    line = exchange()
    try:
        raw = request.body
    except (RawPostDataException, RequestDataTooBig):
        return HttpResponse(status=400)  # a form, which is no event
    if len(raw) > MOST_BYTES:
        return HttpResponse(status=413)
    if not line.is_genuine(raw, request.headers, int(time.time())):
        return HttpResponse(status=401)
    try:
        body = raw.decode()
        event = reading.key_of(body)
    except (UnicodeDecodeError, UnableToRead):
        return HttpResponse(status=400)
    if hotline.keep_event(provider=line.name, event=event, body=body, now=now()):
        sending.read_event(line.name, event, body)
    return HttpResponse(status=202)


webhook.own_transaction = True  # type: ignore[attr-defined]
