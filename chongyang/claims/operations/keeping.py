"""Where received files wait: one folder, one name a run, for this program's user alone, gone when done."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from chongyang.claims.enums import RunState
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.operations.receiving import Received, receive_file
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_

TOO_LARGE = N_("文件太大，请拆分后分几次导入。")
ENDED = (RunState.DONE, RunState.REFUSED)


def folder() -> Path:
    """The folder, made where it is not there."""
    place = Path(settings.FEED_FILES)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def path_of(run: UUID) -> Path:
    return folder() / f"{run}.file"


def receive_upload(
    *,
    feed: str,
    chunks: Iterable[bytes],
    file_name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    told_on: date | None = None,
    area: int | None = None,
    declared: str = "",
) -> Received:
    """Write what streams in to the disk, then receive it; more than the limit is refused and thrown away.

    Raises NotAllowed, UnableToImport.
    """
    incoming = folder() / f"{new_key()}.incoming"
    try:
        _write(incoming, chunks)
        received = receive_file(
            feed=feed,
            path=incoming,
            file_name=file_name,
            scope=scope,
            by=by,
            now=now,
            told_on=told_on,
            area=area,
            declared=declared,
        )
        if received.run.state not in ENDED and not path_of(received.run.id).exists():
            incoming.rename(path_of(received.run.id))
        return received
    finally:
        incoming.unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with path.open("xb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > settings.FEED_BYTES:
                raise UnableToImport(TOO_LARGE)
            file.write(chunk)


def forget(run: UUID) -> None:
    """Throw a file away that is claims now, or was refused."""
    path_of(run).unlink(missing_ok=True)
