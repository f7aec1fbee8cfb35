"""The language of the interface, kept in a cookie and, for those who are signed in, with the account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views import i18n
from django.views.decorators.http import require_POST

from chongyang.territory import operations as territory


@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Change the language of this browser and of the account that is signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        territory.choose_language(account=request.user.id, language=language)
    return i18n.set_language(request)
