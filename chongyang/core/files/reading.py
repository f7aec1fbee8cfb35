"""A file that comes in, with its limit: what is too big is put down before it is read to its end."""

from collections.abc import Iterable

from chongyang.core.files.errors import EMPTY, TOO_BIG, UnableToKeep

MIB = 1024 * 1024


def check_declared(declared: int | None, most: int) -> None:
    """What says of itself that it is too big is not read at all."""
    if declared is not None and declared > most:
        raise UnableToKeep(TOO_BIG, most=most // MIB)


def read_limited(chunks: Iterable[bytes], *, most: int, declared: int | None = None) -> bytes:
    """All bytes, or UnableToKeep as soon as one byte more than `most` has come."""
    check_declared(declared, most)
    held = bytearray()
    for chunk in chunks:
        if len(held) + len(chunk) > most:
            raise UnableToKeep(TOO_BIG, most=most // MIB)
        held += chunk
    if not held:
        raise UnableToKeep(EMPTY)
    return bytes(held)
