"""Form fields of the elder's file. They only give shapes: the registry's rules say what may stand in them."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chongyang.core.labels import Labelled
from chongyang.web.street.words import FIELDS, SEALED, WORDS

MANY = (
    "classes",
    "income_kinds",
    "insurance_kinds",
    "conditions",
    "allergies",
    "aids",
    "housing_risks",
    "needs",
    "languages",
)
NOTHING = "无"
Choices = Iterable[tuple[str, Any]]


def choices_of(words: type[Labelled], *, empty: bool = True) -> list[tuple[str, Any]]:
    """The words of an enum for a form, translated when shown."""
    return [*([("", "—")] if empty else []), *((value, _(label)) for value, label in words.choices())]


def text(**attrs: Any) -> Callable[[], forms.Field]:
    return lambda: forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs})
    )


def number(**attrs: Any) -> Callable[[], forms.Field]:
    return lambda: forms.CharField(
        required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", **attrs})
    )


def day_field() -> forms.Field:
    return forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def _yes(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def lift_field() -> forms.Field:
    options = [("", _("不清楚")), ("yes", _("有电梯")), ("no", _("无电梯"))]
    return forms.TypedChoiceField(required=False, choices=options, coerce=_yes, empty_value=None)


def _words(name: str) -> forms.Field:
    if name in MANY:
        return forms.MultipleChoiceField(
            required=False,
            choices=choices_of(WORDS[name], empty=False),
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ChoiceField(required=False, choices=choices_of(WORDS[name]))


class Lines(forms.CharField):
    """One entry a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]


SHAPES: dict[str, Callable[[], forms.Field]] = {
    "name": text(maxlength=60),
    "identity_number": text(maxlength=24, inputmode="text", autocapitalize="characters"),
    "born_on": day_field,
    "nation": text(maxlength=20),
    "phone": text(maxlength=30, inputmode="tel"),
    "card_number": text(maxlength=50),
    "address": text(maxlength=200),
    "household_address": text(maxlength=200),
    "floor": number(maxlength=4),
    "has_lift": lift_field,
    "access_note": text(maxlength=200),
    "longitude": text(inputmode="decimal"),
    "latitude": text(inputmode="decimal"),
    "ability_on": day_field,
    "ability_until": day_field,
    "ability_assessor": text(maxlength=60),
    "medicines": lambda: Lines(required=False),
    "disability_level": number(maxlength=1),
    "note": lambda: forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3})),
    "sourced_on": day_field,
}
ASKED = ("name", "area", "source", "sourced_on")
HINTS = {
    "identity_number": _("18 位，最后一位可以是 X；填写后自动得出出生日期和性别。"),
    "medicines": _("一行一种。"),
    "access_note": _("急救人员怎么进门：门禁、钥匙、狗、听力。"),
    "address": _("写到楼、单元、门牌号。"),
}


class Plain(forms.Form):
    """A form whose fields are made by name; a file where words are expected is refused in words."""

    def __init__(self, names: Iterable[str], areas: Choices = (), **words: Any) -> None:
        super().__init__(**words)
        for name in names:
            if name == "area":
                field: forms.Field = forms.ChoiceField(required=False, choices=[("", "—"), *areas])
            else:
                field = _words(name) if name in WORDS else SHAPES[name]()
            field.label = _(FIELDS[name])
            field.help_text = HINTS.get(name, "")
            field.required = name in ASKED
            self.fields[name] = field

    def full_clean(self) -> None:
        """What is missing is told by the registry's rules, together with all else that is wrong."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def refuse_files(self, request: HttpRequest) -> None:
        """Say it beside each field into which somebody put a file."""
        for name in request.FILES:
            place = name if name in self.fields else None
            self.add_error(place, gettext("这里只能填写文字，不能上传文件。"))

    def tell(self, reasons: dict[str, str]) -> None:
        """The registry's reasons beside their fields."""
        for name, reason in reasons.items():
            self.add_error(name if name in self.fields else None, gettext(reason))


def covered_hint(name: str, present: str) -> str:
    """What stands in a sealed field, covered, and how to leave or empty it."""
    if name not in SEALED:
        return ""
    if not present:
        return gettext("现在没有登记。")
    told = {"present": present, "nothing": NOTHING}
    return gettext("现在是 %(present)s。不改请留空；要清除请填“%(nothing)s”。") % told
