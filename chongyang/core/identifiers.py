"""Numbers that name people, organisations and telephones: read, checked, masked. A wrong number says why.

Sources: GB 11643-1999 (identity number), GB 32100-2015 (unified social credit code), GB 11714-1997 (its inner
organisation code); the telephone plan of Zhengzhou (area code 0371).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chongyang.core.words import N_

ELDEST = 130
LOCAL_AREA_CODE = "0371"
SHORT_NUMBERS = frozenset({"110", "119", "120", "122", "12345", "12349", "12356"})

_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_MAINLAND = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71]
)
_RESIDENCE_PERMITS = frozenset({"810000", "820000", "830000"})
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SEPARATORS = re.compile(r"[\s\-‐-―·.()]+")

IdentityKind = Literal["resident", "residence_permit", "permanent_residence"]
PhoneKind = Literal["mobile", "fixed", "hotline", "short"]


class InvalidIdentifier(ValueError):
    """`reason` is the Chinese sentence for who typed it; it never repeats the number, so logs stay clean."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """A checked identity number. `number` has 18 characters, X in upper case."""

    number: str
    kind: IdentityKind
    born_on: date
    sex: Literal["male", "female"]
    upgraded: bool = False

    @property
    def region(self) -> str:
        return self.number[:6]


@dataclass(frozen=True, slots=True)
class Phone:
    """A checked telephone number: 13800000000, 0371-60000000, 400-000-0000 as 4000000000, 12349."""

    number: str
    kind: PhoneKind


@dataclass(frozen=True, slots=True)
class Caller:
    """What the exchange said, kept as it came, and the number it stands for (None: withheld or not one)."""

    raw: str
    phone: Phone | None


def cleaned(text: str) -> str:
    """Full-width forms to ASCII, separators out, upper case: what people type becomes comparable."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def identity_check(first17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first17, _IDENTITY_WEIGHTS, strict=True))
    return _IDENTITY_CHECKS[total % 11]


def read_identity(text: str, *, today: date) -> Identity:
    """Read an identity number of 18 or, from an old card, 15 digits (19 goes in after the region).

    A region of six digits that nobody knows is accepted: regions are abolished and the number stays for life.
    Raises InvalidIdentifier.
    """
    number, upgraded = _eighteen(cleaned(text))
    kind = _identity_kind(number)
    born_on = _birthday(number[6:14], today)
    if number[17] != identity_check(number[:17]):
        raise InvalidIdentifier(N_("身份证号码的校验码不对，请核对是否抄错。"))
    return Identity(number, kind, born_on, "male" if int(number[16]) % 2 else "female", upgraded)


def _eighteen(number: str) -> tuple[str, bool]:
    if not number:
        raise InvalidIdentifier(N_("请填写身份证号码。"))
    if not re.fullmatch(r"[0-9]*X?", number):
        raise InvalidIdentifier(N_("身份证号码只能是数字，最后一位可以是 X。"))
    if len(number) == 15 and number.isdigit():
        first17 = number[:6] + "19" + number[6:]
        return first17 + identity_check(first17), True
    if len(number) != 18:
        raise InvalidIdentifier(N_("身份证号码应为 18 位（旧证为 15 位数字）。"))
    return number, False


def _identity_kind(number: str) -> IdentityKind:
    if number[:6] in _RESIDENCE_PERMITS:
        return "residence_permit"
    if number[0] == "9":
        return "permanent_residence"
    if int(number[:2]) not in _MAINLAND:
        raise InvalidIdentifier(N_("身份证号码的前两位不是省级代码。"))
    return "resident"


