"""A provider objects to a deduction; who checks answers; what is upheld is paid in full."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from chongyang.core import access, workdays
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.settlement import permissions
from chongyang.settlement.models import Line, Objection, Statement
from chongyang.settlement.operations.errors import DECIDED, NO_LINE, NOTHING_OFF, TEXT, UnableToSettle
from chongyang.settlement.operations.lines import restore, sum_up
from chongyang.settlement.queries import access_objection, access_statement
from chongyang.settlement.rules.deductions import catalogue
from chongyang.settlement.rules.lifecycle import SENT

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 500


@transaction.atomic
def object_to(*, statement: UUID, line: UUID, text: str, scope: Scope, by: Actor, now: datetime) -> Objection:
    """The provider says why a deduction is wrong. One open objection a visit. Raises UnableToSettle,
    UnableToStep, NotFound.
    """
    account = permissions.account_of(by)
    row = access_statement(scope, statement)
    if not text.strip():
        raise UnableToSettle(TEXT)
    with access.enter(system_scope("settlement", actor=by)):
        _step(row, "object", by, now)
        held = Line.objects.filter(id=line, statement=row).first()
        if held is None:
            raise UnableToSettle(NO_LINE)
        if not held.percent:
            raise UnableToSettle(NOTHING_OFF)
        return _keep(row, held, text, account, now)


def _keep(row: Statement, line: Line, text: str, account: UUID, now: datetime) -> Objection:
    made = Objection(
        statement=row,
        line=line,
        area=row.area,
        organisation=row.organisation,
        raised_by=account,
        raised_at=now,
    )
    made.text = text.strip()[:MOST]
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToSettle(DECIDED) from error
    return made


def _step(row: Statement, action: str, by: Actor, now: datetime) -> None:
    case = cases.perform(case=Case.objects.get(id=row.id), action=action, by=by, now=now)
    Statement.objects.filter(id=row.id).update(state=case.state)


@transaction.atomic
def answer_objection(
    *, objection: UUID, upheld: bool, answer: str, scope: Scope, by: Actor, now: datetime
) -> Objection:
    """The purchaser's word; with the last open one the statement goes back to the provider, its time anew."""
    account = permissions.account_of(by)
    row = access_objection(scope, objection)
    if not answer.strip():
        raise UnableToSettle(TEXT)
    with access.enter(system_scope("settlement", actor=by)):
        cases.hold(row.statement_id)
        if Objection.objects.filter(id=row.id, answered_at=None).count() == 0:
            raise UnableToSettle(DECIDED)
        row.upheld, row.answer = upheld, answer.strip()[:MOST]
        row.answered_by, row.answered_at = account, now
        row.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
        open_still = Objection.objects.filter(statement=row.statement_id, answered_at=None).exists()
        _step(row.statement, "answer" if open_still else "answer_last", by, now)
        if upheld:
            restore(row.line_id)
        _sum(row.statement, open_still, now)
    return row


def _sum(statement: Statement, open_still: bool, now: datetime) -> None:
    state = Statement.objects.values_list("state", flat=True).get(id=statement.id)
    sum_up([statement.id], state)
    if not open_still:
        until = workdays.deadline(now, catalogue().objection_workdays, SHANGHAI)
        Statement.objects.filter(id=statement.id, state=SENT).update(object_until=until)
