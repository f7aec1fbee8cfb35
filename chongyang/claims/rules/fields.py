"""What a claim can say: the canonical fields, their readers, and the one text in which they lie.

A feed maps its columns to these names (`claims/data/feeds`); survivorship and linkage read them by the same
names. Values are what JSON holds: text, whole numbers, sorted lists of words; days are ISO text.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from chongyang.claims import enums
from chongyang.claims.enums import FaultCode
from chongyang.core import identifiers
from chongyang.core.labels import Labelled
from chongyang.core.scopes import interval_of
from chongyang.core.words import N_
from chongyang.registry import enums as words
from chongyang.registry.rules.forms import NAME_SIGNS

Value = str | int | list[str]
LONGEST_NAME, LONGEST_TEXT = 60, 200
OTHER_NATIONS = frozenset({"其他", "外国血统中国籍人士", "穿青人"})
SHORT_NATIONS = frozenset({"汉族", "回族", "满族", "蒙古族", "壮族", "苗族", "藏族", "土家族"})
LONGEST_NATION = 6
_DAYS = (
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?"),
)


class Unreadable(ValueError):
    """A value that says nothing this field can hold; `code` is a word of FaultCode."""

    def __init__(self, code: FaultCode) -> None:
        super().__init__(code)
        self.code = code


Reader = Callable[[str, date], Value]


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical field. `words` lists what it may say; `several` makes it a list of them.

    `mask` is how a list shows it; without one it is shown as it is to who may read the claim.
    """

    name: str
    label: str
    read: Reader
    words: type[Labelled] | None = None
    several: bool = False
    mask: Callable[[str], str] | None = None
    is_health: bool = False

    @property
    def kind(self) -> str:
        """`words`, `word` or the reader's name: what a description of a feed prints."""
        return ("words" if self.several else "word") if self.words else self.read.__name__.strip("_")


def _name(text: str, _: date) -> str:
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not all(char.isalpha() or char in NAME_SIGNS for char in name):
        raise Unreadable(FaultCode.NAME)
    return name


def _identity(text: str, today: date) -> str:
    try:
        return identifiers.read_identity(text, today=today).number
    except identifiers.InvalidIdentifier:
        raise Unreadable(identity_fault(text)) from None


def identity_fault(text: str) -> FaultCode:
    """Which of the checks of GB 11643 a wrong number fails first."""
    number = identifiers.cleaned(text)
    if not re.fullmatch(r"[0-9]*X?", number):
        return FaultCode.IDENTITY_SIGNS
    if len(number) == 15:
        number = number[:6] + "19" + number[6:] + "0"
    elif len(number) != 18:
        return FaultCode.IDENTITY_LENGTH
    elif number[17] != identifiers.identity_check(number[:17]) and is_day(number[6:14]):
        return FaultCode.IDENTITY_CHECK
    return FaultCode.IDENTITY_REGION if is_day(number[6:14]) else FaultCode.IDENTITY_BIRTHDAY


