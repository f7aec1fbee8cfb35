"""A month becomes statements: each provider's visits under each contract, once."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import access, events, workdays
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.settlement.models import Statement
from chongyang.settlement.operations import lines
from chongyang.settlement.operations.errors import NOT_OVER, UnableToSettle
from chongyang.settlement.rules.deductions import catalogue
from chongyang.settlement.rules.lifecycle import SENT, STATEMENT
from chongyang.settlement.rules.months import shifted, spelled

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW = "new"
COUNTY = 10**6


@transaction.atomic
def settle_month(*, month: date, by: Actor = SYSTEM, now: datetime) -> list[Statement]:
    """Statements of a month that is over, for every visit whose evidence was accepted and that no statement
    holds yet; each provider hears of its own. A second run makes nothing: what was verified since comes with
    the next month. Raises UnableToSettle.
    """
    if timezone.localdate(now) < shifted(month, 1):
        raise UnableToSettle(NOT_OVER)
    with access.enter(system_scope("settlement", actor=by)):
        _queue()
        lines.find_due(month)
        made = [_open(month, *group, now) for group in lines.groups_due(month)]
        lines.write_lines(month)
        lines.sum_up([row.id for row in made], SENT)
        for row in made:
            _begin(row, by, now)
        return list(Statement.objects.filter(id__in=[row.id for row in made]).order_by("number"))


def _queue() -> None:
    """Two who settle at once do it one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('settlement', 0))")


def _open(month: date, organisation: UUID, contract: UUID, count: int, area: int, now: datetime) -> Any:
    """A statement without its sums."""
    key = new_key()
    return Statement.objects.create(
        id=key,
        area=area // COUNTY * COUNTY,
        organisation=organisation,
        contract=contract,
        month=month,
        number=f"J{month:%y%m}-{key.hex[-10:].upper()}",
        state=NEW,
        lines=count,
        covered_fen=0,
        deducted_fen=0,
        own_fen=0,
        digest="",
        computed_at=now,
        object_until=workdays.deadline(now, catalogue().objection_workdays, SHANGHAI),
    )


def _begin(row: Statement, by: Actor, now: datetime) -> None:
    """The case of a statement, from the moment when its sums stand."""
    cases.open_case(
        lifecycle=STATEMENT,
        area=row.area,
        organisation=row.organisation,
        case_id=row.id,
        by=SYSTEM,
        now=now,
    )
    events.record(
        "settlement.statement.computed",
        by=by,
        now=now,
        area=row.area,
        subject_type="settlement.statement",
        subject=row.id,
        organisation=row.organisation,
        payload={"month": spelled(row.month)},
    )
