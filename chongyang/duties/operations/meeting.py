"""Meetings of the leading group: problems come before it, it says who solves them by when, until they are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.duties import permissions, queries
from chongyang.duties.enums import MatterState
from chongyang.duties.models import Matter, Meeting, Run
from chongyang.duties.operations.errors import UnableToMeet, refuse
from chongyang.duties.operations.events import tell
from chongyang.territory import queries as territory

SHORT, POST, WORDS, ATTENDED = 100, 60, 500, 500
NO_WORDS = N_("请写明这一项。")
TOO_LONG = N_("文字太长。")
ENDED = N_("会议已经结束。")
NOT_HELD = N_("会议还没有开。")
NOT_OPEN = N_("这个问题已经议定或解决。")
NOT_TAKEN_UP = N_("请先把问题列入一次会议的议程。")
NO_UNIT = N_("没有这个单位，或该单位已不存在。")
BEFORE_MEETING = N_("解决期限不能早于会议。")
NOT_DECIDED = N_("只有议定的问题才能办结。")
LEFT_OPEN = N_("议程上还有没有议定的问题，请议定或移出议程。")


@dataclass(frozen=True, kw_only=True)
class MeetingTold:
    """When, where, under whom: a job, never a name."""

    held_on: date
    title: str
    place: str
    chaired_by: str


@transaction.atomic
def plan_meeting(*, told: MeetingTold, scope: Scope, by: Actor, now: datetime) -> Meeting:
    """Raises NotAllowed, UnableToMeet."""
    permissions.demand_office(scope)
    said = {"title": told.title, "place": told.place, "chaired_by": told.chaired_by}
    refuse(UnableToMeet, _wrong(said, SHORT) | _wrong({"chaired_by": told.chaired_by}, POST))
    row = Meeting.objects.create(
        area=territory.city_interval()[0],
        held_on=told.held_on,
        planned_at=now,
        planned_by=permissions.account_of(by),
        **{name: words.strip() for name, words in said.items()},
    )
    tell("meeting.planned", row, by, now)
    return row


@transaction.atomic
def raise_matter(
    *, words: str, scope: Scope, by: Actor, now: datetime, run: UUID | None = None, project: str = ""
) -> Matter:
    """Bring a problem up: an office any, an owner one of its own duties. Raises NotAllowed, NotFound,
    UnableToMeet.
    """
    held = queries.access_run(scope, run) if run else None
    _demand_raise(scope, held)
    refuse(UnableToMeet, _wrong({"words": words}, WORDS) | _wrong({"project": project or "-"}, 60))
    row = Matter.objects.create(
        area=held.area if held else territory.city_interval()[0],
        organisation=held.organisation if held else None,
        organisation_key=held.organisation_key if held else "",
        run=held,
        project=project,
        words=words.strip(),
        state=MatterState.OPEN.value,
        raised_at=now,
        raised_by=permissions.account_of(by),
    )
    tell("matter.raised", row, by, now)
    return row


def _demand_raise(scope: Scope, held: Run | None) -> None:
    if held is None or not permissions.is_own(scope, held):
        permissions.demand_office(scope)
    else:
        permissions.demand_own(scope, held)


@transaction.atomic
def take_up(*, matter: UUID, meeting: UUID | None, scope: Scope, by: Actor, now: datetime) -> Matter:
    """Put a problem on the agenda of a meeting, or take it off (None). Raises NotAllowed, NotFound,
    UnableToMeet.
    """
    row = _locked(matter, scope)
    wanted = queries.access_meeting(scope, meeting) if meeting else None
    if row.state != MatterState.OPEN:
        raise UnableToMeet({"matter": NOT_OPEN})
    if any(one and one.ended_at for one in (wanted, row.meeting)):
        raise UnableToMeet({"meeting": ENDED})
    row.meeting = wanted
    row.save(update_fields=["meeting"])
    tell("matter.taken_up", row, by, now)
    return row


@transaction.atomic
def decide_matter(
    *,
    matter: UUID,
    decision: str,
    organisation: str,
    solve_by: date,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Matter:
    """What the meeting decided: who solves it by when. Raises NotAllowed, NotFound, UnableToMeet."""
    row = _locked(matter, scope)
    unit = territory.list_organisations().filter(key=organisation).first()
    refuse(UnableToMeet, _undecidable(row, decision, unit, solve_by, timezone.localdate(now)))
    assert unit
    row.decision, row.solve_by, row.decided_at = decision.strip(), solve_by, now
    row.organisation, row.organisation_key = unit.id, unit.key
    row.state = MatterState.DECIDED.value
    row.save()
    tell("matter.decided", row, by, now)
    return row


def _undecidable(row: Matter, decision: str, unit: Any, solve_by: date, today: date) -> dict[str, str]:
    if row.state != MatterState.OPEN:
        return {"matter": NOT_OPEN}
    if row.meeting is None:
        return {"meeting": NOT_TAKEN_UP}
    if row.meeting.ended_at:
        return {"meeting": ENDED}
    if row.meeting.held_on > today:
        return {"meeting": NOT_HELD}
    if unit is None or not territory.existed_on(unit, today):
        return {"organisation": NO_UNIT}
    return _wrong({"decision": decision}, WORDS) | (
        {"solve_by": BEFORE_MEETING} if solve_by < row.meeting.held_on else {}
    )


@transaction.atomic
def solve_matter(*, matter: UUID, outcome: str, scope: Scope, by: Actor, now: datetime) -> Matter:
    """The office finds that it is solved, and says how. Raises NotAllowed, NotFound, UnableToMeet."""
    row = _locked(matter, scope)
    if row.state != MatterState.DECIDED:
        raise UnableToMeet({"matter": NOT_DECIDED})
    refuse(UnableToMeet, _wrong({"outcome": outcome}, WORDS))
    row.outcome, row.solved_at, row.state = outcome.strip(), now, MatterState.SOLVED.value
    row.save(update_fields=["outcome", "solved_at", "state"])
    tell("matter.solved", row, by, now)
    return row


@transaction.atomic
def end_meeting(*, meeting: UUID, attended: str, scope: Scope, by: Actor, now: datetime) -> Meeting:
    """Close the agenda; everything on it was decided. Raises NotAllowed, NotFound, UnableToMeet."""
    permissions.demand_office(scope)
    row = queries.one_of(Meeting.objects.select_for_update(of=("self",)), scope, meeting)
    if row.ended_at:
        raise UnableToMeet({"meeting": ENDED})
    if row.held_on > timezone.localdate(now):
        raise UnableToMeet({"meeting": NOT_HELD})
    refuse(UnableToMeet, _wrong({"attended": attended}, ATTENDED))
    if Matter.objects.filter(meeting=row, state=MatterState.OPEN).exists():
        raise UnableToMeet({"meeting": LEFT_OPEN})
    row.attended, row.ended_at = attended.strip(), now
    row.save(update_fields=["attended", "ended_at"])
    tell("meeting.ended", row, by, now)
    return row


def _locked(matter: UUID, scope: Scope) -> Matter:
    permissions.demand_office(scope)
    return queries.one_of(Matter.objects.select_for_update(of=("self",)), scope, matter)


def _wrong(said: dict[str, str], most: int) -> dict[str, str]:
    lacking = {name: NO_WORDS for name, words in said.items() if not words.strip()}
    return lacking | {name: TOO_LONG for name, words in said.items() if len(words) > most}
