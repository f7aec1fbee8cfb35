"""What the worker does again and again besides its clock: each registered in `apps.ready`, each in its own
thread.

For work that must not wait behind other work, such as an escalation behind a slow vendor. Several workers
share it: whoever registers claims rows with SKIP LOCKED.
"""

from collections.abc import Callable

Tick = Callable[[], None]
_ticks: dict[str, Tick] = {}
LANES: list[str] = []
"""Beginnings of destinations that a tick of its own delivers; the clock leaves them alone."""


def ticks(name: str, *, lane: str = "") -> Callable[[Tick], Tick]:
    """Register what is called every half second, under a name that the log and the heartbeat use."""

    def register(tick: Tick) -> Tick:
        _ticks[name] = tick
        if lane and lane not in LANES:
            LANES.append(lane)
        return tick

    return register


def all_ticks() -> dict[str, Tick]:
    """By their names."""
    return dict(_ticks)