def is_day(digits: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _phone(text: str, _: date) -> str:
    try:
        phone = identifiers.read_phone(text)
    except identifiers.InvalidIdentifier:
        raise Unreadable(FaultCode.PHONE) from None
    if phone.kind == "short":
        raise Unreadable(FaultCode.PHONE)
    return phone.number


def _text(text: str, _: date) -> str:
    """As it came, in composed and half-width form, without line breaks."""
    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(clean) > LONGEST_TEXT or not clean.isprintable():
        raise Unreadable(FaultCode.TOO_LONG)
    return clean


def _nation(text: str, _: date) -> str:
    """A name of GB/T 3304, which all end in 族 but for two; 汉 is written without it often enough."""
    name = "".join(text.split())
    if name in OTHER_NATIONS or (name.endswith("族") and name.isalpha() and len(name) <= LONGEST_NATION):
        return name
    if f"{name}族" in SHORT_NATIONS:
        return f"{name}族"
    raise Unreadable(FaultCode.UNKNOWN_CODE)


@lru_cache(maxsize=131_072)
def read_day(text: str) -> date:
    """A day as departments write it: 19490101, 1949-01-01, 1949/1/1, 1949年1月1日, with a time behind it."""
    for pattern in _DAYS:
        if found := pattern.fullmatch(unicodedata.normalize("NFKC", text).strip()):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                break
    raise Unreadable(FaultCode.DAY)


def _day(text: str, _: date) -> str:
    return read_day(text).isoformat()


def _past_day(text: str, today: date) -> str:
    day = read_day(text)
    if day > today:
        raise Unreadable(FaultCode.FUTURE_DAY)
    return day.isoformat()


def _birthday(text: str, today: date) -> str:
    day = read_day(text)
    if day > today:
        raise Unreadable(FaultCode.FUTURE_DAY)
    if identifiers.age_on(day, today) > identifiers.ELDEST:
        raise Unreadable(FaultCode.TOO_OLD)
    return day.isoformat()


def _area(text: str, _: date) -> int:
    try:
        return interval_of(text.strip())[0]
    except ValueError:
        raise Unreadable(FaultCode.UNKNOWN_AREA) from None


def _word(kinds: type[Labelled]) -> Reader:
    """A word of ours; a department's code became one by its table before this reads it."""
    known = frozenset(member.value for member in kinds)

    def read(text: str, _: date) -> str:
        if text not in known:
            raise Unreadable(FaultCode.UNKNOWN_CODE)
        return text

    return read


def _number(low: float, high: float, scale: int = 1) -> Reader:
    """A whole number of the unit times `scale`: no float enters a claim."""

    def number(text: str, _: date) -> int:
        try:
            value = float(text)
        except ValueError:
            raise Unreadable(FaultCode.NUMBER) from None
        if not low <= value <= high:
            raise Unreadable(FaultCode.NUMBER)
        return round(value * scale)

    return number


def _of(
    name: str, label: str, kinds: type[Labelled], *, several: bool = False, health: bool = False
) -> Field:
    return Field(name, label, _word(kinds), words=kinds, several=several, is_health=health)


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("name", N_("姓名"), _name, mask=identifiers.mask_name),
        Field("identity_number", N_("身份证号码"), _identity, mask=identifiers.mask_identity),
        Field("identity_told", N_("身份证号码（原文，未通过校验）"), _text, mask=identifiers.mask_identity),
        _of("sex", N_("性别"), words.Sex),
        Field("born_on", N_("出生日期"), _birthday),
        Field("born_told", N_("出生日期（原文，不是日期）"), _text),
        Field("nation", N_("民族"), _nation),
        Field("phone", N_("电话"), _phone, mask=identifiers.mask_phone),
        Field("card_number", N_("社会保障卡号"), _text, mask=identifiers.mask_card),
        Field("address", N_("现住址"), _text, mask=identifiers.mask_address),
        Field("area", N_("现住地区划"), _area),
        Field("household_address", N_("户籍地址"), _text, mask=identifiers.mask_address),
        Field("household_area", N_("户籍地区划"), _area),
        Field("household_number", N_("户号"), _text, mask=identifiers.mask_card),
        _of("household_role", N_("与户主关系"), enums.HouseholdRole),
        _of("life_status", N_("生存状态"), words.LifeStatus),
        Field("died_on", N_("死亡日期"), _past_day),
        _of("death_evidence", N_("死亡依据"), words.StatusEvidence),
        Field("moved_on", N_("迁出日期"), _past_day),
        Field("seen_alive_on", N_("资格认证日期"), _past_day),
        _of("marriage", N_("婚姻状况"), words.Marriage),
        Field("married_on", N_("婚姻登记日期"), _past_day),
        Field("spouse_name", N_("配偶姓名"), _name, mask=identifiers.mask_name),
        Field("spouse_identity_number", N_("配偶身份证号码"), _identity, mask=identifiers.mask_identity),
        _of("education", N_("文化程度"), words.Education),
        _of("living_form", N_("居住方式"), words.LivingForm),
        _of("classes", N_("人员类别"), words.PersonClass, several=True),
        Field("class_from", N_("认定日期"), _past_day),
        Field("class_until", N_("有效期至"), _day),
        Field("class_number", N_("证件或认定编号"), _text, mask=identifiers.mask_card),
        _of("family_planning_kind", N_("特殊家庭类别"), enums.FamilyPlanningKind),
        _of("preferential_kind", N_("优抚对象类别"), enums.PreferentialKind),
        _of("disability_kind", N_("残疾类别"), words.DisabilityKind, health=True),
        Field("disability_level", N_("残疾等级"), _number(1, 4), is_health=True),
        _of("ability_level", N_("能力等级"), words.AbilityLevel, health=True),
        _of("ability_scale", N_("评估标准"), words.AbilityScale, health=True),
        Field("ability_on", N_("评估日期"), _past_day, is_health=True),
        _of("self_care", N_("自理能力"), enums.SelfCare, health=True),
        _of("income_kinds", N_("收入来源"), words.IncomeKind, several=True),
        _of("pension_kind", N_("养老保险类别"), enums.PensionKind),
        Field("pension_from", N_("领取起始日期"), _past_day),
        _of("pension_state", N_("待遇状态"), enums.PensionState),
        _of("insurance_kinds", N_("医疗保险类别"), words.InsuranceKind, several=True),
        Field("insured_until", N_("参保截止日期"), _day),
        _of("work_state", N_("就业状态"), enums.WorkState),
        Field("employer", N_("单位名称"), _text),
        _of("conditions", N_("诊断"), words.Condition, several=True, health=True),
        Field("condition_from", N_("确诊日期"), _past_day, is_health=True),
        _of("allergies", N_("过敏"), words.Allergy, several=True, health=True),
        Field("exam_on", N_("体检日期"), _past_day, is_health=True),
        Field("systolic", N_("收缩压（mmHg）"), _number(40, 300), is_health=True),
        Field("diastolic", N_("舒张压（mmHg）"), _number(20, 200), is_health=True),
        Field("glucose", N_("空腹血糖（0.1 mmol/L）"), _number(0.5, 60, 10), is_health=True),
        Field("height", N_("身高（毫米）"), _number(80, 230, 10), is_health=True),
        Field("weight", N_("体重（百克）"), _number(20, 250, 10), is_health=True),
        Field("contact_name", N_("联系人姓名"), _name, mask=identifiers.mask_name),
        Field("contact_phone", N_("联系人电话"), _phone, mask=identifiers.mask_phone),
        _of("contact_relation", N_("联系人与本人关系"), words.Relation),
    )
}
TOLD = {"identity_number": "identity_told", "born_on": "born_told"}
"""What could not be read is kept as it was told under another name: linkage can still compare it."""
DAYS = frozenset(name for name, field in FIELDS.items() if field.kind in ("day", "past_day", "birthday"))


def pack(values: Mapping[str, Any]) -> str:
    """The one text of these values: sorted names, no spaces, nothing empty; same values, same text."""
    kept = {name: _plain(value) for name, value in values.items() if value not in (None, "", [], ())}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Value:
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)


def unpack(text: str) -> dict[str, Any]:
    """The values of a packed text, as they lie: days are ISO text, words a sorted list."""
    values: dict[str, Any] = json.loads(text) if text else {}
    return values


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with `date` for the days of it."""
    return {name: date.fromisoformat(value) if name in DAYS else value for name, value in values.items()}
