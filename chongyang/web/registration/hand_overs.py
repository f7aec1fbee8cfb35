"""Hand-overs: lists of both sides, one with its card and the answer, proposing and asking."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.registration import operations, queries
from chongyang.registration.enums import Direction
from chongyang.registration.rules.lifecycles import hand_over as table
from chongyang.registry import queries as files
from chongyang.registry.enums import Sex
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.registering import label_of
from chongyang.web.registration.doing import PAGE, areas_of, base, digits, do, names, people, private, said

STREET = 1000
STREETS_OF = {
    "hx-trigger": "change",
    "hx-target": "#area-field",
    "hx-select": "#area-field",
    "hx-swap": "outerHTML",
}


class HandOverForm(forms.Form):
    """Where to, and why."""

    identity_number = forms.CharField(
        label=_("身份证号码"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    county = forms.ChoiceField(label=_("县（市、区）"))
    area = forms.ChoiceField(label=_("街道（乡镇）或社区（村）"))
    address = forms.CharField(
        label=_("新住址"),
        required=False,
        max_length=200,
        help_text=_("写到楼、单元、门牌号；不知道可以不填。"),
    )
    reason = forms.CharField(
        label=_("为什么迁移"), max_length=300, help_text=_("请不要写姓名和号码，双方都能看到。")
    )

    def tell(self, faults: dict[str, str]) -> None:
        """The room's reasons beside their fields."""
        for name, why in faults.items():
            self.add_error(name if name in self.fields else None, gettext(why))


def hand_over_rows(request: HttpRequest, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Hand-overs for a list: the covered card, from where to where, who answers."""
    scope = scope_of(request)
    held = people(request, [row.person for row in rows])
    return [
        {
            "row": row,
            "elder": held.get(row.person),
            "card": _card(row),
            "direction": gettext(Direction.of(row.direction).label),
            "is_open": row.state == "proposed",
            **_standing(row, queries.answers(scope, row) and row.proposed_by != scope.actor.account),
        }
        for row in rows
    ]


def _standing(row: Any, answers: bool) -> dict[str, Any]:
    """How it stands, as each side would say it: whoever answers does not wait for the other side."""
    ours = {"proposed": gettext("待我方答复"), "refused": gettext("我方没有同意")} if answers else {}
    tone = ("warn" if answers else "note") if row.state == "proposed" else ""
    state = ours.get(row.state) or gettext(table.state(row.state).label)
    return {"answers": answers, "state": state, "tone": tone}


def _card(row: Any) -> dict[str, Any]:
    card = queries.card_of(row)
    return {**card, "sex": label_of(Sex, card["sex"])}


@require_GET
@opens_for(Can.KEEP_REGISTER)
def listed(request: HttpRequest) -> HttpResponse:
    """Those that wait for my side, all open ones, or answered ones."""
    scope, shown = scope_of(request), request.GET.get("show", "mine")
    rows = queries.list_hand_overs(scope, is_open=shown != "done", mine=shown == "mine", limit=PAGE)
    context = {**base(request, "hand_overs"), "show": shown, "rows": hand_over_rows(request, rows)}
    return private(render(request, "registration/hand_overs.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.KEEP_REGISTER)
def one(request: HttpRequest, hand_over: UUID) -> HttpResponse:
    """The card, both sides, and the answer where it is mine."""
    scope = scope_of(request)
    row = queries.access_hand_over(scope, hand_over)
    if request.method == "POST" and _answer(request, row):
        return redirect("registration_hand_overs")
    row = queries.access_hand_over(scope, hand_over)
    street = territory.area_path(row.to_area)[-1] if row.to_area % STREET == 0 else None
    told = hand_over_rows(request, [row])[0]
    context = {
        **base(request, "hand_overs"),
        **told,
        "communities": territory.list_parts(street.code) if street and scope.covers(row.to_area) else [],
        "may_withdraw": told["is_open"] and row.proposed_by == scope.actor.account,
        "proposer": names([row.proposed_by]).get(row.proposed_by, ""),
        "address": row.address.plain if told["elder"] or row.state == "accepted" else str(row.address),
    }
    return private(render(request, "registration/hand_over.html", context))


def _answer(request: HttpRequest, row: Any) -> bool:
    action, told = request.POST.get("do", ""), {"hand_over": row.id, **said(request)}
    chosen = digits(request.POST.get("area", ""), 12)
    reason = request.POST.get("reason", "")
    steps = {
        "accept": lambda: operations.accept_hand_over(area=chosen, **told),
        "refuse": lambda: operations.refuse_hand_over(reason=reason, **told),
        "withdraw": lambda: operations.withdraw_hand_over(**told),
    }
    done = {
        "accept": gettext("交接完成，档案已归入迁入地。"),
        "refuse": gettext("已答复不接收。"),
        "withdraw": gettext("已撤回。"),
    }
    return action in steps and do(request, steps[action], done[action])


def _form(request: HttpRequest, *, asks: bool) -> HandOverForm:
    """The sender chooses county, then street; the receiver a place of her own."""
    form = HandOverForm(data=request.POST or None)
    if asks:
        del form.fields["county"]
        form.fields["area"].choices = [("", "—"), *areas_of(request)]  # type: ignore[attr-defined]
        return form
    del form.fields["identity_number"]
    county = request.POST.get("county") or request.GET.get("county", "")
    counties = [(row.code, row.name) for row in territory.list_areas("county")]
    form.fields["county"].choices = [("", "—"), *counties]  # type: ignore[attr-defined]
    form.fields["county"].initial, form.fields["county"].required = county, True
    form.fields["county"].widget.attrs |= STREETS_OF | {"hx-get": request.path}
    streets = territory.list_parts(county) if county in dict(counties) else []
    choices = [("", "—"), *((str(row.first), row.name) for row in streets)]
    form.fields["area"].choices = choices  # type: ignore[attr-defined]
    return form


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def propose(request: HttpRequest, person: UUID) -> HttpResponse:
    """She moved: propose her file to the street where she lives now."""
    elder = files.access_elder(scope_of(request), person)
    form = _form(request, asks=False)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _proposed(
            request,
            form,
            lambda: operations.propose_hand_over(
                person=elder.id,
                to_area=int(given["area"]),
                reason=given["reason"],
                address=given["address"],
                **said(request),
            ),
        ):
            return redirect(reverse("registration_hand_overs") + "?show=open")
    context = {**base(request, "hand_overs"), "form": form, "elder": elder}
    context["open_one"] = queries.open_hand_over(scope_of(request), person)
    return private(render(request, "registration/propose.html", context))


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def ask(request: HttpRequest) -> HttpResponse:
    """Somebody came to live here: ask for her file by her identity number."""
    form = _form(request, asks=True)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _proposed(
            request,
            form,
            lambda: operations.ask_hand_over(
                identity_number=given["identity_number"],
                to_area=int(given["area"]),
                reason=given["reason"],
                address=given["address"],
                **said(request),
            ),
        ):
            return redirect(reverse("registration_hand_overs") + "?show=open")
    context = {**base(request, "hand_overs"), "form": form, "elder": None, "open_one": None}
    return private(render(request, "registration/propose.html", context))


def _proposed(request: HttpRequest, form: HandOverForm, step: Any) -> bool:
    try:
        step()
    except operations.UnableToAsk as refused:
        form.tell(refused.faults)
        return False
    messages.success(request, gettext("已发出，等待对方答复。"))
    return True
