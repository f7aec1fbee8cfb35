"""What may go wrong, in one sentence that also says what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class UnableToRunPostgres(RuntimeError):
    """The embedded database cannot run; the message is meant for the person at the terminal."""


FULL = "The disk is full (at {path}): free about 1 GB there and run the same command again."
DENIED = (
    "{path} belongs to another user: run this as the user who made it, or move the folder away and run again."
)


def full_disk(path: Path) -> UnableToRunPostgres:
    """The sentence for a full disk."""
    return UnableToRunPostgres(FULL.format(path=path))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns the operating system's errors on `path` into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full_disk(path) from error
        if isinstance(error, PermissionError):
            raise UnableToRunPostgres(DENIED.format(path=error.filename or path)) from error
        raise


def from_log(text: str, log: Path) -> UnableToRunPostgres:
    """The reason PostgreSQL wrote before it gave up, or the place to look for it."""
    if "No space left on device" in text:
        return full_disk(log.parent)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reasons = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line]
    reason = (reasons or lines or ["it gave no reason"])[-1]
    return UnableToRunPostgres(f"PostgreSQL did not start: {reason} (its log is {log}).")
