"""Public progress: by number and code, how far each stage and item is; not of whom, where or what for."""

from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from chongyang.approvals.enums import DRAFT, ItemState
from chongyang.approvals.models import Application, Item, StageRun
from chongyang.approvals.rules import catalogue, clock
from chongyang.approvals.rules.tables import STATES
from chongyang.core import access
from chongyang.core.scopes import system_scope

NUMBER = 10
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """An item: what, in what state, until when or since when. No document number, no reason."""

    label: str
    state: str
    due_on: date | None
    done_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage; without a state it has not begun."""

    label: str
    state: str
    is_here: bool
    submitted_on: date | None
    accepted_on: date | None
    ended_on: date | None
    due_on: date | None
    is_stopped: bool
    items: tuple[ItemProgress, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """What anybody with number and code reads."""

    number: str
    state: str
    stages: tuple[StageProgress, ...]


def find_progress(number: str, code: str, now: datetime) -> Progress | None:
    """None both for an unknown number and a wrong code: guessing tells nothing."""
    with access.enter(system_scope("public progress")):
        row = _find(number)
        told = code.strip().upper().encode()
        if row is None or not compare_digest(row.code.encode(), told):
            return None
        runs = {run.stage: run for run in StageRun.objects.filter(application=row).order_by("turn")}
        stages = tuple(_stage(stage, runs.get(stage.name), now) for stage in catalogue.load().stages)
    return Progress(row.number, row.state, stages)


def _find(number: str) -> Application | None:
    tail = number.strip().lower().replace("-", "")
    if len(tail) != NUMBER or not set(tail) <= HEX:
        return None
    rows = Application.objects.annotate(text=Cast("id", TextField())).filter(text__endswith=tail)
    found = list(rows.order_by("id")[:2])
    return found[0] if len(found) == 1 else None


def find_key(number: str) -> UUID | None:
    """The key behind a number, in the scope that is entered."""
    row = _find(number)
    return row.id if row else None


def _stage(stage: catalogue.Stage, run: StageRun | None, now: datetime) -> StageProgress:
    if run is None or run.state == DRAFT:
        return StageProgress(stage.label, "", False, None, None, None, None, False, ())
    rows = {item.name: item for item in Item.objects.filter(run=run).order_by("id")}
    is_stopped = run.state in ("completing", "suspended")
    return StageProgress(
        label=stage.label,
        state=next(state.label for state in STATES if state.name == run.state),
        is_here=run.ended_at is None,
        submitted_on=_day(run.submitted_at),
        accepted_on=_day(run.accepted_at),
        ended_on=_day(run.ended_at),
        due_on=_day(run.due_at),
        is_stopped=is_stopped,
        items=tuple(
            _item(item, rows[item.name], now, is_stopped) for item in stage.items if item.name in rows
        ),
    )


def _item(item: catalogue.Item, row: Item, now: datetime, is_stopped: bool) -> ItemProgress:
    waits = row.state == ItemState.WAITING
    return ItemProgress(
        label=item.label,
        state=ItemState.of(row.state).label,
        due_on=_day(row.due_at) if waits and not is_stopped else None,
        done_on=_day(row.decided_at),
        is_late=bool(waits and not is_stopped and row.due_at and row.due_at < now),
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def days_left(due_at: datetime | None, now: datetime) -> int | None:
    """Working days that are left; below zero for what is late."""
    return clock.left(now, due_at) if due_at else None
