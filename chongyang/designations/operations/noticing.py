"""Public notice before a title: published, objected to by anybody, answered by another office, closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.designations import permissions, queries
from chongyang.designations.enums import Kind
from chongyang.designations.models import Application, Evaluation, Notice, Objection
from chongyang.designations.operations.errors import UnableToObject
from chongyang.designations.operations.steps import BATCH, close_notices, judging, step, tell
from chongyang.designations.rules import flows
from chongyang.designations.rules.flows import NO_OBJECTION, OTHER_OFFICE

OVER = N_("公示已经结束，不能再提异议。")
NO_TEXT = N_("请写明异议的理由，最多 1,000 个字。")
OWN = N_("提出异议的人不能自己答复。")
SAME_OFFICE = N_("异议须由另一个单位的人答复：评审和提出认定的单位不能答复自己的事。")
ANSWERED = N_("这条异议已经答复过。")
NO_REPLY = N_("请写明答复。")
MOST, MOST_CONTACT = 1000, 100


def publish(row: Application, found: Evaluation, now: datetime) -> Notice:
    """Open the notice, from the next to the last working day of its time; in the system's scope."""
    today = timezone.localdate(now)
    return Notice.objects.create(
        application=row,
        title=row.title,
        name=row.name,
        area=row.area,
        total=found.total,
        grade=found.grade,
        from_on=today,
        to_on=workdays.china().add(today, flows.load().notice_workdays + 1),
    )


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
    account = permissions.account_of(by)
    with access.enter(system_scope("objection", actor=by)):
        made = Objection(notice=held, area=held.area, raised_by=account, raised_at=now)
        made.text, made.contact = text.strip(), contact.strip() or None
        made.save(force_insert=True)
        tell("objected", held.application, by, now, objection=str(made.id))
    return made


@transaction.atomic
def answer_objection(
    *, objection: UUID, upheld: bool, reply: str, scope: Scope, by: Actor, now: datetime
) -> Objection:
    """Another person of another office answers. One that is upheld sends the case back to its first stage.
    Raises UnableToObject, UnableToJudge, UnableToStep, NotFound.
    """
    found = queries.access_objection(scope, objection)
    cases.hold(found.notice.application_id)
    row = queries.access_handled(scope, found.notice.application_id)
    if not 0 < len(reply.strip()) <= MOST:
        raise UnableToObject({"reply": NO_REPLY})
    with judging(row, by, now) as facts:
        held = Objection.objects.select_for_update(of=("self",)).get(id=found.id)
        _check_answerer(row, held, by)
        action = "uphold_objection" if upheld else "answer_objection"
        said = {"facts": {*facts, OTHER_OFFICE}, "reason": "见答复", "evidence": {"objection": str(held.id)}}
        step(row, action, by, now, **said)
        held.upheld, held.reply, held.answered_by, held.answered_at = upheld, reply.strip(), by.account, now
        held.save(update_fields=["upheld", "reply", "answered_by", "answered_at"])
        if upheld:
            close_notices(row, now)
        row.save()
    return held


def _check_answerer(row: Application, held: Objection, by: Actor) -> None:
    """Not who objected, and not of an office that scored, signed or proposed."""
    if held.answered_at:
        raise UnableToObject({"objection": ANSWERED})
    if held.raised_by == by.account:
        raise UnableToObject({"by": OWN})
    signed = queries.signed_evaluation(row)
    judged = {row.proposed_office, signed and signed.scored_office, signed and signed.signed_office} - {None}
    if by.organisation is None or by.organisation in judged:
        raise UnableToObject({"by": SAME_OFFICE})


def close_due_notices(*, now: datetime) -> int:
    """Notices whose days are over and whose objections are all answered: their cases go on. System scope."""
    rows = Notice.objects.filter(closed_at=None, to_on__lte=timezone.localdate(now))
    keys = list(rows.order_by("to_on", "id").values_list("application", flat=True)[:BATCH])
    return sum(_close(key, now) for key in keys)


@transaction.atomic
def _close(application: UUID, now: datetime) -> bool:
    cases.hold(application)
    row = Application.objects.get(id=application)
    stage = flows.get_flow(row.flow).stage(row.state)
    if stage is None or stage.kind != Kind.NOTICE or queries.count_open_objections(row):
        return False
    return cases.try_step(f"notice of {application}", lambda: _close_now(row, now))


def _close_now(row: Application, now: datetime) -> None:
    step(row, "close_notice", SYSTEM, now, facts={NO_OBJECTION}, how="deadline")
    close_notices(row, now)
    row.save()
