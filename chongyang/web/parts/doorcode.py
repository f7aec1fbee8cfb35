"""The code at the door, for the pages of the elder's side and of the service desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.visits import operations
from chongyang.web.parts.doors import scope_of


def tell(request: HttpRequest, order: UUID) -> dict[str, Any]:
    """Show the code on the answer, or send it to her telephone; why not, in words. Raises NotFound."""
    told: dict[str, Any] = {"order": order, "scope": scope_of(request), "now": clock_now()}
    try:
        if request.POST.get("do") == "send":
            operations.send_code(**told)
            messages.success(request, gettext("验证码短信已发往老人档案里的手机。"))
            return {}
        return {"code": operations.show_code(**told)}
    except operations.UnableToTell as refused:
        messages.error(request, gettext(refused.reason))
        return {}
