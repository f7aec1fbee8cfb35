"""Which POSTs only read: they carry words that belong in no address, and need no idempotency key.

Revealing is among them on purpose: a repetition is another reading, and is written down as one.
"""

from collections.abc import Callable
from typing import Any, TypeVar

STREAMS: set[str] = set()
View = TypeVar("View", bound=Callable[..., Any])
READS: set[str] = set()
KEYED: set[str] = set()
GATHERED: set[str] = set()


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


def gathered(view: View) -> View:
    """Mark a keyed POST whose operation enters the scope in a transaction of its own, which it may share with
    calls that arrive at the same moment. The view itself asks the database for nothing.
    """
    GATHERED.add(view.__name__)
    return keyed(view)


def streaming(view: View) -> View:
    """Mark a view whose PUT reads its body by itself, block by block: bytes of a file, no JSON."""
    STREAMS.add(view.__name__)
    return view
