"""Families and elders ask: to be registered, to have a field changed; and they see how it ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import mask_name
from chongyang.core.operations.cases import UnableToStep
from chongyang.registration import operations, queries
from chongyang.registration.rules.lifecycles import application, change
from chongyang.registry import queries as files
from chongyang.registry.enums import Relation, Sex
from chongyang.registry.rules.forms import ContactForm, ElderForm
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can
from chongyang.web.family.doors import of_person
from chongyang.web.family.views import private
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.parts.registering import FIELDS, OneChange, choices_of, route_words, say

ASKED = ("phone", "contacts", "address", "access_note", "name", "identity_number", "life_status")
TONES = {"approved": "good", "accepted": "good", "linked": "good", "refused": "warn", "returned": "warn"}
PLACES = ("county", "street", "area")


class ApplyForm(forms.Form):
    """Who shall be registered, where she lives, whom to call."""

    relation = forms.ChoiceField(label=_("您是老人的"), choices=choices_of(Relation), required=False)
    name = forms.CharField(label=_("老人姓名"), max_length=60)
    identity_number = forms.CharField(
        label=_("身份证号码"),
        max_length=30,
        required=False,
        help_text=_("填了身份证号码，不用再填性别和出生日期。"),
    )
    sex = forms.ChoiceField(label=_("性别"), choices=choices_of(Sex), required=False)
    born_on = forms.DateField(
        label=_("出生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    phone = forms.CharField(label=_("老人电话"), max_length=40, required=False)
    county = forms.ChoiceField(label=_("县（市、区）"), required=False)
    street = forms.ChoiceField(label=_("街道（乡镇）"), required=False)
    area = forms.ChoiceField(label=_("社区（村）"), required=False)
    address = forms.CharField(label=_("现住址"), max_length=200, help_text=_("写到楼、单元、门牌号。"))
    contact_name = forms.CharField(label=_("联系人姓名"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("联系人电话"), max_length=40, required=False)

    def __init__(self, chosen: dict[str, str], *, is_own: bool, **words: Any) -> None:
        super().__init__(**words)
        if is_own:
            del self.fields["relation"]
        counties = [(row.code, row.name) for row in territory.list_areas("county")]
        street = chosen["street"] if chosen["street"].startswith(chosen["county"]) else ""
        self._choose("county", counties, chosen["county"])
        self._choose("street", _parts(chosen["county"]), street)
        self._choose("area", _parts(street), chosen["area"])

    def _choose(self, name: str, choices: list[tuple[str, str]], chosen: str) -> None:
        self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        self.initial[name] = chosen

    def application(self, source: str) -> operations.ApplicationForm:
        """What was typed, for the operation."""
        given = self.cleaned_data
        contact = ContactForm(
            name=given["contact_name"],
            relation=given.get("relation") or "other",
            phone=given["contact_phone"],
        )
        elder = ElderForm(
            **{
                name: given[name]
                for name in ("name", "identity_number", "sex", "born_on", "phone", "address")
            },
            area=given["area"] or given["street"],
            source=source,
            sourced_on=timezone.localdate(),
            contacts=(contact,) if contact.name or contact.phone else (),
        )
        return operations.ApplicationForm(elder, given.get("relation", ""))

    def tell(self, faults: dict[str, str]) -> None:
        """The room's reasons beside their fields."""
        for name, why in faults.items():
            place = f"contact_{name.rpartition('.')[2]}" if name.startswith("contacts.") else name
            self.add_error(place if place in self.fields else None, gettext(why))


def _parts(code: str) -> list[tuple[str, str]]:
    if not (code.isascii() and code.isdigit() and len(code) in (6, 9)):
        return []
    return [(row.code, row.name) for row in territory.list_parts(code)]


