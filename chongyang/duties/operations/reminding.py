"""By the clock: who has not reported is told once, and what follows a missed day is proposed to a person.

The machine tells and proposes; it issues nothing and closes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, bulk, events, live
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.duties.enums import EscalationState, EscalationStep, LetterState, RunState
from chongyang.duties.models import Escalation, LetterMatter, Progress, Reminder, Run
from chongyang.duties.operations.events import TOPIC
from chongyang.duties.rules import days
from chongyang.indicators.rules.periods import Period
from chongyang.territory import queries as territory

LAST_DAY = "due"
NEAR = timedelta(days=30)
RANK = {step: place for place, step in enumerate(EscalationStep)}


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many were told, and how many steps were proposed."""

    reminders: int
    proposals: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A day that a duty missed, and of what it was the last."""

    run: Run
    about: str
    on: date


@transaction.atomic
def remind_duties(*, now: datetime) -> Reminded:
    """Every duty that runs, as of a moment; a second run on the same day adds nothing."""
    today = timezone.localdate(now)
    with access.enter(system_scope("duties")):
        ended = (RunState.CLOSED, RunState.WITHDRAWN)
        runs = list(Run.objects.exclude(state__in=ended).filter(assigned_on__lte=today).order_by("id"))
        told = _told(runs)
        reminders = bulk.create(list(_reminders(runs, told, today, now)), ignore=True)
        proposals = _propose(list(_proposals(_missed(runs, told, today), today, now)), now)
        if reminders or proposals:
            _record(reminders, proposals, now)
    return Reminded(reminders, proposals)


def _propose(found: list[Escalation], now: datetime) -> int:
    """Keep them; a milder step that waits for the same missed day gives way and is never issued."""
    days = {(one.run_id, one.about) for one in found}
    waiting = Escalation.objects.filter(run__in=[run for run, _ in days], state=EscalationState.PROPOSED)
    milder = [row.id for row in waiting.order_by("id") if (row.run_id, row.about) in days]
    waiting.filter(id__in=milder).update(state=EscalationState.SUPERSEDED.value, decided_at=now)
    return bulk.create(found, ignore=True)


def _record(reminders: int, proposals: int, now: datetime) -> None:
    area = territory.city_interval()[0]
    payload = {"reminders": reminders, "proposals": proposals}
    events.record(
        "duties.ledger.reminded", by=SYSTEM, now=now, area=area, subject_type="duties.run", payload=payload
    )
    live.announce(TOPIC, area=area)


def _told(runs: list[Run]) -> dict[UUID, set[str]]:
    """The quarters that each duty has reported."""
    rows = Progress.objects.filter(run__in=[run.id for run in runs], replaced_at=None)
    found: dict[UUID, set[str]] = defaultdict(set)
    for run, period in rows.order_by("run", "period").values_list("run", "period"):
        found[run].add(period)
    return found


def _reminders(runs: list[Run], told: dict[UUID, set[str]], today: date, now: datetime) -> Iterator[Reminder]:
    """Of the quarter that is over and still open, and of a last day that is near."""
    held = set(Reminder.objects.order_by("id").values_list("run", "about"))
    closing = [one for one in days.open_quarters(today) if one.days.last < today]
    for run in runs:
        wanted = [
            (str(one), days.report_due(one))
            for one in closing
            if str(one) not in told[run.id] and run.assigned_on <= one.days.last
        ]
        if timedelta() <= run.due_on - today <= NEAR:
            wanted.append((LAST_DAY, run.due_on))
        for about, due_on in wanted:
            if (run.id, about) not in held:
                yield Reminder(
                    run=run,
                    organisation=run.organisation,
                    area=run.area,
                    about=about,
                    due_on=due_on,
                    told_at=now,
                )


def _missed(runs: list[Run], told: dict[UUID, set[str]], today: date) -> Iterator[Missed]:
    """The last day itself or, before it, the newest quarter without a report; replies that did not come."""
    for run in runs:
        if run.due_on < today:
            yield Missed(run, LAST_DAY, run.due_on)
            continue
        newest = next(days.due_quarters(run.assigned_on, today), None)
        if newest and str(newest) not in told[run.id]:
            yield Missed(run, str(newest), days.report_due(newest))
    yield from _unanswered(runs, today)


def _unanswered(runs: list[Run], today: date) -> Iterator[Missed]:
    by_id = {run.id: run for run in runs}
    rows = LetterMatter.objects.filter(
        run__in=by_id, letter__state=LetterState.ISSUED, letter__reply_by__lt=today
    )
    for matter in rows.select_related("letter").order_by("id"):
        letter = matter.letter
        yield Missed(by_id[matter.run_id], f"reply {letter.year}-{letter.number}", letter.reply_by)


def _proposals(missed: Iterator[Missed], today: date, now: datetime) -> Iterator[Escalation]:
    """The gravest step that is due, unless it or a graver one stands already."""
    held: dict[tuple[UUID, str], int] = {}
    for run, about, step in Escalation.objects.order_by("id").values_list("run", "about", "step"):
        rank = RANK[EscalationStep.of(step)]
        held[run, about] = max(rank, held.get((run, about), -1))
    for one in missed:
        due = days.steps_due(one.on, today)
        if due and RANK[due[-1]] > held.get((one.run.id, one.about), -1):
            yield Escalation(
                run=one.run,
                organisation=one.run.organisation,
                area=one.run.area,
                step=due[-1].value,
                about=one.about,
                missed_on=one.on,
                state=EscalationState.PROPOSED.value,
                proposed_at=now,
            )


def period_of(about: str) -> Period | None:
    """The quarter that a reminder or an escalation is about; None for the last day and for replies."""
    try:
        return Period.read(about)
    except ValueError:
        return None
