"""The way through the door: language, token, rate, then one transaction under the token's scope.

Every write by POST carries an Idempotency-Key: its effect and the kept answer are committed together, so that
a repetition, even a parallel one, has no second effect.
"""

import logging
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt

from chongyang.api import limits, problems
from chongyang.api.errors import problem_of
from chongyang.api.needs import pass_of, read_token
from chongyang.api.problems import Problem
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations import idempotency
from chongyang.core.words import N_

View = Callable[..., HttpResponseBase]
Work = Callable[[], HttpResponseBase]
log = logging.getLogger(__name__)
KEY_HEADER = "Idempotency-Key"
KEPT_HEADERS = ("Content-Type", "Content-Language", "Location", "ETag")
KEY_LACKS = N_("写入请求须带 Idempotency-Key 请求头（1 至 200 个字符），同一操作重试时使用同一个键。")


def own_transaction(view: View) -> View:
    """Tell the site's middleware that this view enters its scope by itself."""
    view.own_transaction = True  # type: ignore[attr-defined]
    return view


def door(view: View, *, reads: bool, keyed: bool = False, gathered: bool = False) -> View:
    """A view of the JSON door. `reads`: its POSTs have no effect that an idempotency key would guard.
    `keyed`: the operation guards its effect by the key itself; `gathered`: its POST has its own transaction.
    """

    @own_transaction
    @csrf_exempt
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(_language(request)):

            def work() -> HttpResponseBase:
                return view(request, *args, **kwargs)

            try:
                if gathered and request.method == "POST":
                    return _finished(request, _alone(request, work))
                return _finished(request, _worked(request, work, reads=reads, keyed=keyed))
            except Exception as error:
                return _finished(request, problems.answer(problem_of(error)))

    return entered


def _language(request: HttpRequest) -> str:
    """English where the caller prefers it, else Chinese."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.startswith(("zh", "en")):
            return "en" if code.startswith("en") else "zh-hans"
    return "zh-hans"


def _admitted(request: HttpRequest) -> None:
    """Read the token, count the call, look at the form; raises a problem."""
    held = read_token(request)
    request.token_pass = held  # type: ignore[attr-defined]
    limits.check_rate(held.calls)
    limits.check_form(request)


def _alone(request: HttpRequest, view: Work) -> HttpResponseBase:
    """Without a transaction: the operation opens its own, which calls of several requests may share."""
    _admitted(request)
    key_of(request)
    return _told(view())


def _worked(request: HttpRequest, view: Work, *, reads: bool, keyed: bool) -> HttpResponseBase:
    _admitted(request)
    with transaction.atomic():
        work = partial(_in_scope, request, view)
        if keyed and request.method == "POST":
            key_of(request)
        guarded = request.method == "POST" and not (reads or keyed)
        response = _once(request, work) if guarded else work()
        if response.status_code >= 500:
            transaction.set_rollback(True)
    return response


def _in_scope(request: HttpRequest, view: Work) -> HttpResponseBase:
    with enter(pass_of(request).scope):
        return _told(view())


def _told(response: HttpResponseBase) -> HttpResponseBase:
    """The answer; a library's own error as a problem."""
    plain_error = response.status_code >= 400 and response.get("Content-Type") != problems.MEDIA_TYPE
    return problems.of_status(response) if plain_error else response


def key_of(request: HttpRequest) -> str:
    """The idempotency key of a request; raises a problem where it lacks one."""
    key = request.headers.get(KEY_HEADER, "")
    if not 0 < len(key) <= 200 or not key.isprintable():
        raise Problem("key-missing", KEY_LACKS)
    return key


def _once(request: HttpRequest, work: Work) -> HttpResponseBase:
    key = key_of(request)
    asked = f"{request.method} {request.get_full_path()}\n{request.body.hex()}"
    begun = idempotency.begin(owner=pass_of(request).id, key=key, request=asked, now=now())
    if isinstance(begun, idempotency.Kept):
        return _again(begun)
    response = work()
    if isinstance(response, HttpResponse) and response.status_code < 300:
        response["Content-Language"] = translation.get_language()
        kept = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
        body = response.content.decode()
        idempotency.keep(record=begun, status=response.status_code, headers=kept, body=body)
    else:
        idempotency.free(record=begun)
    return response


def _again(kept: idempotency.Kept) -> HttpResponse:
    """The same bytes as the first time."""
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of a person stays in a cache; the log knows the address's pattern and the token's prefix."""
    response["Cache-Control"] = "no-store"
    response.setdefault("Content-Language", translation.get_language() or "zh-hans")
    response["Vary"] = "Accept-Language, Authorization"
    held = getattr(request, "token_pass", None)
    route = request.resolver_match.route if request.resolver_match else "?"
    log.info("%s %s %s %s", held.prefix if held else "-", request.method, route, response.status_code)
    return response


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address under the door."""
    with translation.override(_language(request)):
        return problems.answer(Problem("not-found"))