def _said(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


@require_http_methods(["GET", "POST"])
@opens_for(Can.FOLLOW_FAMILY)
def apply(request: HttpRequest) -> HttpResponse:
    """Ask that somebody, or I, be registered; a clerk of the chosen place decides."""
    told = request.POST if request.method == "POST" else request.GET
    chosen = {name: told.get(name, "") for name in PLACES}
    is_own = scope_of(request).role == Role.ELDER
    form = ApplyForm(chosen, is_own=is_own, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = "elder" if is_own else "family"
            operations.apply(form=form.application(source), **_said(request))
        except operations.UnableToAsk as refused:
            form.tell(refused.faults)
        else:
            messages.success(request, gettext("申请已交给社区所在的街道，办好后在这里可以看到。"))
            return redirect("family_asked")
    return private(render(request, "family/family_apply.html", {"form": form, "chosen": chosen}))


@require_http_methods(["GET", "POST"])
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def ask(request: HttpRequest, person: UUID) -> HttpResponse:
    """Ask that one field be changed; the page says who decides and until when."""
    scope = scope_of(request)
    elder = files.access_elder(scope, person)
    field = request.GET.get("field", "")
    context: dict[str, Any] = {
        "elder": elder,
        "fields": [(name, gettext(FIELDS[name])) for name in ASKED],
        "field": field if field in ASKED else "",
    }
    if context["field"]:
        present = queries.present_of(scope, elder)
        form = OneChange(field, data=request.POST or None)
        if request.method == "POST" and form.is_valid() and _asked(request, person, form, present):
            return redirect("family_asked")
        context |= {"form": form, "label": gettext(FIELDS[field]), **route_words(field)}
        context["present"] = say(field, present[field])
    return private(render(request, "family/family_change.html", context))


def _asked(request: HttpRequest, person: UUID, form: OneChange, present: dict[str, Any]) -> bool:
    try:
        operations.ask_change(person=person, form=form.change(present["contacts"]), **_said(request))
    except operations.UnableToAsk as refused:
        form.tell(refused.faults)
        return False
    messages.success(request, gettext("申请已提交，办好后在这里可以看到。"))
    return True


@require_GET
@opens_for(Can.FOLLOW_FAMILY)
def asked(request: HttpRequest) -> HttpResponse:
    """What I asked for and how it ended; having seen it is written down."""
    scope = scope_of(request)
    rows = queries.list_asked(scope)
    held = {row.id: row for row in files.list_by_key(scope, [row.person for row in rows])}
    context = {
        "changes": [_change(row, held.get(row.person)) for row in rows],
        "applications": [_application(row) for row in queries.list_own(scope)],
    }
    operations.mark_told(scope=scope, now=clock_now())
    return private(render(request, "family/family_asked.html", context))


def _change(row: Any, elder: Any) -> dict[str, Any]:
    return {
        "row": row,
        "name": mask_name(elder.name) if elder else "",
        "fields": "、".join(gettext(FIELDS[name]) for name in row.fields),
        "state": gettext(change.state(row.state).label),
        "tone": TONES.get(row.state, "note"),
        "answer": row.answer.plain,
        "is_open": row.decided_at is None,
        "is_new": row.decided_at is not None and row.told_at is None and row.state != "withdrawn",
    }


def _application(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "name": mask_name(queries.form_of(row).name),
        "state": gettext(application.state(row.state).label),
        "tone": TONES.get(row.state, "note"),
        "answer": row.answer.plain,
        "is_open": row.state == "waiting",
    }


@require_POST
@opens_for(Can.FOLLOW_FAMILY)
def withdraw(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """I no longer want it; or, of a returned change, here is what was missing."""
    words = _said(request)
    try:
        if kind == "application":
            operations.withdraw_application(application=key, **words)
        elif request.POST.get("do") == "resubmit":
            operations.resubmit_change(request=key, evidence_note=request.POST.get("note", ""), **words)
        else:
            operations.withdraw_change(request=key, **words)
    except UnableToStep as refused:
        messages.warning(request, gettext(refused.reason))
    return redirect("family_asked")
