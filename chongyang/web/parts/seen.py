"""The form of what a neighbour or community worker saw, as the seat and the street desk key it in."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from chongyang.emergency.operations import Seen
from chongyang.emergency.rules.kinds import Reporter, SeenKind


class SeenForm(forms.Form):
    """Kind, whom, what was seen, how to reach who told. What is lacking is a rule of the emergency line."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("发生了什么"), choices=SeenKind.choices(), required=False, widget=forms.RadioSelect
    )
    whom = forms.CharField(
        label=_("是谁、住在哪里"),
        help_text=_("姓名、电话、住址都可以；登记过的老人会列在下面"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(
        label=_("看到、听到了什么"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    reporter = forms.ChoiceField(
        label=_("报告人"), choices=Reporter.choices(), required=False, widget=forms.RadioSelect
    )
    reporter_name = forms.CharField(label=_("报告人姓名（可不填）"), required=False, max_length=60)
    reporter_phone = forms.CharField(
        label=_("怎样找到报告人（电话）"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


def seen_of(form: SeenForm, person: UUID | None = None) -> Seen:
    """The report of a form whose fields can be read; `person` where the page already says who it is."""
    said = dict(form.cleaned_data)
    chosen = person or said.pop("person")
    return Seen(**{**said, "person": chosen})


def read_key(text: str) -> UUID | None:
    """A key as a form sends it."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_position(said: Mapping[str, str]) -> tuple[float, float] | None:
    """Longitude and latitude that a phone told, in China; what is no position is left out, not refused."""
    try:
        longitude, latitude = float(said.get("longitude", "")), float(said.get("latitude", ""))
    except ValueError:
        return None
    return (longitude, latitude) if 73 <= longitude <= 136 and 3 <= latitude <= 54 else None
