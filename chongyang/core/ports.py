"""Vendors that the house talks to, as the administration lists them: each says what is wrong with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Port:
    """One vendor as it is set up. `faults` are Chinese source sentences; none means that it can work."""

    label: str
    adapter: str
    faults: tuple[str, ...] = ()


_lookers: dict[str, Callable[[], Iterable[Port]]] = {}


def register(name: str, look: Callable[[], Iterable[Port]]) -> None:
    """Said once, in `apps.ready`."""
    _lookers[name] = look


def list_ports() -> list[Port]:
    """Every vendor, looked at now."""
    return [port for name in sorted(_lookers) for port in _lookers[name]()]
