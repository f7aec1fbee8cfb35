"""The checks of integrity for people: what they find within reach, one asked again, exceptions accepted."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from chongyang.core import events
from chongyang.core.access import visible
from chongyang.core.integrity import Check, get_check
from chongyang.core.models import IntegrityExcuse
from chongyang.core.operations import integrity as running
from chongyang.core.queries import integrity as queries
from chongyang.core.queries.integrity import Found, Line
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

GONE = N_("没有这一条，可能已经改好，或不在您的范围内。")
WHY = N_("请写明为什么这样是对的，最多200个字。")
UNTIL = N_("期限应在今天之后、一年以内，到期再看一次。")
ALREADY = N_("这一条已经认可过。")


class UnableToExcuse(Exception):
    """The exception is not accepted; `reason` is Chinese source text, `field` where a form says it."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


class UnknownCheck(LookupError):
    """No check has this name."""


def list_found(scope: Scope, *, now: datetime) -> list[Found]:
    """Every check with its counts within reach. Raises NotAllowed."""
    demand(scope, Can.CHECK_INTEGRITY)
    return queries.count_findings(scope, localdate(now))


def known_check(name: str) -> Check:
    """The check of this name; raises UnknownCheck."""
    check = get_check(name)
    if check is None:
        raise UnknownCheck(name)
    return check


def list_lines(
    scope: Scope, name: str, *, now: datetime, after: UUID | None = None, limit: int = 50
) -> list[Line]:
    """What a check found within reach, a page at a time. Raises NotAllowed, UnknownCheck."""
    demand(scope, Can.CHECK_INTEGRITY)
    known_check(name)
    return queries.list_findings(scope, name, today=localdate(now), after=after, limit=limit)


def check_again(*, name: str, scope: Scope, now: datetime) -> None:
    """Ask one check anew over the whole city; seconds at most. Raises NotAllowed, UnknownCheck."""
    demand(scope, Can.CHECK_INTEGRITY)
    known_check(name)
    running.run_checks(now=now, names=[name])


@transaction.atomic
def excuse_finding(
    *, name: str, row: UUID, reason: str, until: date, scope: Scope, by: Actor, now: datetime
) -> IntegrityExcuse:
    """Accept that a row is right as it is, until a day; an event says who did. Raises UnableToExcuse."""
    demand(scope, Can.EXCUSE_FINDINGS)
    found = queries.access_finding(scope, name, row)
    if found is None:
        raise UnableToExcuse(GONE)
    _demand_words(reason, until, localdate(now))
    if IntegrityExcuse.objects.filter(name=name, row=row, ended_at=None, until__gt=localdate(now)).exists():
        raise UnableToExcuse(ALREADY)
    IntegrityExcuse.objects.filter(name=name, row=row, ended_at=None).update(ended_at=now)
    excuse = IntegrityExcuse.objects.create(
        name=name,
        row=row,
        area=found.area,
        person=found.person,
        reason=reason.strip(),
        until=until,
        given_at=now,
        given_by=by.account,
    )
    _record("core.integrity.excused", excuse, by, now)
    return excuse


def _demand_words(reason: str, until: date, today: date) -> None:
    if not 0 < len(reason.strip()) <= 200 or not reason.strip().isprintable():
        raise UnableToExcuse(WHY, "reason")
    longest = timedelta(days=running.NUMBERS["longest_excuse_days"])
    if not today < until <= today + longest:
        raise UnableToExcuse(UNTIL, "until")


@transaction.atomic
def withdraw_excuse(*, excuse: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Take an exception back; the row is open again. Raises UnableToExcuse."""
    demand(scope, Can.EXCUSE_FINDINGS)
    rows = visible(IntegrityExcuse.objects.filter(id=excuse, ended_at=None), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToExcuse(GONE)
    row.ended_at, row.ended_by = now, by.account
    row.save(update_fields=["ended_at", "ended_by"])
    _record("core.integrity.excuse_withdrawn", row, by, now)


def _record(kind: str, excuse: IntegrityExcuse, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=excuse.area,
        subject_type="core.integrity",
        subject=excuse.row,
        person=excuse.person,
        payload={"check": excuse.name, "until": excuse.until.isoformat()},
    )
