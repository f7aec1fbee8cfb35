"""The public notice of a decision: objected to by anybody, answered by another person, closed by its days."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.purchase import permissions, queries
from chongyang.purchase.enums import DECISION, IN_FORCE, NOTICE
from chongyang.purchase.models import Entitlement, Notice, Objection
from chongyang.purchase.operations.deciding import close_notices, judging
from chongyang.purchase.operations.errors import UnableToObject
from chongyang.purchase.operations.events import tell
from chongyang.purchase.operations.turning import grant_one
from chongyang.purchase.rules import county
from chongyang.purchase.rules.flow import NO_OBJECTION, UNRELATED

OVER = N_("公示已经结束，不能再提异议。")
NO_TEXT = N_("请写明异议的理由，最多 1,000 个字。")
OWN = N_("提出异议的人不能自己答复。")
ANSWERED = N_("这条异议已经答复过。")
NO_REPLY = N_("请写明答复，最多 1,000 个字。")
MOST, MOST_CONTACT, BATCH = 1000, 100, 200


@transaction.atomic
def raise_objection(
    *, notice: UUID, text: str, scope: Scope, by: Actor, now: datetime, contact: str = ""
) -> Objection:
    """Anybody who is signed in objects. A sanctioned crossing: the row belongs to the notice's area. Raises
    UnableToObject, NotFound.
    """
    held = queries.access_notice(notice)
    if not held.runs_on(timezone.localdate(now)):
        raise UnableToObject({"notice": OVER})
    if not 0 < len(text.strip()) <= MOST or len(contact) > MOST_CONTACT:
        raise UnableToObject({"text": NO_TEXT})
    with access.enter(system_scope("objection", actor=by)):
        made = Objection(notice=held, area=held.area, raised_by=permissions.account_of(by), raised_at=now)
        made.text, made.contact = text.strip(), contact.strip() or None
        made.save(force_insert=True)
        tell("objected", held.application, by, now, objection=str(made.id))
    return made


@transaction.atomic
def answer_objection(
    *, objection: UUID, upheld: bool, reply: str, scope: Scope, by: Actor, now: datetime
) -> Objection:
    """Another person answers. One that is upheld sends the case back to who decides. Raises UnableToObject,
    UnableToDecide, UnableToStep, NotFound.
    """
    permissions.demand_desk(scope)
    found = queries.access_objection(scope, objection)
    if not 0 < len(reply.strip()) <= MOST:
        raise UnableToObject({"reply": NO_REPLY})
    row = Entitlement.objects.select_for_update(of=("self",)).get(id=found.notice.application_id)
    with judging(row, by):
        held = Objection.objects.select_for_update(of=("self",)).get(id=found.id)
        if held.answered_at:
            raise UnableToObject({"objection": ANSWERED})
        if held.raised_by == by.account:
            raise UnableToObject({"by": OWN})
        action = "uphold_objection" if upheld else "answer_objection"
        told: dict[str, Any] = {"facts": {UNRELATED}, "reason": reply.strip()[:500]}
        told["evidence"] = {"objection": str(held.id)}
        cases.perform(case=Case(id=row.id), action=action, by=by, now=now, **told)
        held.upheld, held.reply, held.answered_by, held.answered_at = upheld, reply.strip(), by.account, now
        held.save(update_fields=["upheld", "reply", "answered_by", "answered_at"])
        if upheld:
            close_notices(row, now)
            row.state = DECISION
            row.save(update_fields=["state"])
    return held


def close_due_notices(*, now: datetime) -> int:
    """Notices whose days are over and whose objections are all answered: their decisions come into force.

    In the system's scope. Returns how many did.
    """
    rows = Notice.objects.filter(closed_at=None, to_on__lte=timezone.localdate(now))
    keys = list(rows.order_by("to_on", "id").values_list("application", flat=True)[:BATCH])
    return sum(_close(key, now) for key in keys)


@transaction.atomic
def _close(entitlement: UUID, now: datetime) -> bool:
    cases.hold(entitlement)
    row = Entitlement.objects.select_for_update(of=("self",)).get(id=entitlement)
    waits = Objection.objects.filter(notice__application=row, answered_at=None).exists()
    if row.state != NOTICE or waits:
        return False
    return cases.try_step(f"notice of {entitlement}", lambda: _begin(row, now))


def _begin(row: Entitlement, now: datetime) -> None:
    """In force from this month or the next, as the rule says; this period's quota is granted at once."""
    case, facts = Case(id=row.id), {NO_OBJECTION}
    cases.perform(case=case, action="close_notice", by=SYSTEM, now=now, facts=facts, how="deadline")
    close_notices(row, now)
    today, rule = timezone.localdate(now), county.rule_of(row.rule)
    months = 0 if rule.begins == "this_month" else 1
    row.valid_from, row.checked_on = county.months_after(today, months), today
    row.state, row.due_at, row.why = IN_FORCE, None, ""
    row.save(update_fields=["state", "valid_from", "checked_on", "due_at", "why"])
    tell("in_force", row, SYSTEM, now, valid_from=str(row.valid_from))
    grant_one(row, today, now)
