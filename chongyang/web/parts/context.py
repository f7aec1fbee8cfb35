"""What every page knows: the demo mark, the scope, who is signed in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from chongyang.core.scopes import nobody
from chongyang.core.facts import is_synthetic


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the page frame."""
    return {
        "scope": getattr(request, "scope", nobody()),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "demo": settings.DEMO,
        "synthetic": is_synthetic(),
    }
