"""People who are known and not registered: the list, calls and visits, registration with what is known."""

import io
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core import typeset
from chongyang.core.identifiers import mask_address, mask_phone
from chongyang.core.words import N_
from chongyang.registration import operations, papers, queries
from chongyang.registration.enums import BY_HAND, InviteState, KnownFrom, TryResult, TryWay
from chongyang.registry import operations as registry
from chongyang.registry.enums import Sex, Source
from chongyang.registry.rules.forms import ElderForm
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.lists import joined
from chongyang.web.parts.registering import choices_of, label_of
from chongyang.web.registration.bulk import XLSX
from chongyang.web.registration.doing import PAGE, areas_of, base, do, names, private, said, within

HEADS = (
    *(N_("姓名"), N_("性别"), N_("出生年"), N_("电话")),
    *(N_("现住址"), N_("社区（村）"), N_("状态"), N_("结果")),
)
TONES = {"to_invite": "note", "refused": "warn", "registered": "good"}


class NewForm(forms.Form):
    """What is known, to be completed and corrected before she is registered."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    identity_number = forms.CharField(label=_("身份证号码"), max_length=30, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=choices_of(Sex), required=False)
    born_on = forms.DateField(
        label=_("出生日期"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)
    area = forms.ChoiceField(label=_("社区（村）"))
    address = forms.CharField(label=_("现住址"), max_length=200, required=False)

    def __init__(self, areas: list[tuple[str, str]], *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["area"].choices = [("", "—"), *areas]  # type: ignore[attr-defined]

    def elder(self, today: date, source: str) -> ElderForm:
        """For the registry."""
        return ElderForm(**self.cleaned_data, source=source, sourced_on=today)


@require_GET
@opens_for(Can.KEEP_REGISTER)
def listed(request: HttpRequest) -> HttpResponse:
    """The list of an area in one state, in order of spelling, with how many there are in each."""
    scope, chosen, state = scope_of(request), request.GET.get("area", ""), request.GET.get("state", "")
    reach = within(request, chosen)
    state = state if state in set(InviteState) else ""
    after = _after(request)
    rows = queries.list_invitations(scope, within=reach, state=state, limit=PAGE + 1, after=after)
    counted = queries.count_invitations(scope, reach)
    shown = rows[:PAGE]
    places = territory.area_names(row.area for row in shown)
    context = {
        **base(request, "invitations"),
        "areas": areas_of(request),
        "chosen": chosen if reach else "",
        "states": [(one.value, gettext(one.label), counted.get(one.value, 0)) for one in InviteState],
        "state": state,
        "rows": [_row(row, places) for row in shown],
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "total": sum(counted.values()),
    }
    return private(render(request, "registration/invitations.html", context))


def _after(request: HttpRequest) -> tuple[str, UUID] | None:
    try:
        row = queries.access_invitation(scope_of(request), UUID(request.GET.get("after", "")))
    except (ValueError, queries.NotFound):
        return None
    return row.name_key, row.id


def _row(row: Any, places: dict[int, str]) -> dict[str, Any]:
    card = queries.card_of_invited(row)
    return {
        "row": row,
        "name": card.get("name", ""),
        "sex": label_of(Sex, card["sex"]) if card.get("sex") else "",
        "phone": mask_phone(card["phone"]) if card.get("phone") else "",
        "address": mask_address(card["address"]) if card.get("address") else "",
        "place": places.get(row.area, ""),
        "known_from": gettext(KnownFrom.of(row.known_from).label),
        "state": gettext(InviteState.of(row.state).label),
        "tone": TONES.get(row.state, ""),
    }


@require_POST
@opens_for(Can.WRITE_ELDERS)
def make(request: HttpRequest) -> HttpResponse:
    """Bring the list up to date with who is known today."""
    reach = within(request, request.POST.get("area", ""))
    made = operations.make_list(within=reach, **said(request))
    messages.success(request, gettext("名单已更新，新增 %(n)s 人。") % {"n": made})
    return redirect("registration_invitations")


@require_http_methods(["GET", "POST"])
@opens_for(Can.KEEP_REGISTER)
def one(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """One person: what is known, what was tried; a try, or the registration."""
    scope = scope_of(request)
    row = queries.access_invitation(scope, invitation)
    card = queries.card_of_invited(row)
    form = _new_form(request, row, card) if row.known_from == KnownFrom.CLAIMS else None
    if request.method == "POST" and _step(request, row, form):
        return redirect("registration_invitations")
    row = queries.access_invitation(scope, invitation)
    tries = queries.list_tries(scope, invitation)
    context = {
        **base(request, "invitations"),
        **_row(row, territory.area_names([row.area])),
        "card": card,
        "form": form,
        "is_open": row.state != InviteState.REGISTERED,
        "ways": [(way.value, gettext(way.label)) for way in BY_HAND],
        "results": [(one.value, gettext(one.label)) for one in TryResult if one is not TryResult.SENT],
        "may_message": bool(queries.mobile_of(card)),
        "may_letter": bool(card.get("address")),
        "tries": _tries(tries),
        "feeds": joined(label_of(Source, feed) for feed in row.feeds),
    }
    return private(render(request, "registration/invitation.html", context))


def _tries(tries: list[Any]) -> list[dict[str, Any]]:
    called = names(row.account for row in tries)
    return [
        {
            "label": f"{gettext(TryWay.of(row.way).label)} · {gettext(TryResult.of(row.result).label)}",
            "at": row.at,
            "who": called.get(row.account, ""),
            "detail": row.note.plain,
            "state": "done",
        }
        for row in tries
    ]


def _new_form(request: HttpRequest, row: Any, card: dict[str, Any]) -> NewForm:
    data = request.POST if request.POST.get("do") == "register" else None
    return NewForm(areas_of(request), data, initial={**card, "area": str(row.area)})


def _step(request: HttpRequest, row: Any, form: NewForm | None) -> bool:
    if request.POST.get("do") == "try":
        told: dict[str, Any] = {name: request.POST.get(name, "") for name in ("way", "result", "note")}
        step = lambda: operations.record_try(invitation=row.id, **told, **said(request))  # noqa: E731
        return do(request, step, gettext("已记录。"))
    if request.POST.get("do") == "message":
        step = lambda: operations.invite_by_message(invitation=row.id, **said(request))  # noqa: E731
        return do(request, step, gettext("邀请短信已交付发送；是否送达以回执为准。"))
    return _register(request, row, form)


def _register(request: HttpRequest, row: Any, form: NewForm | None) -> bool:
    """A file joins as it stands; of somebody without a file the form is registered."""
    words = said(request)
    elder = None
    if form is not None:
        if not form.is_valid():
            return False
        source = "community" if words["scope"].role == "community_officer" else "street"
        elder = form.elder(words["now"].date(), source)
    try:
        operations.register_invited(invitation=row.id, form=elder, **words)
    except registry.UnableToRegister as refused:
        for name, why in refused.reasons.items():
            if form is None:
                messages.error(request, gettext(why))
            else:
                form.add_error(name if name in form.fields else None, gettext(why))
        return False
    except operations.UnableToDo as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return True
    messages.success(request, gettext("已登记入网。"))
    return True


@require_POST
@opens_for(Can.WRITE_ELDERS)
def letters(request: HttpRequest) -> HttpResponse:
    """Letters as a PDF, a page each: to one person, or to all of an area who were not written to yet."""
    typed, told = request.POST.get("invitation", ""), said(request)
    try:
        chosen = [UUID(typed)] if typed else []
    except ValueError:
        return redirect("registration_invitations")
    back = redirect("registration_invitation", chosen[0]) if chosen else redirect("registration_invitations")
    try:
        with transaction.atomic():  # a letter that cannot be set was not written
            reach = within(request, request.POST.get("area", ""))
            made = operations.write_letters(invitations=chosen, within=reach, **told)
            data = papers.set_letters(made, at=told["now"])
    except operations.UnableToDo as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return back
    except typeset.UnableToTypeset:
        messages.error(request, gettext("名字或地址里有字体没有的字，信没有印出。"))
        return back
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letters-{len(made)}.pdf"'
    return private(response)


@require_POST
@opens_for(Can.WRITE_ELDERS)
def export(request: HttpRequest) -> HttpResponse:
    """The list of a community on paper, with who took it and when on every line's foot."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    told = said(request)
    try:
        rows = list(
            operations.export_invitations(within=within(request, request.POST.get("area", "")), **told)
        )
    except operations.UnableToAsk as refused:
        messages.error(request, " ".join(gettext(why) for why in refused.faults.values()))
        return redirect("registration_invitations")
    places, stream = territory.area_names(row.area for row in rows), io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(gettext("邀请名单"))
    sheet.write_row(0, 0, [gettext(head) for head in HEADS])
    for at, row in enumerate(rows, start=1):
        card, line = queries.card_of_invited(row), _row(row, places)
        cells = (line["name"], line["sex"], (card.get("born_on") or "")[:4], card.get("phone", ""))
        sheet.write_row(at, 0, [*cells, card.get("address", ""), line["place"], line["state"], ""])
    mark = f"{request.user} · {told['now']:%Y-%m-%d %H:%M}"
    sheet.set_footer(f"&C{mark} &P/&N")
    sheet.write_string(len(rows) + 2, 0, mark)
    book.close()
    response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="invitations.xlsx"'
    return private(response)
