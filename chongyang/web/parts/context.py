"""What every page knows: the demo mark, the scope, who is signed in, the desks, the size of type."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from chongyang.core.clock import now
from chongyang.core.facts import is_synthetic
from chongyang.core.scopes import nobody
from chongyang.core.words import N_
from chongyang.territory.enums import ROLE_LABELS
from chongyang.web.parts.desks import navigation_of

TYPE_COOKIE = "type"
TYPE_SIZES = (("standard", N_("标准字号")), ("large", N_("大字")), ("largest", N_("特大字")))


def type_size(request: HttpRequest) -> str:
    """The size of type that the reader chose."""
    chosen = request.COOKIES.get(TYPE_COOKIE, "")
    return chosen if chosen in dict(TYPE_SIZES) else TYPE_SIZES[0][0]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the page frame."""
    scope = getattr(request, "scope", nobody())
    navigation = navigation_of(scope, request.path)
    return {
        "scope": scope,
        "role_label": {role.value: label for role, label in ROLE_LABELS.items()}.get(scope.role, ""),
        "desks": navigation.all,
        "navigation": navigation,
        "here": request.get_full_path(),
        "type_size": type_size(request),
        "type_sizes": TYPE_SIZES,
        "moment_now": now().isoformat(),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "demo": settings.DEMO,
        "synthetic": is_synthetic(),
    }
