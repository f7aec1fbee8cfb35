"""The outermost middleware: each request gets an id, is measured, and leaves one line in the log.

The line says which view answered what to which account and how long it took: no address, no body, no name.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Histogram

from chongyang.core.logs import concerning

log = logging.getLogger(__name__)

WELL_FORMED = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PROBES = frozenset({"healthz", "readyz", "metrics"})
BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.12, 0.2, 0.5, 1, 2, 5, 10)

REGISTRY = CollectorRegistry()
REQUESTS = Counter("chongyang_requests", "Requests answered", ["view", "status"], registry=REGISTRY)
SECONDS = Histogram(
    "chongyang_request_seconds", "Time to the answer's head", ["view"], buckets=BUCKETS, registry=REGISTRY
)

Answer = Callable[[HttpRequest], HttpResponseBase]


def watch(answer: Answer) -> Answer:
    """Give the id, answer, measure, say it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        began, request_id = time.perf_counter(), id_for(request)
        with concerning(request=request_id):
            response = answer(request)
            _note(request, response, time.perf_counter() - began)
        response["X-Request-ID"] = request_id
        return response

    return middleware


def id_for(request: HttpRequest) -> str:
    """The id that our own proxy gave, if it is one, else a fresh one."""
    given = request.headers.get("X-Request-ID", "").lower() if settings.HTTPS else ""
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    match, scope = request.resolver_match, getattr(request, "scope", None)
    view = (match.view_name or match.func.__name__) if match else "none"
    REQUESTS.labels(view, str(response.status_code)).inc()
    SECONDS.labels(view).observe(seconds)
    about = {
        "view": view,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "actor": str(scope.actor.account or "") if scope else "",
    }
    log.log(logging.DEBUG if view in PROBES else logging.INFO, "request", extra=about)
