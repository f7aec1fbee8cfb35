"""What an applicant for entry typed: each fault by its field. A draft may lack anything but not be wrong."""

from typing import Any

from chongyang.core.identifiers import InvalidIdentifier, read_credit_code, read_phone
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.services.enums import ProviderKind
from chongyang.services.rules import catalogue

NO_NAME = N_("请填写单位名称，2 至 80 个字。")
TOO_LONG = N_("这一项文字太长，或含有换行等符号。")
NO_KIND = N_("请选择单位类别。")
NO_KINDS = N_("请至少选择一类服务。")
WRONG_KINDS = N_("服务目录里没有这一类服务。")
NO_AREA = N_("请从列出的街道（乡镇）或县（市、区）中选择。")
NO_AREAS = N_("请至少选择一个服务区域。")
MANY_AREAS = N_("服务区域最多选 60 个。")
NO_STATEMENT = N_("请写明申请说明，最多 2,000 个字。")
NO_CODE = N_("请填写统一社会信用代码。")
NO_PHONE = N_("请填写对外服务电话。")
NAME, ADDRESS, ABOUT, STATEMENT, MOST_AREAS = (2, 80), 200, 300, 2000, 60


def read(form: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Columns and faults of what was typed so far; what is empty may stay so."""
    faults: dict[str, str] = {}
    values: dict[str, Any] = {"name": " ".join(form.name.split()), "kind": form.kind}
    if not NAME[0] <= len(values["name"]) <= NAME[1] or not is_line(values["name"]):
        faults["name"] = NO_NAME
    if form.kind not in set(ProviderKind):
        faults["kind"] = NO_KIND
    values |= _lines(form, faults) | _numbers(form, faults) | _lists(form, faults)
    values["statement"] = form.statement.replace("\x00", "").strip()
    if len(values["statement"]) > STATEMENT:
        faults["statement"] = NO_STATEMENT
    return values, faults


def _lines(form: Any, faults: dict[str, str]) -> dict[str, str]:
    values = {"address": form.address.strip(), "about": form.about.strip()}
    for name, most in (("address", ADDRESS), ("about", ABOUT)):
        if len(values[name]) > most or not is_line(values[name]):
            faults[name] = TOO_LONG
    return values


def _numbers(form: Any, faults: dict[str, str]) -> dict[str, str]:
    """Credit code and telephone as they are kept; empty ones stay empty."""
    values = {"credit_code": "", "phone": ""}
    for name, reader in (("credit_code", read_credit_code), ("phone", lambda text: read_phone(text).number)):
        told = getattr(form, name)
        try:
            values[name] = reader(told) if told.strip() else ""
        except InvalidIdentifier as wrong:
            faults[name] = wrong.reason
    return values


def _lists(form: Any, faults: dict[str, str]) -> dict[str, list[Any]]:
    if not set(form.kinds) <= set(catalogue.kinds()):
        faults["kinds"] = WRONG_KINDS
    if len(form.areas) > MOST_AREAS:
        faults["areas"] = MANY_AREAS
    order = list(catalogue.kinds())
    kinds = sorted(set(form.kinds) & set(order), key=order.index)
    return {"kinds": kinds, "areas": sorted(set(form.areas))}


def missing(row: Any) -> dict[str, str]:
    """What a submission still lacks."""
    wanted = {
        "credit_code": NO_CODE,
        "phone": NO_PHONE,
        "kinds": NO_KINDS,
        "areas": NO_AREAS,
        "statement": NO_STATEMENT,
    }
    return {name: why for name, why in wanted.items() if not getattr(row, name)}
