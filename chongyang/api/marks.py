"""Which POSTs only read: they carry words that belong in no address, and need no idempotency key.

Revealing is among them on purpose: a repetition is another reading, and is written down as one.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
READS: set[str] = set()


def reading(view: View) -> View:
    """Mark a view whose POST has no effect."""
    READS.add(view.__name__)
    return view
