"""A visit is judged: its evidence gives points, with reasons; enough of them make it payable.

Once judged sufficient, or once a person has decided, the verdict stays: money may rest on it. What comes
later is kept and marked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chongyang.core import events, live
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, system_scope
from chongyang.orders import operations as order_steps
from chongyang.orders import queries as orders
from chongyang.services.rules import catalogue
from chongyang.visits.enums import Kind, Mark, Verdict
from chongyang.visits.models import CallBack, Entry, Photo, Visit
from chongyang.visits.operations.applying import add_mark
from chongyang.visits.rules import score
from chongyang.visits.rules.conflicts import FINAL
from chongyang.visits.rules.score import Evidence, Picture
from chongyang.visits.rules.settings import settings
from chongyang.workforce import queries as workforce

TOPIC = "visits"
PAYABLE_FROM = ("done", "confirmed")
PICTURES = (Kind.PHOTO.value, Kind.SIGN.value)


@transaction.atomic
def judge(*, visit: Visit, now: datetime) -> Visit:
    """Give points and a verdict, in the system's scope; a verdict that is final stays as it is."""
    cases.hold(visit.order)
    row = Visit.objects.select_for_update(of=("self",)).get(id=visit.id)
    if row.verdict in FINAL:
        return row
    if row.ended_at is None:
        add_mark(row, Mark.NO_END)
    if _is_uncertified(row):
        add_mark(row, Mark.UNCERTIFIED)
    given = score.judge(evidence_of(row))
    is_enough = given.is_payable and row.ended_at is not None
    row.score, row.score_reasons = given.total, [reason.as_told() for reason in given.reasons]
    row.verdict = (Verdict.ACCEPTED if is_enough else Verdict.BELOW).value
    row.judged_at = now
    row.save(update_fields=["marks", "score", "score_reasons", "verdict", "judged_at"])
    tell("judged", row, by=SYSTEM, now=now, score=given.total, verdict=row.verdict)
    if is_enough:
        make_payable(row, by=SYSTEM, now=now)
    return row


def _is_uncertified(row: Visit) -> bool:
    """Whether one of those who came had no certificate that the item needs on that day: it may have ended
    after she was assigned, and a phone without a signal asks nobody before it sets out.
    """
    try:
        needs = catalogue.item(row.item).skills
    except catalogue.UnknownItem:
        return False
    held = workforce.skills_on(row.carers, timezone.localdate(row.started_at or row.from_at))
    return any(needs - skills for skills in held.values())


def judge_if_whole(visit: Visit, *, now: datetime) -> None:
    """At once, when nothing is waited for: it has ended, is confirmed, and all pictures are here."""
    if visit.verdict == Verdict.BELOW or is_whole(visit):
        judge(visit=visit, now=now)


def is_whole(visit: Visit) -> bool:
    return bool(visit.ended_at and visit.confirmed_at and not lacking_pictures(visit))


def lacking_pictures(visit: Visit) -> list[Entry]:
    """Entries whose picture has not come yet."""
    rows = Entry.objects.filter(visit=visit, kind__in=PICTURES, photo=None)
    return list(rows.order_by("device", "sequence"))


def judge_waiting(*, now: datetime, limit: int = 200) -> int:
    """Visits that waited long enough for what may still come; system scope. Returns how many were judged."""
    told = settings("score")
    ended_by = now - timedelta(minutes=told["wait_minutes"])
    stale_by = now - timedelta(hours=told["stale_hours"])
    rows = Visit.objects.filter(verdict="").filter(
        Q(ended_at__isnull=False, last_received_at__lt=ended_by) | Q(last_received_at__lt=stale_by)
    )
    waiting = list(rows.order_by("last_received_at", "id")[:limit])
    return sum(cases.try_step(str(row.order), partial(judge, visit=row, now=now)) for row in waiting)


def make_payable(row: Visit, *, by: Actor, now: datetime) -> None:
    """The order is verified: what was held for it is spent. One that is disputed waits for its desk."""
    order = orders.get_many(system_scope("visits"), [row.order])[row.order]
    if order.state not in PAYABLE_FROM and not (row.verified_by and order.state == "disputed"):
        return
    order_steps.step(
        order=row.order,
        action="verify",
        by=by,
        now=now,
        scope=system_scope("visits", actor=by),
        how="visit",
        evidence={"visit": str(row.id), "score": row.score},
    )


def tell(verb: str, row: Visit, *, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"visits.visit.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="visits.visit",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
        payload=payload,
    )
    live.announce(TOPIC, area=row.area)


def evidence_of(row: Visit) -> Evidence:
    """What counts of all that was told; contested entries count nothing."""
    told = list(Entry.objects.filter(visit=row, conflict="").order_by("happened_at", "id"))
    pictures = list(Photo.objects.filter(visit=row).order_by("received_at", "id"))
    metres, accuracy = _nearest(told)
    return Evidence(
        from_at=row.from_at,
        to_at=row.to_at,
        minutes=row.minutes,
        arrived_at=row.arrived_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        paused_seconds=row.paused_seconds,
        metres=metres,
        accuracy=accuracy,
        has_card=_matches(told, Kind.CARD),
        has_code=_matches(told, Kind.CODE),
        **_steps(row, told),
        pictures=tuple(Picture(one.is_old, one.like is not None) for one in pictures if one.kind == "photo"),
        is_signed=any(one.kind == "signature" and one.like is None for one in pictures),
        is_closed_by_card=bool(row.ended_at) and _matches(told, Kind.CARD, since=row.ended_at),
        called_back=_called_back(row),
        marks=frozenset(row.marks),
    )


def _nearest(told: list[Entry]) -> tuple[float | None, float | None]:
    """Of the positions at the door, that which was nearest: one good one is enough."""
    at_door = (Kind.ARRIVE.value, Kind.START.value, Kind.CARD.value)
    found = [
        (float(one.payload["metres"]), float(one.payload.get("accuracy", 0)))
        for one in told
        if one.kind in at_door and "metres" in one.payload
    ]
    return min(found) if found else (None, None)


def _matches(told: list[Entry], kind: Kind, since: datetime | None = None) -> bool:
    return any(
        one.kind == kind and one.payload.get("matches") and (since is None or one.happened_at >= since)
        for one in told
    )


def _steps(row: Visit, told: list[Entry]) -> dict[str, int]:
    try:
        asked = {step.key for step in catalogue.item(row.item).steps if step.required}
    except catalogue.UnknownItem:
        asked = set()
    done = {one.payload.get("step") for one in told if one.kind == Kind.STEP}
    return {"steps_asked": len(asked), "steps_done": len(asked & done)}


def _called_back(row: Visit) -> str:
    """What she said last; not reached says nothing."""
    rows = CallBack.objects.filter(visit=row).exclude(outcome="not_reached")
    return rows.order_by("-at", "-id").values_list("outcome", flat=True).first() or ""
