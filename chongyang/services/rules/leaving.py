"""What is still open with a provider that leaves: rooms above say in `apps.ready` what they name.

A room below does not know orders; without its word an exit would leave somebody waiting for nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

Lister = Callable[[UUID], list[str]]


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What one room has open with an organisation: its own numbers, nothing of persons."""

    name: str
    label: str
    numbers: tuple[str, ...]


_listers: dict[str, tuple[str, Lister]] = {}


def keeps_open(name: str, label: str, lister: Lister) -> None:
    """Register a kind of open work by the provider's organisation; the same name again replaces it."""
    _listers[name] = (label, lister)


def list_open(organisation: UUID) -> list[StillOpen]:
    """All that is open with an organisation, kinds without anything left out."""
    found = [(name, label, tuple(lister(organisation))) for name, (label, lister) in _listers.items()]
    return [StillOpen(name, label, numbers) for name, label, numbers in found if numbers]
