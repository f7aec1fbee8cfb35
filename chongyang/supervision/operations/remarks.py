"""Remarks of the public: taken without an account, looked at, routed, answered, approved, shown."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import workdays
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope
from chongyang.core.words import N_
from chongyang.duties.rules.answering import answering
from chongyang.policy.rules.units import load_units
from chongyang.supervision import permissions
from chongyang.supervision.models import FormUsed, Remark
from chongyang.supervision.operations.errors import TooMany, UnableToRemark
from chongyang.supervision.operations.steps import CITY, begin, step, system, tell
from chongyang.supervision.queries.assessment import NotFound
from chongyang.supervision.rules import remarking, tables
from chongyang.supervision.rules.remarking import Fault, limits
from chongyang.supervision.rules.routing import is_commented, unit_for
from chongyang.territory.permissions import NotAllowed, demand, may
from chongyang.territory.rules.capabilities import Can

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
SALT = "chongyang.supervision.form"
NO_CLAUSE = N_("没有这一条款。")
BAD_FORM = N_("这张表单已经用过或放得太久，请刷新页面后再提交。")
TOO_FAST = N_("提交得太快，请刷新页面再试。")
NOT_A_HAND = N_("提交没有被接受。")
FLOOD = N_("现在提交的意见太多，请过一小时再来。")
NO_CONSENT = N_("留下联系方式要先勾选同意。")
NO_REFUSAL = N_("请选择不予公开的理由。")
NO_UNIT = N_("没有这个单位。")
NOT_IN_TEXT = N_("要遮盖的字词不在原文里。")
NOT_YOURS = N_("这条意见不是转给您的单位的。")
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Form:
    """What came from the page: `token` is its own, `trap` a field that people do not see."""

    token: str
    text: str
    contact: str = ""
    agrees: bool = False
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The remark and how many numbers of persons were covered in it."""

    remark: Remark
    covered: int


def sign_form(about: str, now: datetime) -> str:
    """A token for one form: about what, when it was shown, and a random number. It names no reader."""
    return signing.dumps([about, int(now.timestamp()), secrets.token_hex(8)], salt=SALT)


@transaction.atomic
def use_form(token: str, about: str, now: datetime) -> None:
    """Each form once, by a hand, within its hours. Raises UnableToRemark; in the system's scope."""
    try:
        told, shown, number = signing.loads(token, salt=SALT)
        shown_at = datetime.fromtimestamp(shown, ZONE)
    except (signing.BadSignature, ValueError, TypeError):
        raise UnableToRemark(BAD_FORM) from None
    if told != about or now - shown_at > limits().form_lives:
        raise UnableToRemark(BAD_FORM)
    if not limits().is_by_hand(shown_at, now):
        raise UnableToRemark(TOO_FAST)
    try:
        with transaction.atomic():
            FormUsed.objects.create(digest=hashlib.sha256(number.encode()).digest(), used_at=now)
    except IntegrityError:
        raise UnableToRemark(BAD_FORM) from None


def forget_forms(*, now: datetime) -> int:
    """Drop what is kept of forms that are too old to count again; returns how many. In the system's scope.

    A form is shown before it is used, so one whose use is older than a form lives would be refused anyway.
    """
    gone, _ = FormUsed.objects.filter(used_at__lt=now - limits().form_lives).delete()
    return gone


@transaction.atomic
def write_remark(*, clause: str, form: Form, by: Actor, now: datetime) -> Taken:
    """Anybody writes to a clause. Numbers of persons are covered before anything is kept; nothing is kept of
    the writer but a contact she agreed to. Raises UnableToRemark, TooMany.
    """
    if not is_commented(clause):
        raise UnableToRemark(NO_CLAUSE, "clause")
    if form.trap:
        raise UnableToRemark(NOT_A_HAND)
    _check_form(form)
    text, covered = remarking.without_numbers(form.text.strip())
    contact = form.contact.strip()
    with system(by):
        use_form(form.token, clause, now)
        _check_flood(clause, now)
        row = Remark(
            id=new_key(),
            number="".join(secrets.choice(ALPHABET) for _ in range(8)),
            area=CITY,
            clause=clause,
            unit=answering(unit_for(clause), timezone.localdate(now, ZONE)),
            text=text,
            contact=contact or None,
            consent=limits().consent_version if contact else "",
            received_at=now,
            due_at=workdays.deadline(now, limits().moderate_workdays, ZONE),
        )
        row.save(force_insert=True)
        begin(tables.REMARK, row.id, SYSTEM, now)
    return Taken(row, covered)


def _check_form(form: Form) -> None:
    _check_text(form.text, "text", limits().shortest, limits().longest)
    if form.contact.strip():
        _check_text(form.contact, "contact", 1, limits().contact_longest)
        if not form.agrees:
            raise UnableToRemark(NO_CONSENT, "agrees")


def _check_text(text: str, field: str, least: int, most: int) -> None:
    fault: Fault | None = remarking.fault_of(text, least, most)
    if fault:
        raise UnableToRemark(fault.reason, field, **fault.values)


