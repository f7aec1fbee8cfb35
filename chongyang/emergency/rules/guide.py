"""A list that the seat works through, such as that of a silent call: what is done, what is next, how long."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from chongyang.emergency.rules.protocols import GuideStep

Key = TypeVar("Key", bound=Hashable)
REACHED = "answered"


@dataclass(frozen=True, slots=True)
class Try:
    """One try to reach somebody, as it was written down."""

    target: str
    result: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of the list: how often it was tried of how often it is to be, and whether it is the next."""

    step: GuideStep
    done: int
    wanted: int
    is_done: bool
    is_next: bool


def progress(steps: Sequence[GuideStep], tries: Sequence[Try], contacts: int) -> tuple[Progress, ...]:
    """How far the list is. Once the elder answered, what is left of calling her and others falls away."""
    spoken = any(one.target == "elder" and one.result == REACHED for one in tries)
    counted = _counted(steps, tries)
    shown, found = [], False
    for step in steps:
        wanted = step.times or contacts
        is_done = counted[step.code] >= wanted or spoken
        shown.append(Progress(step, counted[step.code], wanted, is_done, not is_done and not found))
        found = found or not is_done
    return tuple(shown)


def _counted(steps: Sequence[GuideStep], tries: Sequence[Try]) -> dict[str, int]:
    return {
        step.code: sum(one.target == step.target and one.result in step.counts for one in tries)
        for step in steps
    }


def rings_until(tried_at: datetime, seconds: int) -> datetime:
    """When the next one is to be tried."""
    return tried_at + timedelta(seconds=seconds)


def next_contact(order: Sequence[Key], tried: Mapping[Key, str]) -> Key | None:
    """The first contact nobody tried; nobody once one was reached. After all failed: the first again."""
    if not order or any(result == REACHED for result in tried.values()):
        return None
    return next((key for key in order if key not in tried), order[0])
