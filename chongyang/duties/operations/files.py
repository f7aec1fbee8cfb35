"""Files that come with a report, an addition or a reply."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chongyang.core.files.errors import UnableToKeep
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


def keep(handed: Sequence[Handed], row: Run | Letter, by: Actor, now: datetime) -> list[UUID]:
    """Keep them for whoever sees the row. Raises UnableToReport with the sentence of the first that fails."""
    if len(handed) > MOST:
        raise UnableToReport({"files": TOO_MANY})
    try:
        return [
            files.take_in(
                chunks=one.chunks,
                name=one.name,
                declared=one.size,
                area=row.area,
                organisation=row.organisation,
                by=by,
                now=now,
            ).id
            for one in handed
        ]
    except UnableToKeep as error:
        raise UnableToReport({"files": error.reason if hasattr(error, "reason") else str(error)}) from error
