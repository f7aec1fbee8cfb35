"""Sealed bytes on disk: one place for one content, in pieces, each bound to its place in the file."""

import hashlib
import os
from pathlib import Path

from django.conf import settings

from chongyang.core import sealing
from chongyang.core.fields import field_key
from chongyang.core.keys import new_key

PIECE = 1024 * 1024
LENGTH = 8


class FileIsGone(Exception):
    """The row stands, its bytes do not: a fault of the disk, or the retention rule was here."""


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def path_of(digest: str) -> Path:
    return Path(settings.FILES) / digest[:2] / digest[2:4] / f"{digest}.sealed"


def write(digest: str, data: bytes) -> None:
    """Seal and keep; what is there already stays. The file appears whole or not at all."""
    path = path_of(digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{new_key()}.part")
    number = settings.FIELD_KEY_NUMBER
    try:
        with fresh.open("xb") as file:
            fresh.chmod(0o600)
            for place, at in enumerate(range(0, len(data), PIECE)):
                is_last = at + PIECE >= len(data)
                sealed = sealing.seal_bytes(
                    data[at : at + PIECE],
                    key=field_key(number),
                    key_number=number,
                    place=_place(digest, place, is_last),
                )
                file.write(len(sealed).to_bytes(LENGTH) + sealed)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read(digest: str) -> bytes:
    """The bytes as they were kept. Raises FileIsGone; a changed byte raises sealing.UnableToOpen."""
    try:
        whole = path_of(digest).read_bytes()
    except FileNotFoundError as error:
        raise FileIsGone(digest[:12]) from error
    data, at, place = bytearray(), 0, 0
    while at < len(whole):
        length = int.from_bytes(whole[at : at + LENGTH])
        piece, at = whole[at + LENGTH : at + LENGTH + length], at + LENGTH + length
        data += sealing.open_bytes(piece, keys=field_key, place=_place(digest, place, at >= len(whole)))
        place += 1
    return bytes(data)


def remove(digest: str) -> None:
    path_of(digest).unlink(missing_ok=True)


def _place(digest: str, place: int, is_last: bool) -> str:
    """Pieces cannot change places, and none can be cut off the end."""
    return f"file.{digest}.{place}.{'last' if is_last else 'more'}"
