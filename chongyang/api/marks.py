"""Which POSTs only read: they carry words that belong in no address, and need no idempotency key.

Revealing is among them on purpose: a repetition is another reading, and is written down as one.
"""

from collections.abc import Callable
from typing import Any, TypeVar

STREAMS: set[str] = set()
View = TypeVar("View", bound=Callable[..., Any])
READS: set[str] = set()
KEYED: set[str] = set()


def reading(view: View) -> View:
    """Mark a view whose POST has no effect."""
    READS.add(view.__name__)
    return view


def keyed(view: View) -> View:
    """Mark a POST whose operation itself knows its idempotency key: a repetition finds the row that it made,
    as it is now, and the door keeps no answer of its own.
    """
    KEYED.add(view.__name__)
    return view


def streaming(view: View) -> View:
    """Mark a view whose PUT reads its body by itself, block by block: bytes of a file, no JSON."""
    STREAMS.add(view.__name__)
    return view
