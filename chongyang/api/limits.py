"""What is refused before any work: too many calls, bodies that are no JSON, characters that are none."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

from chongyang.api.marks import STREAMS
from chongyang.api.problems import Problem
from chongyang.core.clock import now
from chongyang.core.words import N_

WINDOW = 60
SLOW_DOWN = N_("每分钟最多 %(most)s 次，请在 %(seconds)s 秒后继续。")
WITH_BODY = ("POST", "PUT", "PATCH")


def check_rate(calls: int) -> None:
    """Raise a problem when a token made too many calls in this minute."""
    if calls > settings.API_CALLS_A_MINUTE:
        wait = WINDOW - int(now().timestamp()) % WINDOW
        words = {"most": settings.API_CALLS_A_MINUTE, "seconds": wait}
        raise Problem("too-many", SLOW_DOWN, words=words, headers={"Retry-After": str(wait)})


def check_form(request: HttpRequest) -> None:
    """A JSON body where there is one, and an address that the database can take."""
    if "%00" in request.get_full_path() or "\x00" in request.path:
        raise Problem("bad-request")
    if request.method not in WITH_BODY or is_streamed(request):
        return
    if request.body and request.content_type != "application/json":
        raise Problem("not-json")


def is_streamed(request: HttpRequest) -> bool:
    """A PUT whose view reads the bytes itself; reading them here would hold a whole file in memory."""
    match = request.resolver_match
    return request.method == "PUT" and match is not None and match.url_name in STREAMS


class CarefulParser(Parser):
    """JSON without characters that are none (NUL, half a surrogate) and without NaN."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            body: Any = json.loads(request.body, parse_constant=_refuse)
            _check(body)
        except (ValueError, RecursionError):
            raise HttpError(400, "") from None
        if not isinstance(body, dict):
            raise HttpError(400, "")
        return body


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _check(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("NUL")
        value.encode()
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check(key)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
