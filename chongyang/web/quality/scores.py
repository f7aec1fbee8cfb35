"""Scores: the provider's own, or those of the reader's area; one with every reason, as of any day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.hotline.queries import tally_against
from chongyang.quality import enums, operations, queries
from chongyang.quality.rules.score import load
from chongyang.services import queries as services
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.ordered import item_words
from chongyang.web.quality.showing import (
    base,
    do,
    event_words,
    following_words,
    said,
    score_words,
    text_of,
    today,
)

FIRST_DAY = date(2018, 1, 1)


@require_GET
@opens_for(Can.READ_QUALITY)
def overview(request: HttpRequest) -> HttpResponse:
    """Providers with their scores, the lowest first, and proposals; a provider is led to its own."""
    scope = scope_of(request)
    rows = queries.providers_for(scope)
    if may(scope, Can.PROVIDE_SERVICES) and len(rows) == 1:
        return redirect("quality_provider", rows[0].organisation)
    context = base(request, "scores")
    scores = queries.scores_of([row.organisation for row in rows], today())
    ratings = queries.tally_ratings([row.organisation for row in rows])
    against = tally_against(list(scores), context["now"])
    context["rows"] = [
        {
            "row": row,
            "score": score_words(scores[row.organisation]),
            "ratings": ratings.get(row.organisation, (0, 0.0)),
            "complaints": against.get(row.organisation, (0, 0, 0)),
        }
        for row in sorted(rows, key=lambda one: (scores[one.organisation].tenths, one.name))
    ]
    names = {row.organisation: row.name for row in rows}
    context["proposals"] = [
        following_words(one) | {"name": names.get(one.organisation, "")}
        for one in queries.list_proposals(scope)
    ]
    context["settings"] = load()
    return private(render(request, "quality/overview.html", context))


@require_GET
@opens_for(Can.READ_QUALITY)
def provider(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """One score with every event and what is left of each, warnings, ratings; complaints in numbers."""
    scope = scope_of(request)
    row = queries.access_provider(scope, organisation)
    context = base(request, "scores")
    on = _day(request.GET.get("on", ""), context["today"])
    score = queries.score_of(organisation, on)
    tally = queries.tally_samples(organisation)
    against = tally_against([organisation], context["now"])
    context |= {
        "row": row,
        "on": on,
        "score": score_words(score),
        "events": event_words(queries.list_events(scope, organisation), score, context["now"]),
        "followings": [following_words(one) for one in queries.list_followings(scope, organisation)],
        "ratings": [_rating(one) for one in queries.list_ratings(scope, organisation)],
        "mean": queries.tally_ratings([organisation]).get(organisation, (0, 0.0)),
        "called": [(gettext(one.label), tally.get(one.value, 0)) for one in enums.SampleOutcome],
        "waiting": tally.get("", 0),
        "complaints": against.get(organisation, (0, 0, 0)),
        "settings": load(),
    }
    return private(render(request, "quality/provider.html", context))


def _day(text: str, today: date) -> date:
    """The day that was asked for, never one to come nor one before there were scores."""
    try:
        return max(FIRST_DAY, min(date.fromisoformat(text), today))
    except ValueError:
        return today


def _rating(row: Any) -> dict[str, Any]:
    return {"row": row, "words": gettext(enums.STARS[row.stars]), "item": item_words(row.item)}


@require_POST
@opens_for(Can.ADMIT_PROVIDERS)
def decide(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Take a proposal up, or leave it, with the reason."""
    row = queries.access_consequence(scope_of(request), proposal)
    accept = request.POST.get("do") == "accept"
    done = gettext("已采纳，服务商的状态已变更并公布。") if accept else gettext("已登记不采纳。")
    told = {"reason": text_of(request, "reason", 200), **said(request)}
    do(request, lambda: operations.decide_proposal(proposal=proposal, accept=accept, **told), done)
    found = services.provider_of(row.organisation)
    return redirect("quality_provider", row.organisation) if found else redirect("quality")
