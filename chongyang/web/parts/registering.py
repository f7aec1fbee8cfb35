"""What the desks of register and family share: a change of one field as a form, and how values are said."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chongyang.core import identifiers
from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registration.enums import Evidence
from chongyang.registration.operations import ChangeForm
from chongyang.registration.rules import changes as rules
from chongyang.registry import enums
from chongyang.territory import queries as territory
from chongyang.web.parts.lists import aside, joined

FIELDS: Mapping[str, str] = {
    "phone": N_("电话"),
    "contacts": N_("联系人"),
    "access_note": N_("上门提示"),
    "floor": N_("楼层"),
    "has_lift": N_("电梯"),
    "living_form": N_("居住情况"),
    "languages": N_("日常语言"),
    "prefers_sex": N_("希望上门人员的性别"),
    "needs": N_("服务需求"),
    "nation": N_("民族"),
    "card_number": N_("卡号"),
    "address": N_("现住址"),
    "area": N_("社区（村）"),
    "household_address": N_("户籍地址"),
    "name": N_("姓名"),
    "identity_number": N_("身份证号码"),
    "born_on": N_("出生日期"),
    "sex": N_("性别"),
    "life_status": N_("生存状态"),
}
WORDS: Mapping[str, type[Labelled]] = {
    "living_form": enums.LivingForm,
    "languages": enums.Language,
    "prefers_sex": enums.Sex,
    "needs": enums.Need,
    "sex": enums.Sex,
    "life_status": enums.LifeStatus,
}
MASKS = {
    "identity_number": identifiers.mask_identity,
    "phone": identifiers.mask_phone,
    "card_number": identifiers.mask_card,
    "address": identifiers.mask_address,
    "household_address": identifiers.mask_address,
    "name": identifiers.mask_name,
}
MANY = ("languages", "needs")
HINTS = {
    "phone": _("手机，或区号加固定电话。"),
    "address": _("写到楼、单元、门牌号；换街道请办理迁移。"),
    "access_note": _("急救人员怎么进门：门禁、钥匙、狗、听力。"),
    "identity_number": _("18 位，最后一位可以是 X。"),
}


def label_of(words: type[Labelled], code: Any) -> str:
    """The word of a code; one of a later version stands for itself."""
    found = dict(words.choices()).get(str(code))
    return gettext(found) if found else str(code)


def say(name: str, value: Any, *, covered: bool = True) -> str:
    """A value of a file in words; sealed ones covered unless told otherwise."""
    if value in (None, "", [], {}):
        return gettext("未填")
    if name == "contacts":
        return joined(_contact(row) for row in value)
    if name == "life_status":
        on = aside(str(value["on"])) if value.get("on") else ""
        return label_of(enums.LifeStatus, value["status"]) + on
    if name == "area":
        return territory.area_name(int(value))
    if name == "has_lift":
        return gettext("有电梯") if value else gettext("无电梯")
    if name in WORDS:
        return joined(label_of(WORDS[name], one) for one in (value if isinstance(value, list) else [value]))
    if covered and name in MASKS:
        return MASKS[name](str(value))
    return str(value)


def _contact(row: Mapping[str, Any]) -> str:
    relation = label_of(enums.Relation, row.get("relation", ""))
    phone = f" {row['phone']}" if row.get("phone") else ""
    return f"{row.get('name', '')}（{relation}）{phone}"


def route_words(field: str) -> dict[str, Any]:
    """Who decides about a field, and in how many working days."""
    route = rules.route_of([field])
    return {"route": gettext(route.label), "workdays": rules.workdays_for(route)}


def choices_of(words: type[Labelled], *, empty: bool = True) -> list[tuple[str, Any]]:
    """The words of an enum for a form."""
    return [*([("", "—")] if empty else []), *((value, _(label)) for value, label in words.choices())]


class OneChange(forms.Form):
    """What shall stand in one field, on what it rests, and why."""

    def __init__(self, field: str, areas: list[tuple[str, str]] = (), **words: Any) -> None:  # type: ignore[assignment]
        super().__init__(**words)
        self.field = field
        for name, made in _inputs(field, areas).items():
            self.fields[name] = made
        if accepted := rules.evidence_for([field]):
            kinds = [("", "—"), *((one, _(Evidence.of(one).label)) for one in accepted)]
            self.fields["evidence"] = forms.ChoiceField(label=_("依据"), choices=kinds)
            self.fields["evidence_note"] = forms.CharField(
                label=_("依据说明"),
                required=False,
                max_length=rules.MOST_REASON,
                help_text=_("证件或文书的名称、日期。"),
            )
        is_weighty = rules.route_of([field]).value != "clerk"
        self.fields["reason"] = forms.CharField(
            label=_("为什么要改"), required=is_weighty, max_length=rules.MOST_REASON
        )

    def change(self, held: list[dict[str, Any]]) -> ChangeForm:
        """The change for the operation; `held` are the present contacts, which stay before a new one."""
        given = self.cleaned_data
        return ChangeForm(
            changes={self.field: _value(self.field, given, held)},
            reason=given.get("reason", ""),
            evidence=given.get("evidence", ""),
            evidence_note=given.get("evidence_note", ""),
        )

    def tell(self, faults: Mapping[str, str]) -> None:
        """The room's reasons beside their fields."""
        for name, why in faults.items():
            place = name.rpartition(".")[2] if name.startswith("contacts.") else name
            if place == self.field and "value" in self.fields:
                place = "value"
            self.add_error(place if place in self.fields else None, gettext(why))


def _inputs(field: str, areas: list[tuple[str, str]]) -> dict[str, forms.Field]:
    off = {"autocomplete": "off"}
    if field == "contacts":
        return {
            "name": forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs=off)),
            "relation": forms.ChoiceField(label=_("与老人关系"), choices=choices_of(enums.Relation)),
            "phone": forms.CharField(
                label=_("电话"), max_length=40, widget=forms.TextInput(attrs={**off, "inputmode": "tel"})
            ),
        }
    if field == "life_status":
        day = forms.DateField(
            label=_("变更日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
        )
        kinds = choices_of(enums.LifeStatus, empty=False)
        return {"status": forms.ChoiceField(label=_("新的生存状态"), choices=kinds), "on": day}
    return {"value": _input(field, areas)}


def _input(field: str, areas: list[tuple[str, str]]) -> forms.Field:
    label, off = _(FIELDS[field]), {"autocomplete": "off"}
    if field in MANY:
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=choices_of(WORDS[field], empty=False),
            widget=forms.CheckboxSelectMultiple,
        )
    if field in WORDS:
        return forms.ChoiceField(label=label, choices=choices_of(WORDS[field]))
    if field == "area":
        return forms.ChoiceField(label=label, choices=[("", "—"), *areas])
    if field == "has_lift":
        return forms.ChoiceField(
            label=label, choices=[("yes", _("有电梯")), ("", _("无电梯"))], required=False
        )
    if field == "born_on":
        return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))
    longest = 60 if field == "name" else 200
    made = forms.CharField(label=label, max_length=longest, widget=forms.TextInput(attrs=off))
    made.help_text = HINTS.get(field, "")
    return made


def _value(field: str, given: Mapping[str, Any], held: list[dict[str, Any]]) -> Any:
    if field == "contacts":
        return [*held, {name: given[name] for name in ("name", "relation", "phone")}]
    if field == "life_status":
        return {"status": given["status"], "on": given["on"].isoformat() if given["on"] else None}
    value = given["value"]
    if field == "area":
        return int(value) if value else 0
    return bool(value) if field == "has_lift" else value
