"""What is written about a household and its carers, read field by field."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chongyang.core.words import N_
from chongyang.groups.enums import CareKind, HouseRole
from chongyang.registry.enums import Relation, Sex
from chongyang.registry.rules import forms

EARLIEST_BIRTH = 1890
NAME_LACKS = N_("请填写姓名，或选择一份老人档案。")
BOTH = N_("老人档案已有姓名和电话，这里不再填写。")
HOURS = N_("每周小时数为 1 至 168。")
YEAR = N_("出生年份不对。")


@dataclass(frozen=True, slots=True)
class MemberForm:
    """One who lives there: an elder's file, or somebody by name."""

    role: str
    person: UUID | None = None
    name: str = ""
    sex: str = ""
    birth_year: int | str | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CareForm:
    """One who cares: an elder's file (a husband), or somebody by name."""

    kind: str
    relation: str = ""
    carer: UUID | None = None
    name: str = ""
    phone: str = ""
    hours_a_week: int | str | None = None
    lives_with: bool = False
    is_main: bool = False
    since: date | None = None


def read_member(form: MemberForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a member, and the reason of each field that cannot be taken."""
    typed = asdict(form)
    person = typed.pop("person")
    values, reasons = forms.read_fields(MEMBER_READERS, typed, today)
    values["person"] = person
    return values, reasons | _named(person, form.name, form.phone)


def read_care(form: CareForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a carer, and the reason of each field that cannot be taken."""
    typed = asdict(form)
    carer = typed.pop("carer")
    values, reasons = forms.read_fields(CARE_READERS, typed, today)
    values["carer"] = carer
    return values, reasons | _named(carer, form.name, form.phone)


def _named(person: UUID | None, name: str, phone: str) -> dict[str, str]:
    if person:
        return {"name": BOTH} if name.strip() or phone.strip() else {}
    return {} if name.strip() else {"name": NAME_LACKS}


def _name(value: Any, today: date) -> str:
    return forms.ELDER_READERS["name"](value, today) if value else ""


def _number(low: int, high: int, reason: str) -> forms.Reader:
    def read(value: Any, _: date) -> int | None:
        if value in (None, ""):
            return None
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) < 6 and low <= int(text) <= high):
            raise forms.Wrong(reason)
        return int(text)

    return read


def _year(value: Any, today: date) -> int | None:
    return _number(EARLIEST_BIRTH, today.year, YEAR)(value, today)  # type: ignore[no-any-return]


def _yes(value: Any, _: date) -> bool:
    return bool(value)


MEMBER_READERS: Mapping[str, forms.Reader] = {
    "role": forms.word(HouseRole),
    "name": _name,
    "sex": forms.word(Sex, empty=True),
    "birth_year": _year,
    "phone": forms.ELDER_READERS["phone"],
}
CARE_READERS: Mapping[str, forms.Reader] = {
    "kind": forms.word(CareKind),
    "relation": forms.word(Relation, empty=True),
    "name": _name,
    "phone": forms.ELDER_READERS["phone"],
    "hours_a_week": _number(1, 168, HOURS),
    "lives_with": _yes,
    "is_main": _yes,
    "since": forms.past_day,
}
