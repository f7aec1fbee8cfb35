"""A link of the chain that was written down wrongly, or not at all: the shift lead says so, in a new line."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events, live
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency.models import Incident, Link
from chongyang.emergency.operations import steps, times
from chongyang.emergency.rules.chain import BY_THE_PLATFORM, CLOCK_TOLERANCE, ChainLink
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

HOW = "corrected"


class UnableToCorrect(Exception):
    """What is wrong with a correction, as Chinese source text."""


@transaction.atomic
def correct_link(
    *, incident: UUID, link: str, at: datetime | None, reason: str, scope: Scope, now: datetime
) -> Link:
    """Write a new line for a link: another moment, or (`at` None) that it was not reached.

    The first line stays, visible to every reader. Raises UnableToCorrect.
    """
    demand(scope, Can.LEAD_SHIFT)
    row = steps.access_held(scope, incident)
    former = row.links.filter(link=link).order_by("-id").first()
    _check(row, link, at, reason, former, now)
    line = _write(row, link, at, reason.strip()[:200], former, scope, now)
    times.keep_times(row.id, by=scope.actor, now=now)
    _tell(row, line, former, scope, now)
    return line


def _check(
    row: Incident, link: str, at: datetime | None, reason: str, former: Link | None, now: datetime
) -> None:
    if link not in set(ChainLink) or link in BY_THE_PLATFORM:
        raise UnableToCorrect(N_("收到和办结的时间由平台记录，不能更正。"))
    if not reason.strip():
        raise UnableToCorrect(N_("请填写更正的理由。"))
    if at is None and (former is None or former.is_void):
        raise UnableToCorrect(N_("这一环节本来就没有到达。"))
    if at and former and former.at == at and not former.is_void:
        raise UnableToCorrect(N_("更正后的时间与原来相同。"))
    if at and at > now:
        raise UnableToCorrect(N_("时间不能晚于现在。"))
    if at and link != ChainLink.PRESSED and at < row.opened_at - CLOCK_TOLERANCE:
        raise UnableToCorrect(N_("时间不能早于收到报警的时间。"))


def _write(
    row: Incident,
    link: str,
    at: datetime | None,
    reason: str,
    former: Link | None,
    scope: Scope,
    now: datetime,
) -> Link:
    return Link.objects.create(
        incident=row,
        link=link,
        at=at or (former.at if former else now),
        actor=scope.actor.key,
        how=HOW,
        evidence=steps.as_evidence(account=scope.actor.account),
        corrects=former,
        reason=reason,
        written_at=now,
        is_void=at is None,
        area=row.area,
        person=row.file,
    )


def _tell(row: Incident, line: Link, former: Link | None, scope: Scope, now: datetime) -> None:
    """The event holds moments alone: the reason is somebody's own words."""
    events.record(
        "emergency.link.corrected",
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="incident",
        subject=row.id,
        person=row.person,
        payload={
            "link": line.link,
            "line": str(line.id),
            "former": former.at.isoformat() if former and not former.is_void else "",
            "new": "" if line.is_void else line.at.isoformat(),
        },
    )
    live.announce("incidents", area=row.area, key=str(row.id))
