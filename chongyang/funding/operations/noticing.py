"""Public notice: published with no more than is needed, objected to, answered by another, closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.identifiers import mask_name
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions, queries
from chongyang.funding.enums import Kind
from chongyang.funding.models import Application, Notice, Objection
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.errors import UnableToObject
from chongyang.funding.operations.events import tell
from chongyang.funding.operations.handling import judging
from chongyang.funding.operations.submitting import close_notices, row_flow, step
from chongyang.funding.rules import flows
from chongyang.funding.rules.finding import Finding
from chongyang.funding.rules.flows import NO_OBJECTION

OVER = N_("公示已经结束，不能再提异议。")
NO_TEXT = N_("请写明异议的理由，最多 1,000 个字。")
OWN = N_("提出异议的人不能自己答复。")
ANSWERED = N_("这条异议已经答复过。")
NO_REPLY = N_("请写明答复。")
MOST, MOST_CONTACT, BATCH = 1000, 100, 200
STREET = 10**3


def publish(row: Application, found: Finding, by: Actor, now: datetime) -> Notice:
    """Open the notice of an application; in the system's scope, within the operation that passes it on."""
    held = programme_of(row.programme)
    days = held.notice_workdays or flows.load().notice_workdays
    today = timezone.localdate(now)
    name = row.name.plain if row.organisation else mask_name(row.name.plain)
    shown = {"name": name, "title": held.title, "clause": held.clause, "amount_fen": found.amount_fen}
    made = Notice.objects.create(
        application=row,
        programme=row.programme,
        area=row.area // STREET * STREET if not row.organisation else row.area,
        shown=shown,
        from_on=today,
        to_on=workdays.china().add(today, days + 1),
    )
    tell("published", row, by, now, notice=str(made.id), to_on=str(made.to_on))
    return made


@transaction.atomic
def raise_objection(
    *, notice: UUID, text: str, scope: Scope, by: Actor, now: datetime, contact: str = ""
) -> Objection:
    """Anybody who is signed in objects, or writes down what somebody said at the desk. A sanctioned crossing:
    the row belongs to the area of the notice. Raises UnableToObject, NotFound.
    """
    held = queries.access_notice(notice)
    if held.closed_at or not held.from_on <= timezone.localdate(now) < held.to_on:
        raise UnableToObject({"notice": OVER})
    if not 0 < len(text.strip()) <= MOST or len(contact) > MOST_CONTACT:
        raise UnableToObject({"text": NO_TEXT})
    account = permissions.account_of(by)
    with access.enter(system_scope("objection", actor=by)):
        made = Objection.objects.create(
            notice=held,
            area=held.area,
            text=text.strip(),
            contact=contact.strip() or None,
            raised_by=account,
            raised_at=now,
        )
        tell("objected", held.application, by, now, objection=str(made.id))
    return made


@transaction.atomic
def answer_objection(
    *, objection: UUID, upheld: bool, reply: str, scope: Scope, by: Actor, now: datetime
) -> Objection:
    """Another person answers. One that is upheld sends the case back to its first stage. Raises
    UnableToObject, UnableToHandle, UnableToStep, NotFound.
    """
    row = queries.access_objection(scope, objection)
    cases.hold(row.notice.application_id)
    application = queries.access_handled(scope, row.notice.application_id)
    if row.raised_by == by.account:
        raise UnableToObject({"by": OWN})
    if not 0 < len(reply.strip()) <= MOST:
        raise UnableToObject({"reply": NO_REPLY})
    with judging(application, by, now) as facts:
        row = Objection.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.answered_at:
            raise UnableToObject({"objection": ANSWERED})
        action = "uphold_objection" if upheld else "answer_objection"
        step(application, action, by, now, facts=facts, reason="见答复", evidence={"objection": str(row.id)})
        row.upheld, row.reply, row.answered_by, row.answered_at = upheld, reply.strip(), by.account, now
        row.save(update_fields=["upheld", "reply", "answered_by", "answered_at"])
        if upheld:
            close_notices(application, now)
        application.save()
    return row


def close_due_notices(*, now: datetime) -> int:
    """Notices whose days are over and whose objections are all answered: their cases go on. System scope."""
    rows = Notice.objects.filter(closed_at=None, to_on__lte=timezone.localdate(now))
    keys = list(rows.order_by("to_on", "id").values_list("application", flat=True)[:BATCH])
    return sum(_close(key, now) for key in keys)


@transaction.atomic
def _close(application: UUID, now: datetime) -> bool:
    cases.hold(application)
    row = Application.objects.get(id=application)
    stage = row_flow(row).stage(row.state)
    if stage is None or stage.kind != Kind.NOTICE or queries.count_open_objections(row):
        return False
    return cases.try_step(f"notice of {application}", lambda: _close_now(row, now))


def _close_now(row: Application, now: datetime) -> None:
    step(row, "close_notice", SYSTEM, now, facts={NO_OBJECTION}, how="deadline")
    close_notices(row, now)
    row.save()
