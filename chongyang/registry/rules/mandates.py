"""Mandates (委托): who may act for an elder, on what basis, for what, how long, and how it ends.

Guardianship follows the Civil Code (民法典): art. 28 names the guardians of an adult without capacity, and
art. 33 lets her agree on one beforehand. Numbers stand in `data/mandates.yaml`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registry.enums import Relation
from chongyang.registry.rules import forms


class Basis(Labelled):
    """On what a mandate rests; the elder's own account rests on being hers."""

    ELDER = "elder", N_("老人本人授权")
    LEGAL_GUARDIAN = "legal_guardian", N_("法定监护（民法典第28条）")
    AGREED_GUARDIAN = "agreed_guardian", N_("意定监护（民法典第33条）")
    FAMILY_FOR_ELDER = "family_for_elder", N_("老人无法表达，家属代签")
    OWN_ACCOUNT = "own_account", N_("老人本人的账号")


class Allow(Labelled):
    """What a mandate allows. Only the first opens the file; the others are asked by the rooms that act."""

    READ_FILE = "read_file", N_("查看档案")
    HEAR_INCIDENTS = "hear_incidents", N_("求助时告知")
    ORDER_SERVICES = "order_services", N_("代订服务")
    APPLY_BENEFITS = "apply_benefits", N_("代办待遇申请")
    AGREE_PLANS = "agree_plans", N_("同意照护计划")


class MandateChannel(Labelled):
    """How a mandate was given. A telephone proves nobody: the last two are refused, whoever asks."""

    PAPER = "paper", N_("纸质签字")
    IN_PERSON = "in_person", N_("当面口述")
    ONLINE = "online", N_("老人本人的账号确认")
    PHONE = "phone", N_("电话")
    SMS = "sms", N_("短信")


class RenewReason(Labelled):
    """Why a mandate goes on."""

    ELDER_WISH = "elder_wish", N_("老人本人要求继续")
    HELPER_ASKED = "helper_asked", N_("受托人申请，老人同意")
    REVIEWED = "reviewed", N_("定期核对后继续")


class EndReason(Labelled):
    """Why a mandate ended before its day. The last three are written by the program."""

    ELDER_WISH = "elder_wish", N_("老人本人撤回")
    RETURNED = "returned", N_("受托人交回")
    GUARDIAN_CHANGED = "guardian_changed", N_("监护关系变更")
    CONCERN = "concern", N_("担心老人利益受损")
    MISTAKE = "mistake", N_("登记有误")
    DEATH = "death", N_("老人去世")
    ACCOUNT_CLOSED = "account_closed", N_("受托账号停用")
    RENEWED = "renewed", N_("已续期")


