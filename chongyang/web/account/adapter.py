"""How sign-in behaves here: nobody signs up, the account's language is used, second factors stay."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Actor
from chongyang.territory import operations as territory
from chongyang.web.account.factors import SealedFactors
from chongyang.web.account.lockout import LockOut
from chongyang.web.parts.desks import landing_of
from chongyang.web.parts.middleware import scope_for

FRESH_SECONDS = 300


class ClosedAdapter(LockOut):
    """Accounts are opened by the security administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Each role lands on its own desk, others on the home page."""
        return landing_of(scope_for(request)) or str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **words: Any) -> bool:
        """Not asked twice: who signed in minutes ago goes on, as to a first factor and its recovery codes."""
        if _is_fresh(get_authentication_records(self.request, self.request.user)):
            return False
        return bool(super().is_reauthentication_required(app=app, **words))

    def set_password(self, user: Any, password: str) -> None:
        """The account's own new password, with its event."""
        actor = Actor("person", "account", user.id)
        territory.change_own_password(account=user, password=password, by=actor, now=clock_now())

    def post_login(self, request: HttpRequest, user: Any, **words: Any) -> HttpResponse:
        """The next page is in the account's language; the account remembers its newest session."""
        territory.remember_session(account=user.id, session_key=request.session.session_key or "")
        response: HttpResponse = super().post_login(request, user, **words)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=settings.HTTPS
        )
        return response


def _is_fresh(records: list[dict[str, Any]]) -> bool:
    return bool(records) and time.time() - records[-1]["at"] < FRESH_SECONDS


class RequiredFactors(SealedFactors):
    """A second factor is replaced by the security administrator, never taken away by its owner."""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not settings.SECOND_FACTOR_REQUIRED
