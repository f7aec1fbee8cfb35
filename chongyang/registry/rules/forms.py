"""What a person fills in about an elder, read field by field; a wrong field says why, in Chinese source text.

A reader takes what was typed and today's date and gives the value for the column, or raises `Wrong`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from chongyang.core import identifiers
from chongyang.core.labels import Labelled
from chongyang.core.scopes import interval_of
from chongyang.core.words import N_
from chongyang.registry import enums

NAME_SIGNS = frozenset(" ·•.-'’")
LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)
FLOORS = (-5, 200)


class Wrong(ValueError):
    """A field that cannot be taken; `reason` is shown beside it and repeats nothing of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Reader = Callable[[Any, date], Any]


@dataclass(frozen=True, slots=True)
class ContactForm:
    """One contact; their order in the list is the order of calling."""

    name: str
    relation: str
    phone: str
    distance_metres: int | None = None
    key_holder: str = "unknown"
    is_guardian: bool = False
    keeps: UUID | None = None
    """The present contact whose number stays: who edits need not see it."""


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """How the person lives and what she has and needs; words of registry.enums."""

    living_form: str = ""
    education: str = ""
    marriage: str = ""
    classes: tuple[str, ...] = ()
    disability_kind: str = ""
    disability_level: int | None = None
    income_kinds: tuple[str, ...] = ()
    insurance_kinds: tuple[str, ...] = ()
    ability_level: str = ""
    ability_scale: str = ""
    ability_on: date | None = None
    ability_until: date | None = None
    ability_assessor: str = ""
    conditions: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()
    housing_risks: tuple[str, ...] = ()
    loneliness: str = ""
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    prefers_sex: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ElderForm:
    """An elder as she is registered. With an identity number, birthday and sex come from it."""

    name: str
    area: int | str
    source: str
    sourced_on: date
    identity_number: str = ""
    born_on: date | None = None
    sex: str = ""
    nation: str = "汉族"
    phone: str = ""
    card_number: str = ""
    household_area: int | str | None = None
    household_address: str = ""
    address: str = ""
    floor: int | None = None
    has_lift: bool | None = None
    access_note: str = ""
    longitude: float | None = None
    latitude: float | None = None
    profile: ProfileForm = ProfileForm()
    contacts: tuple[ContactForm, ...] = ()


def _name(value: Any, _: date) -> str:
    name = " ".join(str(value or "").split())
    if not name:
        raise Wrong(N_("请填写姓名。"))
    if len(name) > 60 or not all(char.isalpha() or char in NAME_SIGNS for char in name):
        raise Wrong(N_("姓名只能是文字和间隔号，最多 60 个字。"))
    return name


def _identity(value: Any, today: date) -> str:
    return identifiers.read_identity(str(value), today=today).number if value else ""


def _phone(value: Any, _: date) -> str:
    if not value:
        return ""
    phone = identifiers.read_phone(str(value))
    if phone.kind == "short":
        raise Wrong(N_("这是公用号码，不能作为个人电话。"))
    return phone.number


def _card(value: Any, _: date) -> str:
    number = identifiers.cleaned(str(value or ""))
    if number and not (number.isascii() and number.isalnum() and 4 <= len(number) <= 40):
        raise Wrong(N_("卡号应为 4 至 40 位数字或字母。"))
    return number


def _text(longest: int) -> Reader:
    def read(value: Any, _: date) -> str:
        text = str(value or "").strip()
        if len(text) > longest or not text.isprintable():
            raise Wrong(N_("文字太长，或含有不可见的字符。"))
        return text

    return read


def past_day(value: Any, today: date) -> date:
    """A day that is there and not in the future."""
    if not isinstance(value, date):
        raise Wrong(N_("请填写日期。"))
    if value > today:
        raise Wrong(N_("日期在今天之后。"))
    return value


def _birthday(value: Any, today: date) -> date:
    day = past_day(value, today)
    if identifiers.age_on(day, today) > identifiers.ELDEST:
        raise Wrong(N_("年龄超过 130 岁。"))
    return day


def word(kinds: type[Labelled], *, empty: bool = False) -> Reader:
    """One of an enum's values, or nothing where that is allowed."""

    def read(value: Any, _: date) -> str:
        if (not value and empty) or value in kinds.__members__.values():
            return str(value or "")
        raise Wrong(N_("请从列出的选项中选择。"))

    return read


def _words(kinds: type[Labelled]) -> Reader:
    one = word(kinds)

    def read(value: Any, today: date) -> list[str]:
        return [one(item, today) for item in dict.fromkeys(value or ())]

    return read


def _number(low: float, high: float, reason: str, kind: type[int] | type[float] = int) -> Reader:
    def read(value: Any, _: date) -> Any:
        if value is None or value == "":
            return None
        try:
            number = kind(value)
        except (TypeError, ValueError):
            raise Wrong(reason) from None
        if not low <= number <= high:
            raise Wrong(reason)
        return number

    return read


def _household(value: Any, _: date) -> int | None:
    if value in (None, ""):
        return None
    try:
        return interval_of(value)[0]
    except ValueError:
        raise Wrong(N_("户籍地应为 2 至 12 位行政区划代码。")) from None


