"""Consents of a person by purpose with the words agreed to, the form on paper, and who is asked anew."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core import typeset
from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry import papers, queries
from chongyang.registry.enums import ConsentPurpose
from chongyang.registry.rules import consents as rules
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.opening import purpose_of
from chongyang.web.street.forms import uuid_of
from chongyang.web.street.shown import rows_of
from chongyang.web.street.views import ask_purpose, base_context, private
from chongyang.web.street.words import label_of, say

PAGE = 30
NO_GLYPH = N_("有的字无法排版，请核对姓名后再试。")


@require_GET
@opens_for(Can.OPEN_FILES)
def matrix(request: HttpRequest, person: UUID) -> HttpResponse:
    """Every purpose: agreed, taken back or never asked; in which words, and what ends with a withdrawal."""
    scope = scope_of(request)
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": clock_now()}
    row = registry.read_part(elder_id=person, part="consents", purpose=purpose, **told)
    given = queries.list_consents(scope, person)
    today = timezone.localdate(clock_now())
    lines = [_line(one, [row for row in given if row.purpose == one], today) for one in ConsentPurpose]
    context = {**base_context(request), "elder": row, "lines": lines}
    return private(render(request, "street/consents.html", context))


def _line(purpose: ConsentPurpose, given: list[Any], today: Any) -> dict[str, Any]:
    """One purpose, its newest consent in force or not, and the words of today."""
    held = next((row for row in given if row.withdrawn_at is None), None) or next(iter(given), None)
    said = rules.text_of(purpose.value, held.text_version) if held else None
    present = rules.present_text(purpose.value, today)
    is_english = (get_language() or "").startswith("en")
    return {
        "purpose": label_of(ConsentPurpose, purpose.value),
        "code": purpose.value,
        "held": held,
        "state": _state(held, purpose, today),
        "words": {name: say(name, getattr(held, name)) for name in ("basis", "channel", "given_by")}
        if held
        else {},
        "said": _in_language(said, english=is_english),
        "present": _in_language(present, english=is_english),
        "version": present.version,
        "stops": [gettext(stop.label) for stop in rules.stops_of(purpose.value)],
        "count": len(given),
    }


def _state(held: Any, purpose: ConsentPurpose, today: Any) -> str:
    if held is None:
        return "none"
    if held.withdrawn_at:
        return "withdrawn"
    return "outdated" if held.text_version in rules.outdated(today)[purpose.value] else "given"


def _in_language(text: rules.Text | None, *, english: bool) -> list[str]:
    return ((text.en if english else text.zh) if text else "").splitlines()


@require_POST
@opens_for(Can.WRITE_ELDERS)
def paper(request: HttpRequest, person: UUID) -> HttpResponse:
    """The form of the purposes chosen, to be signed and kept; that her name was printed is written down."""
    scope, now = scope_of(request), clock_now()
    purpose = purpose_of(request, person)
    if not purpose:
        return ask_purpose(request, person)
    told: dict[str, Any] = {"scope": scope, "by": scope.actor, "now": now}
    row = registry.read_part(elder_id=person, part="consent_form", purpose=purpose, **told)
    chosen = [one for one in ConsentPurpose if one.value in request.POST.getlist("purpose")]
    data = papers.consent_form(row, chosen or list(ConsentPurpose), now, get_language() or "")
    try:
        made = typeset.make_pdf(papers.CONSENT_FORM, data, at=now)
    except typeset.UnableToTypeset:
        messages.error(request, NO_GLYPH)
        return redirect("street_consents", person)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="consent.pdf"'
    return private(answer)


@require_GET
@opens_for(Can.WRITE_ELDERS)
def outdated(request: HttpRequest) -> HttpResponse:
    """Who agreed to words that have changed since, and what people agree to over the whole place."""
    scope, today = scope_of(request), timezone.localdate(clock_now())
    after = uuid_of(request.GET.get("after", ""))
    rows = queries.list_outdated_consents(scope, today, limit=PAGE + 1, after=after)
    elders = queries.list_by_key(scope, {row.person for row in rows})
    known = {one["row"].id: one for one in rows_of(scope, elders, {})}
    context = {
        **base_context(request),
        "rows": [
            {"person": known[row.person], "row": row, "purpose": say("purpose", row.purpose)}
            for row in rows[:PAGE]
            if row.person in known
        ],
        "following": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "standings": [
            {"word": label_of(ConsentPurpose, one.purpose.value), "row": one}
            for one in queries.count_consents(scope, today)
        ],
    }
    return private(render(request, "street/outdated.html", context))
