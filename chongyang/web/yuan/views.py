"""The page of one yuan."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.core.clock import now as clock_now
from chongyang.funding import queries
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.yuan import shown


@require_GET
@opens_for(Can.READ_MONEY, Can.APPLY_FUNDING)
def yuan(request: HttpRequest, order: UUID) -> HttpResponse:
    """Where one payment comes from, for who reads money and for the side that was paid."""
    held = queries.explain_yuan(scope_of(request), order)
    answer = render(request, "yuan/yuan.html", {**shown.page_of(held), "now": clock_now()})
    answer["Cache-Control"] = "no-store"
    return answer
