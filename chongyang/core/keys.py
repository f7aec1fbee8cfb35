"""Keys of rows: UUIDv7, made in Python, so that county nodes never collide and rows stay in order of time."""

from uuid import UUID, uuid5

import uuid_utils.compat

NAMESPACE = UUID("6f1c9f0e-0909-7000-8000-c0de00090909")


def new_key() -> UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


def named_key(*parts: str) -> UUID:
    """The same key for the same words: reference rows (organisations, areas) keep theirs on every machine."""
    return uuid5(NAMESPACE, "/".join(parts))