class State(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


WITHOUT_END = (Basis.LEGAL_GUARDIAN, Basis.AGREED_GUARDIAN, Basis.OWN_ACCOUNT)
BY_PROGRAM = (EndReason.DEATH, EndReason.ACCOUNT_CLOSED, EndReason.RENEWED)
AT_THE_DESK = (MandateChannel.PAPER, MandateChannel.IN_PERSON)
PHONE_ALONE = N_("短信或电话不能单独作为委托的依据。请在纸上签字、当面口述，或由老人本人登录确认。")
BY_HER_ALONE = N_("网上确认只能由老人本人登录后办理。")
BY_HAND = tuple(reason for reason in EndReason if reason not in BY_PROGRAM)


@dataclass(frozen=True, slots=True)
class MandateForm:
    """A mandate as it was given; `last_day` is the last day on which it holds."""

    basis: str
    allows: tuple[str, ...]
    channel: str
    text_version: str
    relation: str = ""
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class RenewalForm:
    """That a mandate goes on: until which day, why, and how she said so."""

    last_day: date | None
    reason: str
    channel: str
    text_version: str


def read_renewal(basis: str, form: RenewalForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a renewal, and the reason of each field that cannot be taken."""
    values, reasons = forms.read_fields(RENEWAL_READERS, asdict(form), today)
    if "last_day" not in reasons and (wrong := term_reason(basis, values["last_day"], today)):
        reasons["last_day"] = wrong
    return values, reasons


def state_of(valid_to: datetime | None, revoked_at: datetime | None, now: datetime) -> State:
    """Whether a mandate holds; `valid_to` is the first moment at which it does not."""
    if revoked_at is not None:
        return State.REVOKED
    return State.EXPIRED if valid_to is not None and valid_to <= now else State.OPEN


@cache
def longest_days() -> Mapping[str, int]:
    """The longest run by basis; `any` is that of a basis which is not named."""
    held: Mapping[str, int] = _document()["longest_days"]
    return held


@cache
def _document() -> Mapping[str, Any]:
    text = (files("chongyang.registry") / "data" / "mandates.yaml").read_text(encoding="utf-8")
    document: Mapping[str, Any] = yaml.safe_load(text)
    return document


@cache
def remind_days() -> tuple[int, ...]:
    """So many days before its end a mandate is spoken of, the farthest first."""
    return tuple(sorted((int(days) for days in _document()["remind_days"]), reverse=True))


def renewable_days_after() -> int:
    """For so long an ended mandate can still be renewed instead of being given anew."""
    return int(_document()["renewable_days_after"])


def reminder_due(valid_to: datetime, reminded: int | None, now: datetime) -> int | None:
    """The reminder due now: the smallest that has come and was not sent; a missed one is not made up."""
    come = [days for days in remind_days() if valid_to - timedelta(days=days) <= now < valid_to]
    return min(come) if come and (reminded is None or min(come) < reminded) else None


def read_mandate(form: MandateForm, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that could be read, and the reason of each that could not."""
    values, reasons = forms.read_fields(READERS, asdict(form), today)
    basis = values.get("basis", "")
    if basis == Basis.OWN_ACCOUNT:
        values["relation"] = ""
    elif "relation" not in reasons and not values["relation"]:
        reasons["relation"] = N_("请选择与老人的关系。")
    if "last_day" not in reasons and (wrong := term_reason(basis, values["last_day"], today)):
        reasons["last_day"] = wrong
    return values, reasons


def term_reason(basis: str, last_day: date | None, today: date) -> str:
    """Why a mandate on this basis cannot run from today to that day; empty when it can."""
    if last_day is None:
        return "" if not basis or basis in WITHOUT_END else N_("请填写到期日；只有监护可以不填。")
    if basis == Basis.OWN_ACCOUNT:
        return N_("老人本人的账号不设到期日。")
    if last_day < today:
        return N_("到期日已经过去。")
    longest = longest_days().get(basis, longest_days()["any"])
    if last_day - today >= timedelta(days=longest):
        return N_("期限太长，请缩短，到期后可以重新委托。")
    return ""


def _allows(value: Any, today: date) -> list[str]:
    one = forms.word(Allow)
    asked = {one(item, today) for item in value or ()}
    if not asked:
        raise forms.Wrong(N_("请至少选择一项授权内容。"))
    return [allow.value for allow in Allow if allow in asked]


def _channel(value: Any, today: date) -> str:
    if value in (MandateChannel.SMS, MandateChannel.PHONE):
        raise forms.Wrong(PHONE_ALONE)
    return forms.word(MandateChannel)(value, today)  # type: ignore[no-any-return]


def _version(value: Any, _: date) -> str:
    text = str(value or "").strip()
    if not 1 <= len(text) <= 30 or not text.isprintable():
        raise forms.Wrong(N_("请填写委托书的版本或编号，最多 30 个字。"))
    return text


def _day(value: Any, _: date) -> date | None:
    if value is not None and not isinstance(value, date):
        raise forms.Wrong(N_("请填写日期。"))
    return value


RENEWAL_READERS: Mapping[str, forms.Reader] = {
    "reason": forms.word(RenewReason),
    "channel": _channel,
    "text_version": _version,
    "last_day": _day,
}
READERS: Mapping[str, forms.Reader] = {
    "basis": forms.word(Basis),
    "allows": _allows,
    "channel": _channel,
    "text_version": _version,
    "relation": forms.word(Relation, empty=True),
    "last_day": _day,
}
