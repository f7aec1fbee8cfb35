"""What a room does when a step of its life cycle is taken; called inside the step's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from chongyang.core.models.cases import Case, Step
    from chongyang.core.scopes import Actor

EVERY = "*"
"""Instead of the name of an action: the hook is called after each step, the opening too."""


class Hook(Protocol):
    """A hook that raises undoes the step."""

    def __call__(self, *, case: Case, step: Step, by: Actor, now: datetime) -> None: ...


H = TypeVar("H", bound=Hook)
_hooks: dict[tuple[str, str], list[Hook]] = defaultdict(list)


def on_step(lifecycle: str, action: str = EVERY) -> Callable[[H], H]:
    """Register a hook (in `apps.ready`) for one action of a life cycle; twice the same is once."""

    def register(hook: H) -> H:
        if hook not in _hooks[lifecycle, action]:
            _hooks[lifecycle, action].append(hook)
        return hook

    return register


def hooks_for(lifecycle: str, action: str) -> tuple[Hook, ...]:
    """The hooks of a step, those of the action first."""
    return (*_hooks.get((lifecycle, action), ()), *_hooks.get((lifecycle, EVERY), ()))
