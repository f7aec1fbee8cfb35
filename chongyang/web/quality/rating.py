"""One tap a star: the elder, or who orders for her, says how it was."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.orders import queries as orders
from chongyang.orders.rules.lifecycle import HELPED
from chongyang.quality import enums, operations, queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import item_words
from chongyang.web.quality.showing import do, said, text_of


@require_http_methods(["GET", "POST"])
@opens_for(Can.ORDER_OWN)
def rate(request: HttpRequest, order: UUID) -> HttpResponse:
    """Five large buttons; afterwards what was said."""
    scope = scope_of(request)
    row = orders.access_order(scope, order)
    if row.person not in orders.persons_of(scope, clock_now()):
        raise Http404
    is_wrong = False
    if request.method == "POST":
        stars = request.POST.get("stars", "")
        told = {
            "stars": int(stars) if stars in {"1", "2", "3", "4", "5"} else 0,
            "remark": text_of(request, "remark"),
            **said(request),
        }
        if do(request, lambda: operations.rate(order=order, **told), gettext("谢谢您的评价。")):
            return redirect("quality_rate", order)
        is_wrong = True
    rating = queries.rating_of(scope, order)
    context = {
        "row": row,
        "item": item_words(row.item),
        "is_helped": row.state in HELPED,
        "rating": rating,
        "words": gettext(enums.STARS[rating.stars]) if rating else "",
        "stars": [(n, "★" * n, gettext(enums.STARS[n])) for n in sorted(enums.STARS, reverse=True)],
        "typed": request.POST.get("remark", ""),
    }
    return private(render(request, "quality/rate.html", context, status=422 if is_wrong else 200))
