"""The page of the demo's vendor: it says that no money moves, and pays or does not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chongyang.checkout import operations, queries
from chongyang.core.clock import now
from chongyang.territory.rules.capabilities import Can
from chongyang.web.checkout.showing import base, private
from chongyang.web.parts.doors import opens_for, scope_of


@require_http_methods(["GET", "POST"])
@opens_for(Can.PAY_SERVICES)
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """One payment of the sandbox."""
    scope = scope_of(request)
    row = queries.access_attempt_by(scope, "sandbox", number)
    if request.method == "GET":
        return private(render(request, "checkout/sandbox.html", base(request, "bills") | {"row": row}))
    try:
        pays = request.POST.get("action") == "pay"
        operations.simulate(number=number, pays=pays, scope=scope, now=now())
    except KeyError as error:
        raise Http404 from error
    return redirect("checkout_bill", row.bill_id)
