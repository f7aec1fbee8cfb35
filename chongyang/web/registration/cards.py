"""Cards: how many are missing where, a sheet to print, one person's cards, and what scanning one shows."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chongyang.core import typeset
from chongyang.core.clock import now as clock_now
from chongyang.registration import operations, papers, queries
from chongyang.registration.enums import CardEnd
from chongyang.registry import queries as files
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.registration.doing import areas_of, base, do, names, private, said, within

PDF = "application/pdf"
BY_HAND = (CardEnd.LOST, CardEnd.DAMAGED, CardEnd.RETURNED)


@require_GET
@opens_for(Can.KEEP_REGISTER)
def listed(request: HttpRequest) -> HttpResponse:
    """Of a chosen area: how many have a card, how many have none."""
    scope, areas = scope_of(request), areas_of(request)
    chosen = request.GET.get("area", areas[0][0] if areas else "")
    reach = within(request, chosen)
    context = {
        **base(request, "cards"),
        "areas": areas,
        "chosen": chosen,
        "printed": queries.count_cards(scope, reach),
        "missing": queries.without_card(scope, reach).count(),
    }
    return private(render(request, "registration/cards.html", context))


@require_POST
@opens_for(Can.KEEP_REGISTER)
def print_sheet(request: HttpRequest) -> HttpResponse:
    """The PDF: ten cards a sheet, for an area's people without one, or for one person."""
    typed, told = request.POST.get("person", ""), said(request)
    try:
        person = UUID(typed) if typed else None
    except ValueError:
        return redirect("registration_cards")
    back = redirect("registration_cards_of", person) if person else redirect("registration_cards")
    address = request.build_absolute_uri(reverse("card", args=["x"])).removesuffix("x/")
    try:
        with transaction.atomic():  # a sheet that cannot be set leaves no card that counts as printed
            if person:
                made = operations.print_cards(persons=[person], again="again" in request.POST, **told)
            else:
                made = operations.print_cards(within=within(request, request.POST.get("area", "")), **told)
            data = papers.set_cards(made, address=address, at=clock_now())
    except operations.UnableToAsk as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return back
    except ValueError:
        return redirect("registration_cards")
    except typeset.UnableToTypeset:
        messages.error(request, gettext("这一张没有印成，也没有记为已打印。"))
        return back
    response = HttpResponse(data, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="cards-{len(made)}.pdf"'
    return private(response)


@require_GET
@opens_for(Can.KEEP_REGISTER)
def of_person(request: HttpRequest, person: UUID) -> HttpResponse:
    """All cards that she ever had; the good one may be printed again or ended."""
    scope = scope_of(request)
    rows = queries.list_cards(scope, person)
    context = {
        **base(request, "cards"),
        "elder": files.access_elder(scope, person),
        "rows": [
            {"row": row, "reason": gettext(CardEnd.of(row.end_reason).label) if row.end_reason else ""}
            for row in rows
        ],
        "good": next((row for row in rows if row.ended_at is None), None),
        "reasons": [(one.value, gettext(one.label)) for one in BY_HAND],
        "called": names(row.issued_by for row in rows),
    }
    return private(render(request, "registration/person_cards.html", context))


@require_POST
@opens_for(Can.KEEP_REGISTER)
def end(request: HttpRequest) -> HttpResponse:
    """Lost, damaged, given back: its code opens nothing any more."""
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError:
        return redirect("registration_cards")
    reason = request.POST.get("reason", "")
    do(
        request,
        lambda: operations.end_card(person=person, reason=reason, **said(request)),
        gettext("这张卡已失效，扫码不再打开档案。"),
    )
    return redirect("registration_cards_of", person)


@require_GET
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever may know her comes to her file; all others read what to do. The answer tells no more."""
    scope = scope_of(request)
    person = queries.person_of_token(scope, token) if request.user.is_authenticated else None
    if person and may(scope, Can.OPEN_FILES):
        return private(redirect("street_elder", person))
    if person and may(scope, Can.FOLLOW_FAMILY):
        return private(redirect("family_person", person))
    return private(
        render(request, "registration/scanned.html", {"visitor": not request.user.is_authenticated})
    )