def _maybe_day(value: Any, _: date) -> date | None:
    if value is not None and not isinstance(value, date):
        raise Wrong(N_("请填写日期。"))
    return value


def _medicines(value: Any, today: date) -> list[str]:
    return [text for text in (_text(60)(item, today) for item in value or ()) if text]


def _yes_or_no(value: Any, _: date) -> bool | None:
    return None if value is None else bool(value)


ELDER_READERS: Mapping[str, Reader] = {
    "name": _name,
    "identity_number": _identity,
    "born_on": _birthday,
    "sex": word(enums.Sex),
    "nation": _text(20),
    "phone": _phone,
    "card_number": _card,
    "household_area": _household,
    "household_address": _text(200),
    "address": _text(200),
    "floor": _number(*FLOORS, N_("楼层应在 -5 至 200 之间。")),
    "has_lift": _yes_or_no,
    "access_note": _text(200),
    "longitude": _number(*LONGITUDES, N_("经度应在 73 至 136 之间。"), float),
    "latitude": _number(*LATITUDES, N_("纬度应在 3 至 54 之间。"), float),
    "source": word(enums.Source),
    "sourced_on": past_day,
}
PROFILE_READERS: Mapping[str, Reader] = {
    "living_form": word(enums.LivingForm, empty=True),
    "education": word(enums.Education, empty=True),
    "marriage": word(enums.Marriage, empty=True),
    "classes": _words(enums.PersonClass),
    "disability_kind": word(enums.DisabilityKind, empty=True),
    "disability_level": _number(1, 4, N_("残疾等级为 1 至 4 级。")),
    "income_kinds": _words(enums.IncomeKind),
    "insurance_kinds": _words(enums.InsuranceKind),
    "ability_level": word(enums.AbilityLevel, empty=True),
    "ability_scale": word(enums.AbilityScale, empty=True),
    "ability_on": _maybe_day,
    "ability_until": _maybe_day,
    "ability_assessor": _text(60),
    "conditions": _words(enums.Condition),
    "allergies": _words(enums.Allergy),
    "medicines": _medicines,
    "aids": _words(enums.Aid),
    "housing_risks": _words(enums.HousingRisk),
    "loneliness": word(enums.Loneliness, empty=True),
    "needs": _words(enums.Need),
    "languages": _words(enums.Language),
    "prefers_sex": word(enums.Sex, empty=True),
    "note": _text(500),
}
CONTACT_READERS: Mapping[str, Reader] = {
    "name": _name,
    "relation": word(enums.Relation),
    "phone": lambda value, today: _phone(value or "-", today),
    "distance_metres": _number(0, 20_000_000, N_("距离应为米数。")),
    "key_holder": word(enums.KeyHolder),
    "is_guardian": lambda value, _: bool(value),
}


def read_fields(
    readers: Mapping[str, Reader], typed: Mapping[str, Any], today: date
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that could be read, and the reason of each that could not."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field, value in typed.items():
        try:
            values[field] = readers[field](value, today)
        except (Wrong, identifiers.InvalidIdentifier) as error:
            problems[field] = error.reason
    return values, problems


def read_elder(form: ElderForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of an elder but for the area; an identity number gives birthday and sex."""
    left_out = {"area", "profile", "contacts"}
    typed = {field.name: getattr(form, field.name) for field in fields(form) if field.name not in left_out}
    if form.identity_number:
        typed = {key: value for key, value in typed.items() if value or key not in ("born_on", "sex")}
    values, problems = read_fields(ELDER_READERS, typed, today)
    return values, problems | agree_with_number(values, today)


def agree_with_number(values: dict[str, Any], today: date) -> dict[str, str]:
    """Fill in what the identity number says; a form that says otherwise is wrong."""
    problems: dict[str, str] = {}
    if number := values.get("identity_number"):
        identity = identifiers.read_identity(number, today=today)
        if values.setdefault("born_on", identity.born_on) != identity.born_on:
            problems["born_on"] = N_("出生日期与身份证号码不一致。")
        if values.setdefault("sex", identity.sex) != identity.sex:
            problems["sex"] = N_("性别与身份证号码不一致。")
    if ("longitude" in values) and (values["longitude"] is None) != (values.get("latitude") is None):
        problems["latitude"] = N_("经度和纬度要一起填写。")
    return problems


def read_profile(form: ProfileForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a profile."""
    return read_fields(
        PROFILE_READERS, {field.name: getattr(form, field.name) for field in fields(form)}, today
    )


def read_contacts(forms: tuple[ContactForm, ...], today: date) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The columns of each contact; problems are named `contacts.0.phone`."""
    rows: list[dict[str, Any]] = []
    problems: dict[str, str] = {}
    for place, form in enumerate(forms):
        typed = {field.name: getattr(form, field.name) for field in fields(form) if field.name != "keeps"}
        row, wrong = read_fields(CONTACT_READERS, typed, today)
        rows.append(row)
        problems |= {f"contacts.{place}.{field}": reason for field, reason in wrong.items()}
    return rows, problems
