"""The forms of the street desk: a section of the file, a new elder, contacts, status, consent."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from chongyang.groups.rules.classes import is_by_office
from chongyang.registration.enums import Evidence
from chongyang.registration.rules.changes import evidence_for
from chongyang.registry import enums
from chongyang.registry.operations import ContactForm, ElderForm, MandateForm, ProfileForm, RenewalForm
from chongyang.registry.rules import mandates
from chongyang.web.street.fields import NOTHING, Choices, Plain, choices_of, covered_hint, day_field
from chongyang.web.street.words import NOT_TYPED, SEALED, SECTIONS

TOLD = ("source", "sourced_on")
REGISTER = (
    *("identity_number", "name", "sex", "born_on", "phone", "area", "address", "floor", "has_lift"),
    *("access_note", "living_form", "classes", "needs"),
)
CONTACT_FIELDS = ("name", "relation", "phone", "distance_metres", "key_holder")
SPARE = 2
MOST_CONTACTS = 12


class SectionForm(Plain):
    """One section of the file. Sealed fields come empty: left so they stay as they are."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, section: str, present: Mapping[str, Any], areas: Choices = (), **words: Any) -> None:
        names = tuple(name for name in SECTIONS[section][1] if name in present and name not in NOT_TYPED)
        super().__init__((*names, *TOLD), areas, **words)
        self.present, self.names = present, names
        for name in names:
            self.initial.setdefault(name, _initial(name, present[name]))
            if hint := covered_hint(name, str(present[name])):
                self.fields[name].help_text = hint

    def changes(self) -> dict[str, Any]:
        """What was typed and differs from what stands there, with its source."""
        given = {name: self.cleaned_data.get(name) for name in self.names}
        changed = {name: _typed(name, value) for name, value in given.items() if self._differs(name, value)}
        return {**changed, **{name: self.cleaned_data[name] for name in TOLD}} if changed else {}

    def _differs(self, name: str, value: Any) -> bool:
        if name in SEALED:
            return bool(value)
        held = self.present[name]
        if isinstance(held, list):
            return list(value or []) != held if name == "medicines" else set(value or ()) != set(held)
        return str("" if value is None else value) != str("" if held is None else held)


def _initial(name: str, value: Any) -> Any:
    if name in SEALED:
        return ""
    if name == "has_lift":
        return {True: "yes", False: "no"}.get(value, "")
    return "\n".join(value) if name == "medicines" else value


def _typed(name: str, value: Any) -> Any:
    if name in SEALED and value.strip() == NOTHING:
        return ""
    return int(value) if name == "area" and value else value


class RegisterForm(Plain):
    """入网登记 on one page, in the order in which a clerk asks at the door."""

    def __init__(self, areas: Choices, **words: Any) -> None:
        super().__init__((*REGISTER, *TOLD), areas, **words)
        self.fields["name"].widget.attrs["required"] = True
        told: Any = self.fields["classes"]
        told.choices = [pair for pair in told.choices if is_by_office(pair[0])]
        told.help_text = _("登记后提给有权的部门认定；高龄、百岁按出生日期得出，独居、空巢、留守经走访确认。")

    def elder(self, contacts: Iterable[ContactForm]) -> ElderForm:
        """What was typed, for the operation."""
        given = dict(self.cleaned_data)
        profile = ProfileForm(
            living_form=given.pop("living_form"),
            classes=tuple(given.pop("classes")),
            needs=tuple(given.pop("needs")),
        )
        return ElderForm(**given, profile=profile, contacts=tuple(contacts))


