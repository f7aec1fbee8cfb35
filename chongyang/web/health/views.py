"""Three questions of machines. None needs a session, and the first needs nothing at all."""

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from chongyang.web.health import metrics, readiness
from chongyang.web.parts.middleware import own_transaction

LOOPBACK = frozenset({"127.0.0.1", "::1"})


@own_transaction
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives and answers; nothing else is asked, the database least of all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@own_transaction
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Each check with what it told, to whom may know; 503 while something needed is wrong."""
    found = readiness.checks()
    ready = readiness.is_ready(found)
    may_know = _is_from_here(request) or _has_token(request)
    return JsonResponse(
        readiness.shown(found) if may_know else {"ready": ready}, status=200 if ready else 503
    )


@own_transaction
@require_safe
@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """For a monitor on this machine, or one with the token."""
    if not (_is_from_here(request) or _has_token(request)):
        return HttpResponse(
            "metrics are for this machine, or with the token\n", status=403, content_type="text/plain"
        )
    return HttpResponse(metrics.metrics_text(), content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: HttpRequest) -> bool:
    """From this machine and not handed on by a proxy, behind which everybody comes from here."""
    forwarded = "X-Forwarded-For" in request.headers or "X-Forwarded-Proto" in request.headers
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not forwarded


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(
        given.encode(), settings.METRICS_TOKEN.encode()
    )
