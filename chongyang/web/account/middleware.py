"""Nobody works here with a password that somebody else made, nor with a password alone."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponseBase]
FREE = ("/account/", "/language/", "/type/", "/static/", "/api/")
MARK = "second_factor"


def second_factor(answer: Answer) -> Answer:
    """First an own password, then a second factor, before an account sees any page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(FREE):
            return answer(request)
        if request.user.is_authenticated and request.user.password_is_temporary:
            return redirect("account_change_password")
        return redirect("mfa_activate_totp") if _lacks_factor(request) else answer(request)

    return middleware


def _lacks_factor(request: HttpRequest) -> bool:
    """Asked once a session: a factor that is there cannot be taken away by its owner."""
    if not (settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated) or request.session.get(MARK):
        return False
    if is_mfa_enabled(request.user):
        request.session[MARK] = True
        return False
    return True
