"""The counties' rules, as public as the clause that asks for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chongyang.purchase.rules import county
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for
from chongyang.web.purchase import showing
from chongyang.web.purchase.doing import base


@require_GET
@opens_for(Can.HANDLE_PURCHASE, Can.ORDER_OWN, Can.ORDER_SERVICES)
def listed(request: HttpRequest) -> HttpResponse:
    """Every rule with its clause, groups, quotas, payers, and that it is a demonstration."""
    context = base(request, "rules")
    today = timezone.localdate(context["now"])
    held = sorted(county.load().values(), key=lambda one: (one.code, -one.version))
    context["rules"] = [showing.rule_facts(one, today) for one in held]
    return render(request, "purchase/rules.html", context)
