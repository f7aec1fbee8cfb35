"""What is typed of a carer or a certificate, read against what may be said; each fault by its field."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from chongyang.core.identifiers import InvalidIdentifier, read_identity, read_phone
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.registry.enums import Language
from chongyang.roads.enums import Mode
from chongyang.workforce.rules import skills

NAME = re.compile(r"[\w·. ]{2,40}")
NO_NAME = N_("请填写姓名，2 至 40 个字。")
NO_AREA = N_("请选择出发地点所在的社区或街道。")
NO_PLACE = N_("请填写出发地点的经度和纬度，须在中国境内。")
NOT_LISTED = N_("请从列出的选项中选择。")
HOURS = N_("每周可排时间为 1 至 60 小时。")
NO_DAY = N_("请填写日期。")
TOO_YOUNG = N_("未满 16 周岁不能登记为护理员。")
NO_SKILL = N_("请从列出的证书中选择。")
NO_ISSUER = N_("请填写发证机构，最多 80 个字。")
DAYS = N_("到期日应在起始日之后。")
NO_NUMBER = N_("编号最多 60 个字。")
LEAST_AGE, MOST_HOURS, HOUR = 16, 60, 60
ISSUER, NUMBER = 80, 60
COUNTRY = ((73, 136), (3, 54))


def read_carer(
    told: Mapping[str, Any], today: date, *, is_new: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns and faults. Of a known carer neither the identity nor the first day is asked."""
    faults: dict[str, str] = {}
    name = " ".join(str(told["name"]).split())
    if not NAME.fullmatch(name):
        faults["name"] = NO_NAME
    values: dict[str, Any] = {"name": name, "travel_mode": told["travel_mode"], "area": told["area"]}
    values["dialects"] = sorted(set(told["dialects"]))
    values["phone"] = _phone(told["phone"], faults)
    values |= _where(told, faults) | _week(told["weekly_hours"], faults)
    _check_words(values, faults)
    if is_new:
        values |= _identity(told, today, faults)
    return values, faults


def _phone(text: str, faults: dict[str, str]) -> str:
    try:
        return read_phone(text).number
    except InvalidIdentifier as wrong:
        faults["phone"] = wrong.reason
        return ""


def _where(told: Mapping[str, Any], faults: dict[str, str]) -> dict[str, float]:
    found = {"longitude": told["longitude"], "latitude": told["latitude"]}
    inside = all(
        value is not None and low <= value <= high
        for value, (low, high) in zip(found.values(), COUNTRY, strict=True)
    )
    if not inside:
        faults["longitude"] = NO_PLACE
    if told["area"] is None:
        faults["area"] = NO_AREA
    return found


def _week(hours: float, faults: dict[str, str]) -> dict[str, int]:
    if not 1 <= hours <= MOST_HOURS:  # also false for what is no number
        faults["weekly_hours"] = HOURS
        return {}
    return {"weekly_minutes": round(hours * HOUR)}


def _check_words(values: Mapping[str, Any], faults: dict[str, str]) -> None:
    if values["travel_mode"] not in set(Mode):
        faults["travel_mode"] = NOT_LISTED
    if not set(values["dialects"]) <= set(Language):
        faults["dialects"] = NOT_LISTED


def _identity(told: Mapping[str, Any], today: date, faults: dict[str, str]) -> dict[str, Any]:
    """Number, sex and first day of somebody new."""
    if told["starts_on"] is None:
        faults["starts_on"] = NO_DAY
    try:
        read = read_identity(str(told["identity_number"]), today=today)
    except InvalidIdentifier as wrong:
        faults["identity_number"] = wrong.reason
        return {}
    begins = told["starts_on"] or today
    if (begins.year - read.born_on.year) - (
        begins.timetuple()[1:3] < read.born_on.timetuple()[1:3]
    ) < LEAST_AGE:
        faults["identity_number"] = TOO_YOUNG
    return {"identity_number": read.number, "sex": read.sex, "starts_on": told["starts_on"]}


def read_credential(told: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns and faults. `last_on` is the last day on which it holds, as papers say it; empty: no end."""
    faults: dict[str, str] = {}
    issuer, number = str(told["issuer"]).strip(), str(told["number"]).strip()
    first, last = told["valid_from"], told["last_on"]
    if told["skill"] not in skills.skills():
        faults["skill"] = NO_SKILL
    if not issuer or len(issuer) > ISSUER or not is_line(issuer):
        faults["issuer"] = NO_ISSUER
    if len(number) > NUMBER or not is_line(number):
        faults["number"] = NO_NUMBER
    if first is None:
        faults["valid_from"] = NO_DAY
    elif last is not None and (last < first or last == date.max):
        faults["last_on"] = DAYS
    until = last + timedelta(days=1) if last is not None and last < date.max else None
    held = {"skill": told["skill"], "issuer": issuer, "number": number}
    return {**held, "valid_from": first, "valid_to": until}, faults
