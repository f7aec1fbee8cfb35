"""One transaction and one scope for each request; idle sessions end; the content policy is on.

`ATOMIC_REQUESTS` would close its transaction before a template renders; here the whole answer is made inside.
A view that streams opens its own transaction: mark it with `own_transaction`.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope, nobody, system_scope
from chongyang.territory import queries as territory

JSON_DOOR = "/api/"
Answer = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., Any])


def own_transaction(view: View) -> View:
    """The view runs outside the request's transaction and enters its scope by itself."""
    view.own_transaction = True  # type: ignore[attr-defined]
    return view


def content_security(answer: Answer) -> Answer:
    """Content-Security-Policy with a fresh nonce for each answer; no inline code without it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = answer(request)
        nonce = f"'nonce-{request.csp_nonce}'"  # type: ignore[attr-defined]
        response.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; script-src 'self' {nonce}; style-src 'self' {nonce}; img-src 'self' data:; "
            "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'",
        )
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
        return response

    return middleware


def plain_text(answer: Answer) -> Answer:
    """A text with a NUL is none of a person's: refused at the door, because no database keeps it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if any("\x00" in text for text in _texts(request)):
            raise BadRequest("a NUL in a text")
        return answer(request)

    return middleware


def _texts(request: HttpRequest) -> Iterator[str]:
    yield from request.COOKIES.values()
    if request.path_info.startswith(JSON_DOOR):
        return  # refuses them itself, in its own form, and reads its body once
    yield request.path_info
    for said in (request.GET, request.POST):
        for name, values in said.lists():
            yield name
            yield from map(str, values)


class ChosenLanguage(LocaleMiddleware):
    """Chinese until the reader switches: the cookie decides, not what the browser was installed with."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


def sessions(answer: Answer) -> Answer:
    """End idle sessions, those of before a new password and, as an option, all but an account's newest."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        had_account = SESSION_KEY in request.session
        if request.user.is_authenticated and _is_over(request):
            logout(request)
            return _to_sign_in(request, "idle")
        if had_account and not request.user.is_authenticated:
            request.session.flush()
            return _to_sign_in(request, "ended")
        return _kept_nowhere(request, answer(request))

    return middleware


def _kept_nowhere(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Nothing that somebody signed in was shown stays in a cache, unless the view says otherwise."""
    if request.user.is_authenticated:
        response.setdefault("Cache-Control", "no-store")
    return response


def _to_sign_in(request: HttpRequest, why: str) -> HttpResponseBase:
    """The sign-in page says why, and leads back; a fragment of a page asks its browser to go there."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    page = request.path if request.method == "GET" and not _is_fragment(request) else _path_of(came_from)
    url = f"{reverse(settings.LOGIN_URL)}?{why}=1&next={quote(page or '/')}"
    if not _is_fragment(request):
        return redirect(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer


def _path_of(url: str) -> str:
    """The path of an address that a browser sent; empty where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _is_over(request: HttpRequest) -> bool:
    seen, now = request.session.get("seen", 0), int(time.time())
    if seen and now - seen > settings.IDLE_SECONDS:
        return True
    if settings.ONE_SESSION and request.user.session_key not in ("", request.session.session_key):  # type: ignore[union-attr]
        return True
    if now - seen > 30 and "text/event-stream" not in request.headers.get("Accept", ""):
        request.session["seen"] = now
    return False


def scope_for(request: HttpRequest) -> Scope:
    """The scope of the signed-in account; read in the system's name, then left."""
    if not request.user.is_authenticated:
        return nobody()
    with enter(system_scope("sign-in")):
        return territory.scope_of(request.user, now=clock_now())


def scopes(answer: Answer) -> Answer:
    """Open the transaction, enter the scope, answer, and roll back what ended in a server error."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        view = _view_at(request.path_info)
        if view is None or getattr(view, "own_transaction", False):
            request.scope = nobody()  # type: ignore[attr-defined]
            return answer(request)
        with transaction.atomic():
            request.scope = scope_for(request)  # type: ignore[attr-defined]
            with enter(request.scope):  # type: ignore[attr-defined]
                response = answer(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    return middleware


def _view_at(path: str) -> Any:
    """The view that answers at a path; None where none does. Looking through all addresses costs: once."""
    try:
        return resolve(path).func
    except Resolver404:
        return None
