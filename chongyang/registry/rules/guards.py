"""Rooms above say which fields of a file an account may not write by hand, and what it does instead.

    guards("registration.changes")(reason_against)     # reason_against(role, field) -> sentence or ""

`update_elder` asks for every door. What a person decided by the way that the sentence names is written in the
system's scope with that person as the actor, and is not asked again.
"""

from collections.abc import Callable, Iterable

Guard = Callable[[str, str], str]
_guards: dict[str, Guard] = {}


def guards(name: str) -> Callable[[Guard], Guard]:
    """Register a guard under a name that never changes; twice the same is once."""

    def register(guard: Guard) -> Guard:
        _guards[name] = guard
        return guard

    return register


def reasons_against(role: str, fields: Iterable[str]) -> dict[str, str]:
    """Why this role may not write these fields by hand, by field; the first guard that objects is heard."""
    found = {}
    for field in fields:
        if reason := next((reason for guard in _guards.values() if (reason := guard(role, field))), ""):
            found[field] = reason
    return found