class ContactRow(forms.Form):
    """One contact; an empty number keeps the present one, a row left empty is none."""

    keeps = forms.UUIDField(required=False, widget=forms.HiddenInput)
    order = forms.IntegerField(
        required=False, min_value=1, max_value=99, label=_("顺序"), widget=forms.NumberInput(attrs={"min": 1})
    )
    name = forms.CharField(
        required=False, label=_("姓名"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    relation = forms.ChoiceField(required=False, label=_("与老人关系"), choices=choices_of(enums.Relation))
    phone = forms.CharField(
        required=False,
        label=_("电话"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    distance_metres = forms.CharField(
        required=False, label=_("距离（米）"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    key_holder = forms.ChoiceField(
        required=False, label=_("钥匙"), choices=choices_of(enums.KeyHolder, empty=False), initial="unknown"
    )
    is_guardian = forms.BooleanField(required=False, label=_("监护人"))
    remove = forms.BooleanField(required=False, label=_("去掉这位联系人"))

    def contact(self) -> ContactForm | None:
        """The contact that this row says; None for an empty or removed one."""
        given = self.cleaned_data
        if given["remove"] or not (given["name"] or given["phone"] or given["relation"]):
            return None
        return ContactForm(
            name=given["name"],
            relation=given["relation"],
            phone=given["phone"],
            distance_metres=given["distance_metres"] or None,
            key_holder=given["key_holder"] or "unknown",
            is_guardian=given["is_guardian"],
            keeps=given["keeps"],
        )


def contact_rows(said: QueryDict | None, held: Iterable[Any] = (), spare: int = SPARE) -> list[ContactRow]:
    """The present contacts in their order, then empty rows."""
    rows = list(held)
    initial = [_contact_initial(row, place) for place, row in enumerate(rows, 1)]
    initial += [{"order": len(rows) + n} for n in range(1, spare + 1)]
    if said is not None:
        while f"c{len(initial)}-name" in said and len(initial) < MOST_CONTACTS:
            initial.append({})
    return [ContactRow(said, prefix=f"c{place}", initial=one) for place, one in enumerate(initial)]


def _contact_initial(row: Any, place: int) -> dict[str, Any]:
    kept = ("name", "relation", "distance_metres", "key_holder", "is_guardian")
    return {"keeps": row.id, "order": place, **{name: getattr(row, name) for name in kept}}


def are_valid(rows: Iterable[ContactRow]) -> bool:
    """Whether all rows can be read; every one is looked at, so that each shows its own errors."""
    return not sum(not row.is_valid() for row in rows)


def ordered(rows: Iterable[ContactRow]) -> list[tuple[ContactRow, ContactForm]]:
    """The filled rows by the order typed; equal numbers keep the order of the page."""
    filled = [(row, contact) for row in rows if (contact := row.contact())]
    return sorted(filled, key=lambda pair: pair[0].cleaned_data["order"] or 99)


def tell_contacts(rows: list[ContactRow], reasons: Mapping[str, str], translate: Any) -> dict[str, str]:
    """Put `contacts.0.phone` beside its field; what belongs to no row is given back."""
    rest = {}
    for name, reason in reasons.items():
        parts = name.split(".")
        if parts[0] == "contacts" and len(parts) == 3 and int(parts[1]) < len(rows):
            rows[int(parts[1])].add_error(parts[2], translate(reason))
        else:
            rest[name] = reason
    return rest


LIFE_EVIDENCE = [
    choice for choice in choices_of(Evidence) if choice[0] in ("", *evidence_for(("life_status",)))
]


class StatusForm(forms.Form):
    """Alive, moved away, dead: with the day and what it rests on."""

    status = forms.ChoiceField(
        label=_("生存状态"), choices=choices_of(enums.LifeStatus, empty=False), required=False
    )
    on = day_field()
    evidence = forms.ChoiceField(label=_("变更依据"), choices=LIFE_EVIDENCE, required=False)
    reason = forms.CharField(
        label=_("说明"),
        max_length=300,
        required=False,
        help_text=_("怎样得知、向谁核对过；区县凭依据核定。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["on"].label = _("变更日期")


class ConsentForm(forms.Form):
    """A consent as it was given."""

    purpose = forms.ChoiceField(label=_("目的"), choices=choices_of(enums.ConsentPurpose), required=False)
    basis = forms.ChoiceField(
        label=_("依据"), choices=choices_of(enums.ConsentBasis, empty=False), required=False
    )
    channel = forms.ChoiceField(
        label=_("方式"), choices=choices_of(enums.ConsentChannel, empty=False), required=False
    )
    given_by = forms.ChoiceField(
        label=_("同意人"), choices=choices_of(enums.ConsentGiver, empty=False), required=False
    )
    text_version = forms.CharField(
        label=_("文本版本"),
        max_length=30,
        required=False,
        help_text=_("老人签的是哪一版就填哪一版；空着即为今天的版本。"),
    )


def at_the_desk() -> Choices:
    """How a mandate is given at a desk; a telephone or a short message proves nobody."""
    return [(one.value, _(one.label)) for one in mandates.AT_THE_DESK]


class RenewMandateForm(forms.Form):
    """That a mandate goes on."""

    last_day = day_field()
    reason = forms.ChoiceField(label=_("续期原因"), choices=choices_of(mandates.RenewReason), required=False)
    channel = forms.ChoiceField(label=_("方式"), choices=at_the_desk)
    text_version = forms.CharField(label=_("委托书版本或编号"), max_length=30)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["last_day"].label = _("新的最后一天")

    def renewal(self) -> RenewalForm:
        """What was typed, for the operation."""
        return RenewalForm(**self.cleaned_data)


class GiveMandateForm(forms.Form):
    """A mandate as it was given; the account is named exactly, nobody looks through accounts."""

    username = forms.CharField(
        label=_("受托人的用户名"),
        max_length=60,
        help_text=_("请受托人写下登录用的用户名；只能填家属或老人本人的账号。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    relation = forms.ChoiceField(label=_("与老人关系"), choices=choices_of(enums.Relation), required=False)
    basis = forms.ChoiceField(label=_("委托依据"), choices=choices_of(mandates.Basis, empty=False))
    allows = forms.MultipleChoiceField(
        label=_("授权内容"),
        choices=choices_of(mandates.Allow, empty=False),
        required=False,
        initial=["read_file", "hear_incidents"],
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = day_field()
    channel = forms.ChoiceField(label=_("方式"), choices=at_the_desk)
    text_version = forms.CharField(label=_("委托书版本或编号"), max_length=30)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        self.fields["relation"].help_text = _("老人本人的账号不填关系；其他委托必须填。")
        self.fields["last_day"].label = _("最后一天")
        self.fields["last_day"].help_text = _("监护和老人本人的账号可以不填；其他委托必须填。")

    def mandate(self) -> MandateForm:
        """What was typed, for the operation."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "username"}
        return MandateForm(**given | {"allows": tuple(given["allows"])})


def uuid_of(text: str) -> UUID | None:
    """The key in a form or an address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def refuse_files(request: HttpRequest) -> bool:
    """Whether somebody sent a file where words are expected."""
    return bool(request.FILES)