def _check_flood(clause: str, now: datetime) -> None:
    """From many addresses at once: so many an hour on a clause, and in all."""
    fresh = Remark.objects.filter(received_at__gt=now - HOUR)
    if (
        fresh.filter(clause=clause).count() >= limits().per_clause_an_hour
        or fresh.count() >= limits().in_all_an_hour
    ):
        raise TooMany(FLOOD)


def _take(key: UUID) -> Remark:
    cases.hold(key)
    row = Remark.objects.filter(id=key).first()
    if row is None:
        raise NotFound(str(key))
    return row


@transaction.atomic
def accept_remark(
    *, key: UUID, scope: Scope, by: Actor, now: datetime, cover: Sequence[str] = (), unit: str = ""
) -> Remark:
    """A moderator lets it be read, covers names, and routes it to the clause's lead unit or another. Raises
    UnableToRemark, UnableToStep.
    """
    demand(scope, Can.ASSIGN_DUTIES)
    with system(by):
        row = _take(key)
        shown = remarking.covered_words(row.text.plain, [word for word in cover if word])
        if shown is None:
            raise UnableToRemark(NOT_IN_TEXT, "cover")
        row.unit = _known(unit or row.unit)
        row.state = step(key, "accept", by, now, evidence={"unit": row.unit, "covered": len(cover)})
        row.shown, row.due_at = shown, workdays.deadline(now, limits().answer_workdays, ZONE)
        row.save(update_fields=["unit", "state", "shown", "due_at"])
    return row


def _known(unit: str) -> str:
    held = load_units().get(unit)
    if held is None or held.members:
        raise UnableToRemark(NO_UNIT, "unit")
    return unit


@transaction.atomic
def refuse_remark(*, key: UUID, refusal: str, scope: Scope, by: Actor, now: datetime) -> Remark:
    """It is not shown, for one of the reasons of the data; who wrote it reads the reason under her number."""
    demand(scope, Can.ASSIGN_DUTIES)
    if refusal not in limits().refusals:
        raise UnableToRemark(NO_REFUSAL, "refusal")
    with system(by):
        row = _take(key)
        row.state = step(key, "refuse", by, now, evidence={"refusal": refusal})
        row.refusal, row.due_at, row.settled_at = refusal, None, now
        row.save(update_fields=["state", "refusal", "due_at", "settled_at"])
    return row


@transaction.atomic
def route_remark(*, key: UUID, unit: str, scope: Scope, by: Actor, now: datetime) -> Remark:
    """Another unit has to answer; the deadline stays. Raises UnableToRemark, UnableToStep."""
    demand(scope, Can.ASSIGN_DUTIES)
    with system(by):
        row = _take(key)
        row.unit = _known(unit)
        step(key, "route", by, now, evidence={"unit": unit})
        row.save(update_fields=["unit"])
    return row


@transaction.atomic
def answer_remark(*, key: UUID, text: str, scope: Scope, by: Actor, now: datetime) -> Remark:
    """The unit that has it answers; numbers of persons are covered. Raises UnableToRemark, UnableToStep."""
    demand(scope, Can.ANSWER_REMARKS)
    own = permissions.answers_for(scope)
    _check_text(text, "text", limits().shortest, limits().answer_longest)
    with system(by):
        row = _take(key)
        if row.unit not in own and not may(scope, Can.ASSIGN_DUTIES):
            raise UnableToRemark(NOT_YOURS)
        row.state = step(key, "answer", by, now)
        row.answer, _ = remarking.without_numbers(text.strip())
        row.answered_for = row.unit
        row.save(update_fields=["state", "answer", "answered_for"])
    return row


@transaction.atomic
def approve_answer(*, key: UUID, scope: Scope, by: Actor, now: datetime) -> Remark:
    """Another person of the unit, or of the leading group's office, lets the answer be read."""
    with system(by):
        row = _for_approval(key, scope)
        row.state = step(key, "approve", by, now)
        row.due_at, row.settled_at = None, now
        row.save(update_fields=["state", "due_at", "settled_at"])
    return row


@transaction.atomic
def return_answer(*, key: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Remark:
    """The answer has to be written anew; the deadline stays. Raises UnableToStep."""
    with system(by):
        row = _for_approval(key, scope)
        row.state = step(key, "send_back", by, now, reason=reason[:300])
        row.answer = ""
        row.save(update_fields=["state", "answer"])
    return row


def _for_approval(key: UUID, scope: Scope) -> Remark:
    demand(scope, Can.ANSWER_REMARKS)
    row = _take(key)
    if not may(scope, Can.ASSIGN_DUTIES) and row.unit not in permissions.answers_for(scope):
        raise NotAllowed("another unit's answer")
    return row


@transaction.atomic
def hide_remark(*, key: UUID, refusal: str, scope: Scope, by: Actor, now: datetime) -> Remark:
    """Take what is shown off the pages again, for one of the reasons of the data. Raises UnableToRemark."""
    demand(scope, Can.ASSIGN_DUTIES)
    if refusal not in limits().refusals:
        raise UnableToRemark(NO_REFUSAL, "refusal")
    with system(by):
        row = _take(key)
        if row.is_open:
            row.hidden_at, row.hidden_why = now, refusal
            row.save(update_fields=["hidden_at", "hidden_why"])
            tell("remark.hidden", row.id, by, now, refusal=refusal)
    return row
