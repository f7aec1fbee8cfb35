"""What can be wrong with a life-cycle table, each fault as one sentence for its author."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chongyang.core.lifecycles.table import Action, Lifecycle, Timer

_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_OPENING = "open"
"""The step that opens a case is recorded under this name, so no action may bear it."""


def faults_of(table: Lifecycle) -> list[str]:
    """All faults of a table; its ways are only walked when every name in it exists."""
    faults = [*_bad_names(table), *_unknown_states(table)]
    if faults:
        return faults
    return [
        *_opening(table),
        *_dead_states(table),
        *_left_finals(table),
        *_bad_actions(table),
        *_bad_timers(table),
    ]


def _bad_names(table: Lifecycle) -> Iterator[str]:
    if not _DOTTED.fullmatch(table.name):
        yield "the name must read room.noun"
    if table.version < 1:
        yield "the version must be 1 or more"
    states = [state.name for state in table.states]
    actions = [action.name for action in table.actions]
    yield from (f"duplicate state {name!r}" for name in _twice(states))
    yield from (f"duplicate action {name!r}" for name in _twice(actions))
    yield from (f"bad name {name!r}" for name in [*states, *actions] if not _PLAIN.fullmatch(name))
    if _OPENING in actions:
        yield f"no action may be called {_OPENING!r}"


def _opening(table: Lifecycle) -> Iterator[str]:
    if table.deciding and not table.opening_stage:
        yield "a deciding table lacks the stage of who opens a case"
    if table.opening_stage and not table.deciding:
        yield "a working table has no opening stage"


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _unknown_states(table: Lifecycle) -> Iterator[str]:
    known = {state.name for state in table.states}
    if table.initial not in known:
        yield f"unknown initial state {table.initial!r}"
    for action in table.actions:
        wanted = [*action.sources, *([action.target] if action.target else [])]
        yield from (
            f"action {action.name!r} names unknown state {name!r}" for name in wanted if name not in known
        )
    for timer in table.timers:
        if timer.state not in known:
            yield f"timer names unknown state {timer.state!r}"


def _dead_states(table: Lifecycle) -> Iterator[str]:
    """States nobody gets to, and states from which nobody gets to an end."""
    forward: dict[str, set[str]] = {state.name: set() for state in table.states}
    backward: dict[str, set[str]] = {state.name: set() for state in table.states}
    for action in table.actions:
        for source in action.sources:
            forward[source].add(action.target_from(source))
            backward[action.target_from(source)].add(source)
    reached = _closure({table.initial}, forward)
    ending = _closure({state.name for state in table.states if state.final}, backward)
    for name in forward:
        if name not in reached:
            yield f"state {name!r} is unreachable"
        elif name not in ending:
            yield f"no way from state {name!r} to a final state"


def _closure(start: set[str], ways: dict[str, set[str]]) -> set[str]:
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = set().union(*(ways[name] for name in fresh)) - reached
        reached |= fresh
    return reached


def _left_finals(table: Lifecycle) -> Iterator[str]:
    """A decided case stays decided; a closed piece of work may be reopened, by a person who says why."""
    finals = {state.name for state in table.states if state.final}
    for action in table.actions:
        for name in finals & set(action.sources):
            if table.deciding:
                yield f"action {action.name!r} leaves the final state {name!r} of a deciding table"
            elif action.target_from(name) != name and (action.by_system or not action.reason_required):
                yield f"action {action.name!r} reopens {name!r} and must be a person's, with a reason"


def _bad_actions(table: Lifecycle) -> Iterator[str]:
    for action in table.actions:
        yield from (f"action {action.name!r} {fault}" for fault in _faults_of_action(action, table.deciding))


def _faults_of_action(action: Action, deciding: bool) -> Iterator[str]:
    if not action.sources:
        yield "starts nowhere"
    if not action.roles and not action.by_system:
        yield "may be done by nobody"
    if action.quorum < 1 or (action.quorum > 1 and action.by_system):
        yield "has a quorum that cannot be met"
    if action.quorum > 1 and any(action.target_from(source) == source for source in action.sources):
        yield "has a quorum but leads nowhere"
    if deciding and action.roles and not action.stage:
        yield "lacks a stage, which a deciding table demands of every human action"
    if action.stage and (action.by_system or not deciding):
        yield "has a stage, which only human actions of deciding tables have"


def _bad_timers(table: Lifecycle) -> Iterator[str]:
    actions = {action.name: action for action in table.actions}
    finals = {state.name for state in table.states if state.final}
    for timer in table.timers:
        if timer.state in finals:
            yield f"a timer runs in the final state {timer.state!r}"
        action = actions.get(timer.action)
        yield from (f"timer in {timer.state!r}: {fault}" for fault in _faults_of_timer(timer, action))


def _faults_of_timer(timer: Timer, action: Action | None) -> Iterator[str]:
    if action is None:
        yield f"unknown action {timer.action!r}"
    elif timer.state not in action.sources:
        yield f"action {timer.action!r} can not start there"
    elif not action.by_system:
        yield f"action {timer.action!r} is not the system's"
    elif action.needs or action.reason_required:
        yield f"action {timer.action!r} waits for a person's facts or reason"
    if min([timer.after, *dict(timer.paces).values()]) <= timedelta(0):
        yield "its delay must be more than nothing"
    if timer.repeat < 0:
        yield "it can not repeat less than never"
