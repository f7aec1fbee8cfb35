"""Which office may grant which class, on what and for how long; the tables are data (`data/classes.yaml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chongyang.core.words import N_
from chongyang.groups.enums import Evidence
from chongyang.registry.enums import AbilityLevel, ClassAuthority, PersonClass, Source
from chongyang.registry.rules import forms

BY_RULE = N_("高龄和百岁按出生日期得出，不由人认定。")
NOT_ITS_OFFICE = N_("这一类别不由这个部门认定，没有提出。")
BY_VISIT = N_("独居、空巢和留守要经走访确认，请记录走访。")
LEVEL_LACKS = N_("请选择等级。")
NO_LEVEL = N_("这一类不分等级。")
EVIDENCE_WRONG = N_("这一类不能以此为依据。")
NUMBER_LACKS = N_("请填写决定、证件或报告的编号，最多 60 个字。")
ORDER_WRONG = N_("最后一天在开始之前。")
TOO_LONG = N_("期限超过了一次认定的最长时间，请缩短，到期后重新认定。")
END_LACKS = N_("这一类必须有到期日。")
SOURCES: Mapping[str, Source] = {
    ClassAuthority.CIVIL_AFFAIRS: Source.CIVIL_AFFAIRS,
    ClassAuthority.HEALTH: Source.HEALTH,
    ClassAuthority.DISABLED_FEDERATION: Source.DISABLED_FEDERATION,
    ClassAuthority.VETERANS: Source.VETERANS,
    ClassAuthority.ASSESSMENT: Source.CIVIL_AFFAIRS,
    ClassAuthority.VISIT: Source.COMMUNITY,
    ClassAuthority.RULE: Source.POLICE,
}


@dataclass(frozen=True, slots=True)
class ClassRule:
    """How one class comes about; `office` is a ClassAuthority."""

    kind: str
    office: str
    evidence: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    longest_days: int | None = None
    review_days: int | None = None
    visit_days: int = 0
    retry_days: int = 0
    from_age: int = 0


@dataclass(frozen=True, slots=True)
class Office:
    """Organisations that held an office from one day to another, half-open."""

    keys: tuple[str, ...]
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class GrantForm:
    """A class as an office granted it; `last_day` is the last day on which it holds."""

    kind: str
    evidence: str
    number: str
    valid_from: date | None
    last_day: date | None = None
    level: str = ""
    office: str = ""
    """The key of the organisation that decided; empty for the recorder's own."""


@cache
def _document() -> Mapping[str, Any]:
    text = (files("chongyang.groups") / "data" / "classes.yaml").read_text(encoding="utf-8")
    held: Mapping[str, Any] = yaml.safe_load(text)
    return held


@cache
def class_rules() -> Mapping[str, ClassRule]:
    """One rule for each class, in the order of the enum."""
    return {kind.value: _rule(kind, _document()["classes"][kind]) for kind in PersonClass}


def _rule(kind: str, told: Mapping[str, Any]) -> ClassRule:
    lists = ("evidence", "levels")
    columns: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in told.items()}
    return ClassRule(kind, **columns)


def left_behind_metres() -> int:
    return int(_document()["left_behind_metres"])


@cache
def offices_of(authority: str) -> tuple[Office, ...]:
    rows = _document()["offices"].get(authority, ())
    return tuple(Office(tuple(row["keys"]), row.get("from"), row.get("to")) for row in rows)


def is_office(authority: str, key: str, on: date) -> bool:
    """Whether the organisation of this key holds the office on a day, if it exists then."""
    return any(
        (office.since is None or office.since <= on)
        and (office.until is None or on < office.until)
        and any(fnmatchcase(key, pattern) for pattern in office.keys)
        for office in offices_of(authority)
    )


def is_by_office(kind: str) -> bool:
    """Whether an office decides it, so that a person may propose and an office grant it."""
    return class_rules()[kind].office not in (ClassAuthority.RULE, ClassAuthority.VISIT)


def source_reason(kind: str, source: str) -> str:
    """Why a source's word does not propose a class: only the office that may grant it does; "" if it does."""
    office = class_rules()[kind].office
    if office in (ClassAuthority.RULE, ClassAuthority.VISIT):
        return BY_RULE if office == ClassAuthority.RULE else BY_VISIT
    return "" if SOURCES[office] == source else NOT_ITS_OFFICE


def is_by_visit(kind: str) -> bool:
    return class_rules()[kind].office == ClassAuthority.VISIT


def kinds_by(*authorities: str) -> tuple[PersonClass, ...]:
    """The classes of some authorities, in their order."""
    return tuple(kind for kind in PersonClass if class_rules()[kind].office in authorities)


BY_AGE = (PersonClass.AGED, PersonClass.CENTENARIAN)


def birthday_at(born_on: date, age: int) -> date:
    """The day on which somebody is of an age; born on 29 February, it is 1 March in a common year."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def by_age(born_on: date, day: date) -> tuple[PersonClass, ...]:
    """The classes that follow from the birthday alone on a day."""
    return tuple(kind for kind in BY_AGE if birthday_at(born_on, class_rules()[kind].from_age) <= day)


def born_by(kind: str, day: date) -> date:
    """Whoever was born on this day or before is of the class on `day`."""
    age = class_rules()[kind].from_age
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 2, 28)


def in_order(kinds: Iterable[str]) -> list[str]:
    """Each class once, in the order of the enum."""
    held = set(kinds)
    return [kind.value for kind in PersonClass if kind.value in held]


def read_grant(form: GrantForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a grant, and the reason of each field that cannot be taken."""
    typed = asdict(replace(form))
    typed.pop("office")
    values, reasons = forms.read_fields(READERS, typed, today)
    if reasons:
        return values, reasons
    rule = class_rules()[values["kind"]]
    if rule.office in (ClassAuthority.RULE, ClassAuthority.VISIT):
        return values, {"kind": BY_RULE if rule.office == ClassAuthority.RULE else BY_VISIT}
    return values, _level_reason(rule, values) | _evidence_reason(rule, values) | _term_reason(rule, values)


def _level_reason(rule: ClassRule, values: Mapping[str, Any]) -> dict[str, str]:
    if rule.levels and values["level"] not in rule.levels:
        return {"level": LEVEL_LACKS}
    return {"level": NO_LEVEL} if values["level"] and not rule.levels else {}


def _evidence_reason(rule: ClassRule, values: Mapping[str, Any]) -> dict[str, str]:
    return {} if values["evidence"] in rule.evidence else {"evidence": EVIDENCE_WRONG}


def _term_reason(rule: ClassRule, values: Mapping[str, Any]) -> dict[str, str]:
    last, first = values["last_day"], values["valid_from"]
    if last is None:
        return {"last_day": END_LACKS} if rule.longest_days else {}
    if last < first:
        return {"last_day": ORDER_WRONG}
    if rule.longest_days and last - first >= timedelta(days=rule.longest_days):
        return {"last_day": TOO_LONG}
    return {}


def _number(value: Any, _: date) -> str:
    text = " ".join(str(value or "").split())
    if not 1 <= len(text) <= 60 or not text.isprintable():
        raise forms.Wrong(NUMBER_LACKS)
    return text


def _maybe_day(value: Any, _: date) -> date | None:
    if value is not None and not isinstance(value, date):
        raise forms.Wrong(N_("请填写日期。"))
    return value


READERS: Mapping[str, forms.Reader] = {
    "kind": forms.word(PersonClass),
    "evidence": forms.word(Evidence),
    "number": _number,
    "valid_from": forms.past_day,
    "last_day": _maybe_day,
    "level": forms.word(AbilityLevel, empty=True),
}
