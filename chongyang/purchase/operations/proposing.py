"""Who is entitled is found in the register by the counties' rules and kept as proposals that people look at;
who is in force is asked again each month. A proposal gives nothing to anybody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from chongyang.core import bulk
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor
from chongyang.purchase.enums import CLOSED, IN_FORCE, LIVING, PROPOSED, STOPPED, UNDER_WAY
from chongyang.purchase.models import Entitlement, VoucherAccount
from chongyang.purchase.operations.events import tell, tell_of
from chongyang.purchase.queries import registered
from chongyang.purchase.rules import county, entitled, flow
from chongyang.purchase.rules.county import Rule
from chongyang.purchase.rules.entitled import Found

COLUMNS = ("group", "quota", "area", "day", "facts", "digest", "computed_at")


@dataclass(frozen=True, slots=True)
class Counted:
    """Of how many a rule was asked, and what was written; the same again writes nothing."""

    asked: int = 0
    proposed: int = 0
    changed: int = 0
    closed: int = 0

    @property
    def is_something(self) -> bool:
        return bool(self.proposed or self.changed or self.closed)


def propose_entitled(
    *, now: datetime, only: Collection[UUID] | None = None, by: Actor = SYSTEM
) -> dict[str, Counted]:
    """Ask every rule that holds today about everybody in its areas, or about a few; by rule what was written.

    In the system's scope. Idempotent: a second run changes nothing, and two at once wait for each other.
    """
    today = timezone.localdate(now)
    return {rule.key: _propose(rule, only, by, now) for rule in county.rules_on(today)}


@transaction.atomic
def _propose(rule: Rule, only: Collection[UUID] | None, by: Actor, now: datetime) -> Counted:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"purchase.propose:{rule.code}"])
    today = timezone.localdate(now)
    known = list(registered.read_register(rule, today, only))
    found = {one.person: made for one in known if (made := entitled.find(rule, one, today))}
    rows = Entitlement.objects.filter(rule__startswith=f"{rule.code}@", state__in=LIVING)
    rows = rows if only is None else rows.filter(person__in=only)
    changed, closed = [], []
    for row in rows.order_by("id"):
        made = found.pop(row.person, None)
        if row.state != PROPOSED:
            continue
        if made is None or row.rule != rule.key:
            closed.append(row)
        elif row.digest != made.digest:
            changed.append(_fill(row, made, now))
    _close(closed, now)
    Entitlement.objects.bulk_update(changed, COLUMNS, batch_size=1000)
    bulk.create([_row(made, now) for made in found.values()])
    counted = Counted(len(known), len(found), len(changed), len(closed))
    if counted.is_something:
        first = rule.intervals[0][0]
        told: dict[str, Any] = {"rule": rule.key, "proposed": counted.proposed, "closed": counted.closed}
        tell_of("purchase.proposals.computed", key_of(rule), first, by, now, **told)
    return counted


def key_of(rule: Rule) -> UUID:
    """A key for a rule, which has none of its own: the same for the same rule."""
    return UUID(bytes=sha256(rule.key.encode()).digest()[:16])


def _row(found: Found, now: datetime) -> Entitlement:
    row = Entitlement(rule=found.rule.key, person=found.person, proposed_at=now)
    return _fill(row, found, now)


def _fill(row: Entitlement, found: Found, now: datetime) -> Entitlement:
    row.group, row.quota, row.area = found.group.key, found.group.quota, found.area
    row.facts, row.digest = [fact.as_json() for fact in found.facts], found.digest
    row.day, row.computed_at = timezone.localdate(now), now
    return row


def _close(rows: list[Entitlement], now: datetime) -> None:
    """Proposals that the rule no longer makes, with the reason that the registry knows."""
    gone = registered.list_ends([row.person for row in rows])
    for row in rows:
        why = gone.get(row.person, entitled.NO_LONGER)
        Entitlement.objects.filter(id=row.id).update(state=CLOSED, why=why, closed_at=now)


@transaction.atomic
def recheck(*, now: datetime, only: Collection[UUID] | None = None) -> int:
    """Ask of everybody under way or in force whether every condition still holds. Who is in force and fails
    is stopped from next month on, who died from the day after; the reason stands in the row and in the event.
    Returns how many were stopped. Idempotent; in the system's scope.
    """
    today = timezone.localdate(now)
    rows = Entitlement.objects.filter(state__in=(*UNDER_WAY, IN_FORCE), why="")
    rows = rows if only is None else rows.filter(person__in=only)
    stopped = 0
    for key in rows.order_by("rule").values_list("rule", flat=True).distinct():
        held = list(rows.filter(rule=key).order_by("id"))
        stopped += _recheck(county.rule_of(key), held, today, now)
    return stopped


def _recheck(rule: Rule, rows: list[Entitlement], today: date, now: datetime) -> int:
    persons = [row.person for row in rows]
    known = {one.person: one for one in registered.read_register(rule, today, persons)}
    gone, stopped, good = registered.list_ends(persons), 0, []
    for row in rows:
        held = known.get(row.person)
        held = entitled.seen(held, row.ability_seen) if held and _is_fresh(row, today) else held
        why = entitled.why_ended(rule, rule.group(row.group), held, today, gone.get(row.person, ""))
        if row.state != IN_FORCE and not gone.get(row.person):
            continue
        if why:
            end(row, why, county.months_after(today, 1), now)
            stopped += 1
        else:
            good.append(row.id)
    Entitlement.objects.filter(id__in=good).update(checked_on=today)
    return stopped


def _is_fresh(row: Entitlement, today: date) -> bool:
    """What the assessor saw counts for as many months as the flow says; then the register's word does."""
    if row.decided_at is None:
        return True
    return today < county.months_after(timezone.localdate(row.decided_at), flow.load().seen_months)


def end(row: Entitlement, why: str, from_on: date, now: datetime, by: Actor = SYSTEM) -> None:
    """From a day on it grants nothing more; the account of before stays usable until then. The case is ended
    by the turn of the month (`turning.turn`), at once where the day is not later than today.
    """
    first = max(from_on, row.valid_from) if row.valid_from else from_on
    row.why, row.valid_to = why, first if row.valid_from else None
    row.checked_on = timezone.localdate(now)
    row.save(update_fields=["why", "valid_to", "checked_on"])
    VoucherAccount.objects.filter(
        entitlement=row.id, valid_to__gt=from_on, period_from__lt=from_on, lapsed_at=None
    ).update(valid_to=from_on)
    tell("ending", row, by, now, why=why, valid_to=str(row.valid_to or ""))
    if row.state != IN_FORCE or first <= timezone.localdate(now):
        stop(row, now)


def stop(row: Entitlement, now: datetime) -> None:
    """The end of the case: it no longer stands in the way of a new decision."""
    cases.perform(case=Case(id=row.id), action="stop", by=SYSTEM, now=now, how=row.why)
    row.state, row.closed_at, row.due_at = STOPPED, now, None
    row.save(update_fields=["state", "closed_at", "due_at"])