def _birthday(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidIdentifier(N_("身份证号码里的出生日期不存在。")) from None
    if born_on > today:
        raise InvalidIdentifier(N_("身份证号码里的出生日期在今天之后。"))
    if age_on(born_on, today) > ELDEST:
        raise InvalidIdentifier(N_("身份证号码里的年龄超过 130 岁。"))
    return born_on


def age_on(born_on: date, day: date) -> int:
    """Whole years: 满80周岁 begins on the 80th birthday; of 29 February on 1 March in common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def credit_check(first17: str) -> str:
    total = sum(
        _CREDIT_ALPHABET.index(char) * weight for char, weight in zip(first17, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """Check character of the organisation code inside a credit code (GB 11714: 36 characters, modulo 11)."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def read_credit_code(text: str) -> str:
    """Read a unified social credit code (GB 32100); returns its 18 characters. Raises InvalidIdentifier."""
    code = cleaned(text)
    if not code:
        raise InvalidIdentifier(N_("请填写统一社会信用代码。"))
    if len(code) != 18:
        raise InvalidIdentifier(N_("统一社会信用代码应为 18 位。"))
    if set(code) - set(_CREDIT_ALPHABET):
        raise InvalidIdentifier(N_("统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z。"))
    if not code[2:8].isdigit():
        raise InvalidIdentifier(N_("统一社会信用代码第 3 至 8 位应为行政区划数字。"))
    if code[16] != organisation_check(code[8:16]):
        raise InvalidIdentifier(N_("统一社会信用代码里的组织机构代码校验不对，请核对是否抄错。"))
    if code[17] != credit_check(code[:17]):
        raise InvalidIdentifier(N_("统一社会信用代码的校验码不对，请核对是否抄错。"))
    return code


def read_phone(text: str) -> Phone:
    """Read a telephone number as people write it: +86, spaces, hyphens, a local number without area code.

    Raises InvalidIdentifier.
    """
    number = re.sub(r"^(\+86|0086)", "", cleaned(text))
    if not number:
        raise InvalidIdentifier(N_("请填写电话号码。"))
    if not number.isdecimal() or not number.isascii():
        raise InvalidIdentifier(N_("电话号码只能是数字，可以带 +86 和短横线。"))
    phone = _phone(number)
    if phone is None:
        raise InvalidIdentifier(_phone_reason(number))
    return phone


def _phone(number: str) -> Phone | None:
    if number in SHORT_NUMBERS:
        return Phone(number, "short")
    if re.fullmatch(r"1[3-9]\d{9}", number):
        return Phone(number, "mobile")
    if re.fullmatch(r"[48]00\d{7}", number):
        return Phone(number, "hotline")
    if re.fullmatch(r"[2-9]\d{7}", number):
        return Phone(f"{LOCAL_AREA_CODE}-{number}", "fixed")
    if line := re.fullmatch(r"(010|02\d|0[3-9]\d\d)([2-9]\d{6,7})", number):
        whole = line[1] != LOCAL_AREA_CODE or len(line[2]) == 8
        return Phone(f"{line[1]}-{line[2]}", "fixed") if whole else None
    return None


def _phone_reason(number: str) -> str:
    if number.startswith("1") and len(number) != 11:
        return N_("手机号码应为 11 位。")
    if number.startswith("1"):
        return N_("没有这个手机号段，手机号码以 13 至 19 开头。")
    if number.startswith("0"):
        return N_("固定电话应为区号加 7 至 8 位号码，郑州为 0371 加 8 位。")
    return N_("这不是电话号码。")


def read_caller(raw: str) -> Caller:
    """Read a caller id of a telephone exchange; never raises, because no call may be lost over its number.

    Trunks wrap it (`"Bob" <sip:013800000000@10.0.0.1>`), write +86, and put 9 or 0 before it.
    """
    uri = re.search(r"(?:sips?|tel):([^@;>]*)", raw, re.IGNORECASE)
    number = re.sub(r"^(\+|00)86", "", cleaned(uri[1] if uri else raw))
    if not number.isdecimal() or not number.isascii():
        return Caller(raw, None)
    for prefix in ("", "9", "0", "90", "00", "86", "086", "9086", "90086"):
        if number.startswith(prefix) and (phone := _phone(number.removeprefix(prefix))):
            return Caller(raw, phone)
    return Caller(raw, None)


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 买买提·阿不都 → 买*****都."""
    if len(name) < 2:
        return "*" * len(name)
    last = name[-1] if len(name) > 2 else ""
    return name[0] + "*" * (len(name) - 1 - len(last)) + last


def mask_identity(number: str) -> str:
    return _middle_masked(number, 4, 4)


def mask_phone(number: str) -> str:
    """138****5678, 0371-****5678; short numbers are public and stay."""
    if number in SHORT_NUMBERS:
        return number
    return _middle_masked(number, 5 if "-" in number[:5] else 3, 4)


def mask_card(number: str) -> str:
    return _middle_masked(number, 0, 4)


def mask_address(address: str) -> str:
    """Keep an address down to its street or town; what follows is where a person sleeps."""
    kept = re.match(r".*?(?:街道|[镇乡]|办事处)|.*?[县区]|.*?市", address)
    return (kept[0] if kept else "") + "***" if address else ""


def _middle_masked(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
