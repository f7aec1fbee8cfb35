"""Reads of kept files: only what left quarantine is opened."""

from uuid import UUID

from chongyang.core import access
from chongyang.core.files import disk, scanning
from chongyang.core.models import FileStored
from chongyang.core.scopes import Scope

OPEN = (scanning.CLEAN, scanning.UNSCANNED)


def access_file(scope: Scope, file: UUID) -> FileStored | None:
    """The row of a file within reach."""
    return access.visible(FileStored.objects.filter(id=file), scope).first()


def is_open(row: FileStored) -> bool:
    """Whether it left quarantine."""
    return row.verdict in OPEN


def read(row: FileStored) -> bytes | None:
    """The bytes; None while in quarantine. Raises disk.FileIsGone."""
    return disk.read(row.digest) if is_open(row) else None
