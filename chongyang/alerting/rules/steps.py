"""What a chain may say: its steps read from data, and what is wrong with them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from chongyang.alerting.enums import StepKind, Until
from chongyang.alerting.rules.defaults import span, times
from chongyang.core.words import N_

Raw = Mapping[str, Any]

UNKNOWN_KIND = N_("没有这种步骤")
UNKNOWN_FIELD = N_("有不认识的字段")
EMPTY = N_("至少要有一个通知步骤")
TOO_MANY = N_("步骤过多")
BAD_WAIT = N_("等待时间必须大于零")
BAD_TARGET = N_("没有写明通知谁")
REPEAT_NOT_LAST = N_("重复只能是最后一步，其后的步骤永远不会执行")
REPEAT_NOWHERE = N_("重复必须回到前面的一个步骤")
REPEAT_TELLS_NOBODY = N_("重复的步骤中没有人会被通知")
NO_PAUSE = N_("重复之间必须有间隔，且不短于规定的下限")
NO_BOUND = N_("这条链没有尽头：重复必须有次数，或者有最长时间并在若干次后移交他人")
TOO_OFTEN = N_("重复次数过多")
TOO_LONG = N_("重复的最长时间超过上限")
WAIT_LAST = N_("最后一步是等待，其后没有任何通知")

FIELDS: Mapping[StepKind, frozenset[str]] = {
    StepKind.WAIT: frozenset({"seconds"}),
    StepKind.PERSON: frozenset({"account"}),
    StepKind.TEAM: frozenset({"role", "organisation"}),
    StepKind.ROTA: frozenset({"rota"}),
    StepKind.CONTACTS: frozenset({"each", "most"}),
    StepKind.CONCERNED: frozenset(),
    StepKind.OVERFLOW: frozenset(),
    StepKind.SUPERVISOR: frozenset(),
    StepKind.CALL_BACK: frozenset(),
    StepKind.REPEAT: frozenset({"from", "every", "times", "until", "hours", "hand_over"}),
}
SILENT = (StepKind.WAIT, StepKind.REPEAT)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a step; 0 is the chain itself. `reason` is a Chinese source sentence."""

    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Back to step `start`, `every` so often, `times` times more; without a number until somebody is reached.

    Then it ends after `longest` at the latest, and in the round `hand_over_after` somebody else is told.
    """

    start: int
    every: timedelta
    times: int | None
    until: Until
    longest: timedelta | None
    hand_over_after: int
    hand_over_role: str


def faults_of(steps: Sequence[Raw], roles: frozenset[str]) -> list[Fault]:
    """Everything that prevents the activation of these steps, in their order; empty when they may run."""
    found = [fault for number, step in enumerate(steps, 1) for fault in _faults_of_step(number, step, roles)]
    if found:
        return found
    kinds = [StepKind.of(step["kind"]) for step in steps]
    return [*_faults_of_chain(kinds), *_faults_of_repeats(steps, kinds)]


def _faults_of_step(number: int, step: Raw, roles: frozenset[str]) -> Iterator[Fault]:
    try:
        kind = StepKind.of(step.get("kind", ""))
    except KeyError:
        yield Fault(number, UNKNOWN_KIND)
        return
    if set(step) - FIELDS[kind] - {"kind"}:
        yield Fault(number, UNKNOWN_FIELD)
    if kind is StepKind.WAIT and _whole(step.get("seconds")) <= 0:
        yield Fault(number, BAD_WAIT)
    if kind is StepKind.CONTACTS and ("each" in step and _whole(step["each"]) <= 0):
        yield Fault(number, BAD_WAIT)
    if not _names_somebody(kind, step, roles):
        yield Fault(number, BAD_TARGET)


def _names_somebody(kind: StepKind, step: Raw, roles: frozenset[str]) -> bool:
    if kind is StepKind.PERSON:
        return is_key(step.get("account"))
    if kind is StepKind.TEAM:
        role_known = step.get("role", "") in roles
        return role_known and (not step.get("organisation") or is_key(step["organisation"]))
    if kind is StepKind.ROTA:
        return bool(step.get("rota"))
    return True


def is_key(value: Any) -> bool:
    """Whether it is the text of a key."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _whole(value: Any) -> int:
    """A whole number; anything else is no number, a truth value neither."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _faults_of_chain(kinds: Sequence[StepKind]) -> Iterator[Fault]:
    if not set(kinds) - set(SILENT):
        yield Fault(0, EMPTY)
    if len(kinds) > times("chain_most_steps"):
        yield Fault(0, TOO_MANY)
    if kinds and kinds[-1] is StepKind.WAIT:
        yield Fault(len(kinds), WAIT_LAST)


def _faults_of_repeats(steps: Sequence[Raw], kinds: Sequence[StepKind]) -> Iterator[Fault]:
    for number, (step, kind) in enumerate(zip(steps, kinds, strict=True), 1):
        if kind is not StepKind.REPEAT:
            continue
        if number != len(steps):
            yield Fault(number, REPEAT_NOT_LAST)
        start = _whole(step.get("from"))
        if not 1 <= start < number:
            yield Fault(number, REPEAT_NOWHERE)
        elif not set(kinds[start - 1 : number - 1]) - set(SILENT):
            yield Fault(number, REPEAT_TELLS_NOBODY)
        yield from (Fault(number, reason) for reason in _bounds(step))


def _bounds(step: Raw) -> Iterator[str]:
    """An escalation always pauses, and always ends: by number, or by time with somebody who takes it over."""
    if _whole(step.get("every")) < span("repeat_floor").total_seconds():
        yield NO_PAUSE
    count, until = _whole(step.get("times")), step.get("until")
    hand_over = step.get("hand_over") or {}
    if "times" in step:
        if not 1 <= count <= times("repeat_most"):
            yield TOO_OFTEN if count > 0 else NO_BOUND
    elif until not in set(Until) or _whole(step.get("hours")) <= 0 or not _hands_over(hand_over):
        yield NO_BOUND
    elif step["hours"] * 3600 > span("until_reached_longest").total_seconds():
        yield TOO_LONG


def _hands_over(hand_over: Raw) -> bool:
    return _whole(hand_over.get("after")) > 0 and bool(hand_over.get("role"))


def repeat_of(steps: Sequence[Raw]) -> Repeat | None:
    """How the last step of a sound chain repeats, if it does."""
    last = steps[-1]
    if last["kind"] != StepKind.REPEAT:
        return None
    hand_over = last.get("hand_over") or {}
    return Repeat(
        start=last["from"],
        every=timedelta(seconds=last["every"]),
        times=last.get("times"),
        until=Until.of(last.get("until", Until.ACKNOWLEDGED.value)),
        longest=timedelta(hours=last["hours"]) if last.get("hours") else None,
        hand_over_after=hand_over.get("after", 0),
        hand_over_role=hand_over.get("role", ""),
    )
