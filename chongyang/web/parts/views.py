"""What the frame itself answers: the size of type."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chongyang.web.parts.context import TYPE_COOKIE, TYPE_SIZES
from chongyang.web.parts.middleware import own_transaction

YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest) -> str:
    """Where the form wants to return to, if that lies on this site."""
    wished = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if fits else "/"


@own_transaction
@require_POST
def set_type(request: HttpRequest) -> HttpResponse:
    """Remember the reader's size of type in a cookie."""
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("type", "")
    if chosen in dict(TYPE_SIZES):
        response.set_cookie(TYPE_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    return response
