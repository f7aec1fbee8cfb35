"""Responders of the clerk's area: who they are, and one form for what the seat weighs in sending."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from chongyang.core.clock import now as clock_now
from chongyang.providers import operations as providers
from chongyang.providers import queries as known
from chongyang.providers.enums import ResponderKind, Skill
from chongyang.providers.rules.suiting import MOST_AT_ONCE, Suitability
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import Language, SearchPurpose, Sex
from chongyang.roads.enums import Mode
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.street.edits import SAVED
from chongyang.web.street.fields import choices_of, day_field
from chongyang.web.street.views import private


def _boxes(label: Any, choices: Any, held: Any, **words: Any) -> forms.Field:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=boxes, initial=held, **words
    )


def _ends(row: Any) -> dict[str, forms.Field]:
    """The day on which each skill's certificate ends."""
    fields = {}
    for skill in Skill:
        day = day_field()
        day.label = gettext("%(skill)s证书失效日") % {"skill": gettext(skill.label)}
        day.initial = row.skill_ends.get(skill.value)
        fields[f"ends_{skill.value}"] = day
    return fields


def _key_of() -> forms.Field:
    return forms.CharField(
        label=_("新代管谁的钥匙"),
        required=False,
        max_length=200,
        help_text=_("填身份证号，或姓名和住址；须只找到一人。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ResponderForm(forms.Form):
    """Each skill with the day on which its certificate ends; keys are given back here, or taken by search."""

    def __init__(self, row: Any, keys: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(**words)
        self.row = row
        self.fields["skills"] = _boxes(_("技能"), choices_of(Skill, empty=False), row.skills)
        self.fields.update(_ends(row))
        languages = choices_of(Language, empty=False)
        self.fields["languages"] = _boxes(_("语言和方言"), languages, row.languages)
        for name, label, kind in (("sex", _("性别"), Sex), ("travel_mode", _("出行方式"), Mode)):
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=choices_of(kind), initial=getattr(row, name)
            )
        self.fields["capacity"] = forms.IntegerField(
            label=_("同时承担的任务数"), min_value=1, max_value=MOST_AT_ONCE, initial=row.capacity
        )
        if keys:
            held, told = [value for value, _label in keys], _("钥匙交还后取消勾选。")
            self.fields["keys"] = _boxes(_("代管钥匙"), keys, held, help_text=told)
        self.fields["key_of"] = _key_of()

    def suitability(self, added: list[UUID]) -> Suitability:
        """What was typed, for the operation; an end without its skill is passed over."""
        given = self.cleaned_data
        kept = [UUID(key) for key in given.get("keys", [])]
        ends = {skill: given[f"ends_{skill}"] for skill in given["skills"] if given[f"ends_{skill}"]}
        return Suitability(
            skills=tuple(given["skills"]),
            skill_ends=ends,
            languages=tuple(given["languages"]),
            sex=given["sex"],
            travel_mode=given["travel_mode"],
            capacity=given["capacity"],
            holds_keys_of=(*kept, *added),
        )


@require_GET
@opens_for(Can.WRITE_ELDERS)
def responders(request: HttpRequest) -> HttpResponse:
    """Everybody of the area who can be sent."""
    rows = [
        {
            "row": row,
            "kind": gettext(ResponderKind.of(row.kind).label),
            "place": territory.area_name(row.area),
            "skills": [gettext(Skill.of(skill).label) for skill in row.skills],
        }
        for row in known.list_editable(scope_of(request))
    ]
    return private(render(request, "street/responders.html", {"rows": rows, "most": known.LISTED}))


@require_http_methods(["GET", "POST"])
@opens_for(Can.WRITE_ELDERS)
def responder(request: HttpRequest, responder: UUID) -> HttpResponse:
    """One form; what was typed stays when something cannot be taken."""
    try:
        row = known.access_editable(scope_of(request), responder)
    except known.NotFound:
        raise Http404 from None
    form = ResponderForm(row, _keys(request, row), data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _save(request, form):
        messages.success(request, SAVED)
        return redirect("street_responders")
    kind = gettext(ResponderKind.of(row.kind).label)
    return private(render(request, "street/responder.html", {"row": row, "kind": kind, "form": form}))


def _keys(request: HttpRequest, row: Any) -> list[tuple[str, str]]:
    """The elders whose keys she holds; one beyond this clerk's reach is kept without a name."""
    scope, told = scope_of(request), []
    for elder in row.holds_keys_of:
        try:
            name = queries.access_elder(scope, elder).name
        except queries.NotFound:
            name = gettext("辖区外的老人")
        told.append((str(elder), name))
    return told


def _save(request: HttpRequest, form: ResponderForm) -> bool:
    scope, text, added = scope_of(request), form.cleaned_data["key_of"].strip(), list[UUID]()
    if text:
        found = registry.search_elders(
            text=text, purpose=SearchPurpose.KEYS.value, scope=scope, by=scope.actor, now=clock_now(), limit=2
        ).elders
        if len(found) != 1:
            reason = gettext("找到不止一人，请写身份证号。") if found else gettext("辖区内没有这位老人。")
            form.add_error("key_of", reason)
            return False
        added = [found[0].id]
    said = form.suitability(added)
    try:
        providers.update_responder(
            responder=form.row.id, form=said, scope=scope, by=scope.actor, now=clock_now()
        )
    except providers.UnableToEdit as refused:
        for name, reason in refused.reasons.items():
            form.add_error(name if name in form.fields else None, gettext(reason))
        return False
    return True
