"""Sign-in, where it differs from allauth's: the language of the account, demo codes, doors that stay shut."""

import time
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import i18n
from django.views.decorators.http import require_POST

from chongyang.territory import operations as territory

PERIOD = 30


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language of this browser and of the account that is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        territory.choose_language(account=request.user.id, language=language)
    return i18n.set_language(request)


def shut(request: HttpRequest, **_: Any) -> HttpResponse:
    """A door of the library that this house does not open: signing up, addresses, resetting by mail."""
    raise Http404


def demo_code(user: Any) -> str:
    """The code that an authenticator would show now; for accounts of a demo alone, else empty."""
    if not (settings.DEMO and user.is_demo):
        return ""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    secret = decrypt(factor.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """Asks for the code; a demo shows it. Of two who send one code at once the second finds it used."""

    def post(self, request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        territory.hold_sign_in(account=self.stage.login.user.id)
        answer: HttpResponse = super().post(request, *args, **words)
        return answer

    def get_context_data(self, **words: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**words)
        return {**context, "demo_code": demo_code(self.stage.login.user)}
