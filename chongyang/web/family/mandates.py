"""Mandates from the family's own desk: the elder gives and renews from her account, a helper asks for more.

Nobody else confirms online, and nothing here rests on a telephone number.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.words import N_
from chongyang.registry import operations as registry
from chongyang.registry import queries
from chongyang.registry.enums import Relation
from chongyang.registry.rules import mandates as rules
from chongyang.registry.rules.mandates import Allow, Basis, MandateChannel, RenewReason, State
from chongyang.territory.rules.capabilities import Can
from chongyang.web.family.doors import of_person
from chongyang.web.family.shown import label_of
from chongyang.web.parts.doors import opens_for, scope_of

GIVEN, RENEWED = N_("委托已生效。"), N_("已续期。")
ASKED = N_("续期申请已送出，老人本人或街道确认后生效。")
VERSION = "online-1"
"""The words that stand on the page itself."""
MONTHS = ((90, _("三个月")), (180, _("半年")), (365, _("一年")))


class TermForm(forms.Form):
    """Until when, in the ways in which people think of it."""

    days = forms.TypedChoiceField(label=_("多久"), choices=MONTHS, coerce=int, initial=365)

    def last_day(self) -> Any:
        return timezone.localdate(clock_now()) + timedelta(days=self.cleaned_data["days"])


class GiveForm(TermForm):
    """Whom she lets act for her, and in what."""

    username = forms.CharField(
        label=_("家人的用户名"),
        max_length=60,
        help_text=_("请家人把登录用的用户名写给您。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    relation = forms.ChoiceField(
        label=_("是您的什么人"), choices=[(one.value, _(one.label)) for one in Relation]
    )
    allows = forms.MultipleChoiceField(
        label=_("可以做什么"),
        choices=[(one.value, _(one.label)) for one in Allow],
        initial=[Allow.READ_FILE.value, Allow.HEAR_INCIDENTS.value],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("username", "relation", "allows", "days")


def _page(request: HttpRequest, person: UUID, form: forms.Form, **more: Any) -> HttpResponse:
    elder = queries.access_elder(scope_of(request), person)
    answer = render(request, "family/family_mandate.html", {"elder": elder, "form": form, **more})
    answer["Cache-Control"] = "no-store"
    return answer


def _told(request: HttpRequest) -> dict[str, Any]:
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


def _refused(form: forms.Form, refused: registry.UnableToUpdate) -> None:
    for name, reason in refused.reasons.items():
        form.add_error(name if name in form.fields else None, gettext(reason))


def _demand_own(request: HttpRequest, person: UUID) -> None:
    """Raise NotFound unless this is the reader's own file."""
    now = clock_now()
    for row in queries.list_held_mandates(scope_of(request)):
        is_open = rules.state_of(row.valid_to, row.revoked_at, now) is State.OPEN
        if row.person == person and row.basis == Basis.OWN_ACCOUNT and is_open:
            return
    raise queries.NotFound(str(person))


@require_http_methods(["GET", "POST"])
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def give(request: HttpRequest, person: UUID) -> HttpResponse:
    """The elder lets somebody act for her."""
    _demand_own(request, person)
    form = GiveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        said = registry.MandateForm(
            basis=Basis.ELDER.value,
            allows=tuple(given["allows"]),
            channel=MandateChannel.ONLINE.value,
            text_version=VERSION,
            relation=given["relation"],
            last_day=form.last_day(),
        )
        try:
            registry.give_own_mandate(elder=person, username=given["username"], form=said, **_told(request))
        except registry.UnableToUpdate as refused:
            _refused(form, refused)
        else:
            messages.success(request, GIVEN)
            return redirect("family_person", person)
    return _page(request, person, form, one=None)


@require_http_methods(["GET", "POST"])
@of_person
@opens_for(Can.FOLLOW_FAMILY)
def renew(request: HttpRequest, person: UUID, mandate: UUID) -> HttpResponse:
    """The elder lets it go on."""
    _demand_own(request, person)
    held = {row.id: row for row in queries.list_mandates(scope_of(request), person)}
    if mandate not in held:
        raise queries.NotFound(str(mandate))
    form = TermForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        asked = held[mandate].renewal_asked_at
        reason = RenewReason.HELPER_ASKED if asked else RenewReason.ELDER_WISH
        said = registry.RenewalForm(form.last_day(), reason.value, MandateChannel.ONLINE.value, VERSION)
        try:
            registry.renew_own_mandate(mandate=mandate, form=said, **_told(request))
        except registry.UnableToUpdate as refused:
            _refused(form, refused)
        else:
            messages.success(request, RENEWED)
            return redirect("family_person", person)
    row = held[mandate]
    one = {"relation": label_of(Relation, row.relation), "allows": [label_of(Allow, a) for a in row.allows]}
    return _page(request, person, form, one=one)


@require_POST
@opens_for(Can.FOLLOW_FAMILY)
def ask(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """A helper asks for more time; a second click finds it asked."""
    try:
        registry.ask_renewal(mandate=mandate, **_told(request))
    except registry.UnableToUpdate as refused:
        messages.warning(request, next(iter(refused.reasons.values())))
    else:
        messages.success(request, ASKED)
    return redirect("family")
