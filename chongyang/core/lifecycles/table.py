"""The table of one life cycle: frozen values, checked when they are made.

A *working* table (incident, order, visit) lets one operator take every step. In a *deciding* table (benefit,
award, payment, rating, approval) each human action belongs to a stage, and nobody holds two stages of a case.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from chongyang.core.lifecycles.check import faults_of

ANYONE = "*"
"""As a role of an action: whoever may see the case may do it."""


@dataclass(frozen=True)
class State:
    """Where a case may rest. A final state has no timers; in working tables a person may reopen it."""

    name: str
    label: str
    final: bool = False


@dataclass(frozen=True)
class Action:
    """One way from `sources` to `target`; without a target (or with its own source) the case stays.

    `needs` are names of facts that must hold; `quorum` counts distinct persons; an action without roles is
    the system's alone; `restarts` begins the timers of the state afresh although the case stays in it.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    roles: tuple[str, ...] = ()
    stage: str | None = None
    quorum: int = 1
    needs: tuple[str, ...] = ()
    by_system: bool = False
    reason_required: bool = False
    restarts: bool = False

    def target_from(self, state: str) -> str:
        """Where the case is after this action, started in `state`."""
        return self.target or state


@dataclass(frozen=True)
class Timer:
    """`action` is done by the system when the case has been in `state` for `after`, then `repeat` times more.

    `paces` gives another delay for cases opened with that pace, for example ("rural", 30 minutes).
    """

    state: str
    after: timedelta
    action: str
    repeat: int = 0
    paces: tuple[tuple[str, timedelta], ...] = ()

    def delay(self, pace: str = "") -> timedelta:
        """How long the case may stay before this timer goes off the first time."""
        return dict(self.paces).get(pace, self.after)


@dataclass(frozen=True)
class Lifecycle:
    """A whole table. Making one that contradicts itself raises ValueError with all that is wrong.

    In a deciding table the person who opens a case holds `opening_stage` (the maker's).
    """

    name: str
    label: str
    version: int
    states: tuple[State, ...]
    initial: str
    actions: tuple[Action, ...]
    timers: tuple[Timer, ...] = field(default=())
    deciding: bool = False
    opening_stage: str | None = None

    def __post_init__(self) -> None:
        faults = faults_of(self)
        if faults:
            raise ValueError(f"life cycle {self.name!r}: " + "; ".join(faults))

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.name: state for state in self.states}

    @cached_property
    def _actions(self) -> dict[str, Action]:
        return {action.name: action for action in self.actions}

    def state(self, name: str) -> State:
        """The state of that name; KeyError when there is none."""
        return self._states[name]

    def action(self, name: str) -> Action:
        """The action of that name; KeyError when there is none."""
        return self._actions[name]

    def has_action(self, name: str) -> bool:
        return name in self._actions

    def actions_from(self, state: str) -> tuple[Action, ...]:
        """The actions that may start in a state, in the order of the table."""
        return tuple(action for action in self.actions if state in action.sources)

    def schedule(self, state: str, pace: str = "") -> tuple[tuple[timedelta, Timer], ...]:
        """All firings in a state in their order, repeats counted, each with its distance from the entry."""
        firings = [
            (timer.delay(pace) * turn, timer)
            for timer in self.timers
            if timer.state == state
            for turn in range(1, timer.repeat + 2)
        ]
        return tuple(sorted(firings, key=lambda firing: firing[0]))
