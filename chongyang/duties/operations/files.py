"""Files that come with a report, an addition or a reply."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.files.errors import UnableToKeep
from chongyang.core.models import FileStored
from chongyang.core.operations import files
from chongyang.core.scopes import Actor
from chongyang.core.words import N_
from chongyang.duties.models import Letter, Run
from chongyang.duties.operations.errors import UnableToReport

MOST = 9
TOO_MANY = N_("一次最多交九个文件。")


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as somebody hands it in."""

    name: str
    chunks: Iterable[bytes]
    size: int | None = None


def take_all(
    handed: Sequence[Handed], by: Actor, now: datetime, *, area: int, organisation: UUID | None = None
) -> list[FileStored]:
    """Keep them all, or raise UnableToKeep with the sentence of the first that fails."""
    if len(handed) > MOST:
        raise UnableToKeep(TOO_MANY)
    return [
        files.take_in(
            chunks=one.chunks,
            name=one.name,
            declared=one.size,
            area=area,
            organisation=organisation,
            by=by,
            now=now,
        )
        for one in handed
    ]


def keep(handed: Sequence[Handed], row: Run | Letter, by: Actor, now: datetime) -> list[UUID]:
    """Keep them for whoever sees the row. Raises UnableToReport with the sentence of the first that fails."""
    try:
        return [file.id for file in take_all(handed, by, now, area=row.area, organisation=row.organisation)]
    except UnableToKeep as error:
        raise UnableToReport({"files": gettext(error.reason) % error.values}) from error
