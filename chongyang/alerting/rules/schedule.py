"""When the next step is due. Pure: the steps, where the run stands, and the moment go in.

A run stands at one step at a time: (number, round, base), where base is the moment at which the round began.
A step is due at base + the waits before it in its round. What was missed while nobody worked is made up for
at once and in order; a repetition counts from when the former round was really done, so that an outage is
never followed by a volley.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chongyang.alerting.enums import StepKind
from chongyang.alerting.rules.steps import Raw, Repeat, repeat_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands; `number` counts from 1."""

    number: int
    round: int
    base: datetime
    due_at: datetime


def first(steps: Sequence[Raw], started_at: datetime) -> Place:
    """The first step that does something."""
    place = _from(steps, 1, 0, started_at)
    assert place, "a chain that tells nobody is never activated"
    return place


def after(steps: Sequence[Raw], place: Place, *, started_at: datetime, now: datetime) -> Place | None:
    """The step after this one was done at `now`; None when the chain is through."""
    if place.number == len(steps) and steps[-1]["kind"] == StepKind.REPEAT:
        return _again(steps, place, now)  # it was the hand-over, after which the round begins anew
    later = _from(steps, place.number + 1, place.round, place.base, start=_start_of(steps, place.round))
    return later or _next_round(steps, place, started_at, now)


def _start_of(steps: Sequence[Raw], round: int) -> int:
    repeat = repeat_of(steps)
    return repeat.start if repeat and round else 1


def _from(steps: Sequence[Raw], number: int, round: int, base: datetime, start: int = 1) -> Place | None:
    """The first step at or after `number` that tells somebody; waits before it in its round are added up."""
    for index in range(number, len(steps) + 1):
        if steps[index - 1]["kind"] not in (StepKind.WAIT, StepKind.REPEAT):
            return Place(index, round, base, base + waits(steps, start, index))
    return None


def waits(steps: Sequence[Raw], start: int, number: int) -> timedelta:
    """All waiting from step `start` up to step `number`."""
    between = steps[start - 1 : number - 1]
    return timedelta(seconds=sum(step["seconds"] for step in between if step["kind"] == StepKind.WAIT))


def _next_round(steps: Sequence[Raw], place: Place, started_at: datetime, now: datetime) -> Place | None:
    repeat = repeat_of(steps)
    if repeat is None or _is_over(repeat, place.round, started_at, now):
        return None
    if repeat.hand_over_after and place.round + 1 == repeat.hand_over_after:
        return Place(len(steps), place.round, place.base, max(now, place.due_at))
    return _again(steps, place, now)


def _again(steps: Sequence[Raw], place: Place, now: datetime) -> Place | None:
    repeat = repeat_of(steps)
    assert repeat
    base = max(now, place.due_at) + repeat.every
    return _from(steps, repeat.start, place.round + 1, base, start=repeat.start)


def _is_over(repeat: Repeat, round: int, started_at: datetime, now: datetime) -> bool:
    if repeat.times is not None:
        return round >= repeat.times
    return repeat.longest is not None and now + repeat.every - started_at > repeat.longest


def timeline(steps: Sequence[Raw]) -> list[timedelta]:
    """For each step how long after the beginning it is due in the first round."""
    return [waits(steps, 1, number) for number in range(1, len(steps) + 1)]
