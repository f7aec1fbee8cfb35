"""Nobody works here with a password alone."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

Answer = Callable[[HttpRequest], HttpResponseBase]
FREE = ("/account/", "/language/", "/type/", "/static/", "/api/")
MARK = "second_factor"


def second_factor(answer: Answer) -> Answer:
    """Send an account without a second factor to set one up, before it sees any page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(FREE) or not _lacks_factor(request):
            return answer(request)
        return redirect("mfa_activate_totp")

    return middleware


def _lacks_factor(request: HttpRequest) -> bool:
    """Asked once a session: a factor that is there cannot be taken away by its owner."""
    if not (settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated) or request.session.get(MARK):
        return False
    if is_mfa_enabled(request.user):
        request.session[MARK] = True
        return False
    return True
