"""The two forms of the seat that people fill in: a call, an outcome."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from chongyang.emergency.rules.outcomes import FalseReason, Outcome
from chongyang.hotline.rules.calls import SATISFACTION, Purpose
from chongyang.web.seat.words import PURPOSES

OUTCOMES = [(code, label) for code, label in Outcome.choices() if code != Outcome.DUPLICATE]


class CallForm(forms.Form):
    """A call as the seat keys it in; who calls without a number or a name is kept all the same."""

    caller = forms.CharField(
        label=_("来电号码"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )
    purpose = forms.ChoiceField(label=_("来电事由"), choices=PURPOSES)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("来电内容"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    began_at = forms.DateTimeField(
        widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z"]
    )


class LineForm(forms.Form):
    """What a call over the exchange was about; the second time with the reason of the correction."""

    purpose = forms.ChoiceField(label=_("来电事由"), choices=Purpose.choices())
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("来电内容"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    outcome = forms.CharField(label=_("答复或处理"), required=False, max_length=200)
    satisfaction = forms.TypedChoiceField(
        label=_("满意度（口头询问）"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *((value, _(word)) for value, word in SATISFACTION)],
    )
    why = forms.CharField(label=_("更正原因"), required=False, max_length=200)


class CloseForm(forms.Form):
    """How it ended; what an outcome asks for besides is a rule of the emergency line."""

    outcome = forms.ChoiceField(
        label=_("处置结果"), choices=OUTCOMES, required=False, widget=forms.RadioSelect
    )
    false_reason = forms.ChoiceField(
        label=_("误报原因"), choices=[("", "—"), *FalseReason.choices()], required=False
    )
    note = forms.CharField(
        label=_("说明"),
        help_text=_("无法联系、无可派人员、已去世、已移交时须填写"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def read_key(text: str) -> UUID | None:
    """A key as a form sends it."""
    try:
        return UUID(text)
    except ValueError:
        return None
