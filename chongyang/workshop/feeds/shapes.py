"""What each department's file holds: the columns of its feed, made from the invented people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import numpy as np

from chongyang.registry.enums import ICD10, Condition, DisabilityKind, InsuranceKind, PersonClass
from chongyang.workshop.city.health import is_in, members
from chongyang.workshop.city.households import FORMS
from chongyang.workshop.city.rows import Drawn
from chongyang.workshop.city.seeds import REFERENCE_DAY, Ints, Words
from chongyang.workshop.feeds.errors import Told

MARRIAGE = {"single": "10", "married": "20", "widowed": "30", "divorced": "40"}
EDUCATION = {"college": "30", "secondary": "60", "middle": "70", "primary": "80", "none": "90"}
FORM_CODES = np.array(["1", "2", "3", "4", "7", "6", "8", "9"], dtype=object)
DISABILITY = {kind.value: str(digit) for digit, kind in enumerate(DisabilityKind, 1)}
RELIEF = ((PersonClass.DESTITUTE, "1"), (PersonClass.MINIMUM_LIVING, "2"), (PersonClass.NEAR_MINIMUM, "3"))
Columns = dict[str, Words]
Pick = Callable[[Drawn], Ints]


@dataclass(frozen=True, slots=True)
class Shape:
    """One feed: whom it holds, the prefix of its record numbers, its columns."""

    prefix: str
    key: str
    rows: Pick
    columns: Callable[[Drawn, Ints, Told], Columns]


def _of(table: dict[str, str], words: Words) -> Words:
    return np.array([table.get(word, "") for word in words], dtype=object)


def _sex(drawn: Drawn, rows: Ints) -> Words:
    return np.where(drawn.people.male[rows], "1", "2").astype(object)


def _days(days: Ints) -> Words:
    return np.array([f"{REFERENCE_DAY - timedelta(days=day):%Y%m%d}" for day in days.tolist()], dtype=object)


def _all(drawn: Drawn) -> Ints:
    return np.arange(len(drawn.people))


def _living(drawn: Drawn) -> Ints:
    return np.flatnonzero(~drawn.people.dead)


def _dead(drawn: Drawn) -> Ints:
    return np.flatnonzero(drawn.people.dead)


def _of_class(*wanted: PersonClass) -> Pick:
    def pick(drawn: Drawn) -> Ints:
        held = [is_in(drawn.health.classes, each) for each in wanted]
        return np.flatnonzero(np.any(held, axis=0) & ~drawn.people.dead)

    return pick


def _population(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    people, homes = drawn.people, drawn.homes
    head = homes.household[rows] == rows
    status = np.where(people.dead[rows], "1", np.where(people.moved[rows], "2", "0"))
    return {
        "姓名": told.name,
        "公民身份号码": told.number,
        "性别": _sex(drawn, rows),
        "出生日期": told.born,
        "民族": np.where(people.hui[rows], "回族", "汉族").astype(object),
        "户号": told.household,
        "与户主关系": np.where(head, "01", np.where(homes.partner[rows] >= 0, "12", "99")).astype(object),
        "户籍地区划": drawn.areas[rows],
        "户籍地址": told.address,
        "现住地区划": drawn.areas[rows],
        "现住址": told.address,
        "联系电话": told.phone,
        "户籍状态": status.astype(object),
    }


@lru_cache(maxsize=65536)
def _icd(mask: int) -> str:
    printed = (ICD10.get(Condition.of(each.value), "") for each in members(mask, Condition))
    found = (code.split("-")[0] for code in printed if code)
    return ";".join(found)


def _first_contact(drawn: Drawn) -> Ints:
    """For each elder the row of the first contact, or -1."""
    first = np.full(len(drawn.people), -1)
    ones = np.flatnonzero(drawn.contacts.rank == 1)
    first[drawn.contacts.elder[ones]] = ones
    return first


def first_contacts(drawn: Drawn, rows: Ints) -> Words:
    """Whom a department would call for each of these people: the spouse, else a child; nobody: empty."""
    contact, contacts = _first_contact(drawn)[rows], drawn.contacts
    if not len(contacts.name):
        return np.full(len(rows), "", dtype=object)
    return np.where(contact >= 0, contacts.name[contact], "").astype(object)


def _health(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    contact = _first_contact(drawn)[rows]
    known, contacts = contact >= 0, drawn.contacts
    return {
        "姓名": told.name,
        "身份证号": told.number,
        "性别": _sex(drawn, rows),
        "出生日期": told.born,
        "本人电话": told.phone,
        "现住地区划": drawn.areas[rows],
        "现住址": told.address,
        "文化程度": _of(EDUCATION, drawn.health.education[rows]),
        "婚姻状况": _of(MARRIAGE, drawn.homes.marriage[rows]),
        "居住方式": FORM_CODES[drawn.homes.form[rows]],
        "慢性病": np.array([_icd(mask) for mask in drawn.health.conditions[rows].tolist()], dtype=object),
        "药物过敏": np.full(len(rows), "1", dtype=object),
        "联系人姓名": told.member,
        "联系人电话": np.where(known, contacts.phone[contact], "") if len(contacts.phone) else told.name * 0,
    }


def _pensions(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    people = drawn.people
    city = is_in(drawn.health.insurance[rows], InsuranceKind.EMPLOYEE)
    sixty = people.born[rows] + 600_000
    return {
        "姓名": told.name,
        "社会保障号码": told.number,
        "性别": _sex(drawn, rows),
        "出生日期": told.born,
        "险种": np.where(city, "110", "170").astype(object),
        "待遇状态": np.where(people.dead[rows] & (people.left_days_ago[rows] > 60), "3", "1").astype(object),
        "待遇开始日期": np.array([f"{day // 100}01" for day in sixty.tolist()], dtype=object),
        "资格认证日期": _days(20 + people.born[rows] % 330),
        "居住地区划": drawn.areas[rows],
        "居住地址": told.address,
        "手机号码": told.phone,
    }


def _insurance(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    city = is_in(drawn.health.insurance[rows], InsuranceKind.EMPLOYEE)
    return {
        "姓名": told.name,
        "证件号码": told.number,
        "性别": _sex(drawn, rows),
        "出生日期": told.born,
        "险种类型": np.where(city, "310", "390").astype(object),
        "参保截止日期": np.full(len(rows), "20261231", dtype=object),
        "社保卡号": np.array(
            [f"A{4_101_000_000 + row:010d}" for row in drawn.people.first + rows], dtype=object
        ),
        "联系电话": told.phone,
        "参保地区划": drawn.areas[rows],
        "联系地址": told.address,
    }


def _deaths(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    return {
        "姓名": told.name,
        "公民身份号码": told.number,
        "性别": _sex(drawn, rows),
        "死亡日期": _days(drawn.people.left_days_ago[rows]),
        "户籍地区划": drawn.areas[rows],
    }


def _cremations(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    held = _deaths(drawn, rows, told)
    held["身份证号码"] = held.pop("公民身份号码")
    return held


def _relief(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    kind = np.full(len(rows), "3", dtype=object)
    for member, code in reversed(RELIEF):
        kind[is_in(drawn.health.classes[rows], member)] = code
    return {
        "人员序号": np.full(len(rows), "1", dtype=object),
        "姓名": told.name,
        "身份证号码": told.number,
        "性别": _sex(drawn, rows),
        "救助类别": kind,
        "认定日期": _days(drawn.people.left_days_ago[rows] + 100),
        "有效期至": np.full(len(rows), "20261231", dtype=object),
        "居住地区划": drawn.areas[rows],
        "居住地址": told.address,
        "联系电话": told.phone,
    }


def _disability(drawn: Drawn, rows: Ints, told: Told) -> Columns:
    return {
        "姓名": told.name,
        "身份证号码": told.number,
        "性别": _sex(drawn, rows),
        "残疾类别": _of(DISABILITY, drawn.health.disability_kind[rows]),
        "残疾等级": np.maximum(drawn.health.disability_level[rows], 1).astype(str).astype(object),
        "发证日期": _days(drawn.people.left_days_ago[rows] + 300),
        "居住地区划": drawn.areas[rows],
        "居住地址": told.address,
        "联系电话": told.phone,
    }


SHAPES: dict[str, Shape] = {
    "police_population": Shape("P", "人员编号", _all, _population),
    "health_files": Shape("J", "档案编号", _living, _health),
    "social_pensions": Shape("S", "个人编号", _all, _pensions),
    "medical_insurance": Shape("Y", "参保编号", _living, _insurance),
    "police_deaths": Shape("Z", "注销编号", _dead, _deaths),
    "civil_cremations": Shape("H", "火化编号", _dead, _cremations),
    "civil_relief": Shape("R", "救助编号", _of_class(*(each for each, _ in RELIEF)), _relief),
    "disability": Shape("D", "残疾人证号", _of_class(PersonClass.DISABLED), _disability),
}
LARGE = ("police_population", "health_files", "social_pensions", "medical_insurance")
assert len(FORM_CODES) == len(FORMS)
