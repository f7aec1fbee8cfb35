"""Locking: figures become values of indicators, with those that they were added up from."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.indicators.enums import Level
from chongyang.indicators.operations.reported import Reported, keep_reported, lock_values
from chongyang.indicators.rules.computing import has_share
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY, Place, load_places
from chongyang.reporting import permissions, queries
from chongyang.reporting.enums import ACCEPTED, LOCKED
from chongyang.reporting.models import Closing, Return
from chongyang.reporting.operations.errors import UnableToReport
from chongyang.reporting.operations.filling import entries_by_item, items_of
from chongyang.reporting.rules.cells import Figures, WrongCell
from chongyang.reporting.rules.forms import Item
from chongyang.reporting.rules.summing import add_up, is_whole
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.reference import CITY_CODE

ALREADY = N_("这个期间已经关闭。")
NEVER_OPENED = N_("这个期间没有开放过报表。")
REASON_LACKS = N_("还有 %(count)s 张表没有锁定，关闭要说明原因。")


def lock(row: Return, by: Actor, now: datetime) -> None:
    """The figures of a return that was just locked become values, with those of the streets under it; the
    city's is told anew where it may be. System scope; the caller holds the row.
    """
    period = Period.read(row.period)
    rows = [row, *(_close_streets(row, now) if row.level == Level.UNIT else [])]
    told = [one for each in rows for one in reported_of(each)]
    keep_reported(reported=told, period=period, by=by, now=now)
    lock_values(places=[(one.indicator, one.place) for one in told], period=period, by=by, now=now)
    if row.level == Level.UNIT:
        tell_city(row, by, now)


def reported_of(row: Return) -> list[Reported]:
    """What a return says, as values of its place; a part of a sum is none."""
    place, standing = queries.place_of(row), entries_by_item(row)
    found = []
    for key, item in items_of(row).items():
        entry = standing.get(key)
        if entry and place.level in item.indicator.levels and is_whole(item, place.level, entry.missing):
            found.append(reported(item, place, Figures(entry.numerator, entry.denominator)))
    return found


def reported(item: Item, place: Place, figures: Figures) -> Reported:
    """Of a share of places both parts are told; else the denominator where it was asked."""
    tells_both = bool(item.denominator) or has_share(item.indicator, place.level)
    below = figures.denominator if tells_both else None
    return Reported(item.key, place.key, figures.numerator, below)


def tell_city(row: Return, by: Actor, now: datetime) -> None:
    """The city's values from what is locked below: the plan's page moves before the city's own return does.

    Its own return is locked later; after that a late county changes the city by a correction alone.
    """
    above = queries.return_above(row)
    if above is None or above.locked_at:
        return
    locked = [one for one in queries.returns_below(above) if one.state == LOCKED]
    said, city = queries.said_below(locked), load_places()[CITY]
    told = []
    for key, item in items_of(above).items():
        found = add_up(item, city, said.get(key, {}))
        if found.figures and is_whole(item, Level.CITY, len(found.missing)):
            told.append(reported(item, city, found.figures))
    keep_reported(reported=told, period=Period.read(row.period), by=by, now=now)


def _close_streets(row: Return, now: datetime) -> Iterable[Return]:
    """The accepted returns of its streets are locked with it."""
    if not queries.adds_up(row):
        return []
    held = [one for one in queries.returns_below(row) if one.state == ACCEPTED]
    for one in held:
        cases.perform(case=Case(id=one.id), action="close", by=SYSTEM, now=now, how="with the county")
        one.state, one.locked_at, one.due_on = LOCKED, now, None
    Return.objects.bulk_update(held, ["state", "locked_at", "due_on"])
    return held


@transaction.atomic
def close_period(*, period: Period, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Closing:
    """Lock every value of a period, computed ones too: after that nothing of it changes but by a correction.

    What was never handed in stays missing, and its number is kept. Raises NotAllowed, UnableToReport.
    """
    if scope.role != Role.LEADING_GROUP_OFFICE:
        raise NotAllowed("the office of the leading group closes a period")
    permissions.demand_handle(scope)
    with access.enter(system_scope("closing", actor=by)):
        missing = _count_missing(period, reason)
        lock_values(places=None, period=period, by=by, now=now)
        row = Closing.objects.create(
            period=str(period),
            closed_at=now,
            closed_by=by.account,
            missing=missing,
            reason=" ".join(reason.split())[:300] if missing else "",
        )
        _tell_closed(row, by, now)
    return row


def _count_missing(period: Period, reason: str) -> int:
    rows = Return.objects.filter(period=str(period))
    if queries.closing_of(str(period)):
        raise UnableToReport({"period": ALREADY})
    if not rows.exists():
        raise UnableToReport({"period": NEVER_OPENED})
    held = rows.select_for_update(of=("self",)).order_by("id")  # nobody writes a figure meanwhile
    missing = sum(state != LOCKED for state in held.values_list("state", flat=True))
    if missing and not reason.strip():
        raise UnableToReport({"reason": WrongCell(REASON_LACKS, count=missing)})
    return missing


def _tell_closed(row: Closing, by: Actor, now: datetime) -> None:
    subject: UUID = row.id
    events.record(
        "reporting.period.closed",
        by=by,
        now=now,
        area=interval_of(CITY_CODE)[0],
        subject_type="reporting.period",
        subject=subject,
        payload={"period": row.period, "missing": row.missing},
    )
