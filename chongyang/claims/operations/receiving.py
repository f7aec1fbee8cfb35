"""A file arrives: looked at, written down as a run, refused with a sentence where its head is wrong."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.claims.enums import RunState
from chongyang.claims.models import Run
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.rules import columns, feeds, files
from chongyang.claims.rules.areas import CITY_AREA, span_of
from chongyang.claims.rules.reasons import UnableToReadFile
from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

log = logging.getLogger(__name__)
UNKNOWN_FEED = N_("没有这个数据来源。")


@dataclass(frozen=True, slots=True)
class Received:
    """The run of a file. `is_known`: these very bytes were received before, and this is that run."""

    run: Run
    is_known: bool


def known_feeds() -> dict[str, feeds.Feed]:
    """Every described feed; raises UnableToReadFeed."""
    return feeds.load_feeds(settings.FEEDS or None)


def get_feed(code: str) -> feeds.Feed:
    """Raises UnableToImport for a feed that nobody described."""
    found = known_feeds().get(code)
    if found is None:
        raise UnableToImport(UNKNOWN_FEED)
    return found


@transaction.atomic
def receive_file(
    *,
    feed: str,
    path: Path,
    file_name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    told_on: date | None = None,
    area: int | None = None,
    declared: str = "",
) -> Received:
    """Write a file down as a run that waits, or as one that is refused and why. Same bytes, same run.

    `area` bounds what its rows may speak about; by default the city, where the scope covers it.
    Raises NotAllowed, UnableToImport.
    """
    demand(scope, Can.IMPORT_FEEDS)
    described, within = get_feed(feed), area_for(scope, area)
    day = told_on or timezone.localdate(now)
    if day > timezone.localdate(now):
        raise UnableToImport(N_("数据日期在今天之后。"))
    digest = files.digest_of(path)
    if known := _known(feed, digest):
        return Received(known, is_known=True)
    run = Run(
        feed=feed,
        feed_version=described.version,
        area=within,
        file_name=file_name[-200:],
        digest=digest,
        size=path.stat().st_size,
        told_on=day,
        is_full=described.is_full,
        received_at=now,
        received_by=by.account,
        alive_at=now,
    )
    _look(run, described, path, declared)
    if not _save(run):
        known = _known(feed, digest)
        if known is None:
            raise UnableToImport(N_("同一个文件已由其他地区导入。"))
        return Received(known, is_known=True)
    note(run, "refused" if run.state == RunState.REFUSED else "received", by=by, now=now)
    return Received(run, is_known=False)


def _known(feed: str, digest: str) -> Run | None:
    return Run.objects.filter(feed=feed, digest=digest).exclude(state=RunState.REFUSED).first()


def _save(run: Run) -> bool:
    """False where the same bytes arrived at the same moment, or where this scope does not see them."""
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def area_for(scope: Scope, area: int | None) -> int:
    """The area of a run: what was asked for inside the scope, else all of the scope where it is one area."""
    wanted = area or (CITY_AREA if scope.system or scope.covers(CITY_AREA) else 0)
    if not wanted and len(scope.intervals) == 1:
        wanted = scope.intervals[0][0]
    if not wanted:
        raise UnableToImport(N_("请选择这个文件属于哪个地区。"))
    first, last = span_of(wanted)
    if not (scope.covers(first) and scope.covers(last)):
        raise UnableToImport(N_("这个地区不在您的管辖范围内。"))
    return wanted


def _look(run: Run, feed: feeds.Feed, path: Path, declared: str) -> None:
    """What the head of the file tells; a file of another shape is refused here."""
    run.state = RunState.WAITING
    try:
        look = files.look_at(path)
        run.coding, run.total_rows = coding_word(look, declared), look.rows
        check_head(feed, look)
        _refuse_older(run)
    except UnableToReadFile as wrong:
        run.state, run.reason = RunState.REFUSED, wrong.reason


def coding_word(look: files.Look, declared: str) -> str:
    """`gb18030`, or `gb18030!` where something else was declared; `xlsx` has none."""
    if look.kind == "xlsx":
        return "xlsx"
    wrong = declared and declared.lower().replace("_", "-") not in {look.coding, ALIASES[look.coding]}
    return f"{look.coding}!" if wrong else look.coding


ALIASES = {files.UTF8: "utf8", files.GB18030: "gbk"}


def check_head(feed: feeds.Feed, look: files.Look) -> None:
    """Raises UnableToReadFile unless every needed column is there."""
    if missing := columns.missing_columns(feed, look.header):
        for other in known_feeds().values():
            if other.code != feed.code and not columns.missing_columns(other, look.header):
                raise UnableToReadFile("other_feed", other.name)
        raise UnableToReadFile("missing_columns", "、".join(missing)[:150])
    if look.rows == 0:
        raise UnableToReadFile("empty")


def _refuse_older(run: Run) -> None:
    """A file of an earlier day than the last one of this feed and area would put old words in force."""
    done = Run.objects.filter(feed=run.feed, area=run.area, state=RunState.DONE, told_on__gt=run.told_on)
    if newest := done.order_by("-told_on", "id").first():
        raise UnableToReadFile("older", newest.told_on.isoformat())


def note(run: Run, word: str, *, by: Actor, now: datetime) -> None:
    """`claims.run.<word>`: counts and nothing of a person. Rooms above act on `claims.run.done`."""
    payload = {
        "feed": run.feed,
        "state": run.state,
        "told_on": run.told_on.isoformat(),
        "rows": run.done_rows,
        "new": run.new_claims,
        "ended": run.ended_claims,
        "faults": run.faults,
    }
    events.record(
        f"claims.run.{word}",
        by=by,
        now=now,
        area=run.area,
        subject_type="claims.run",
        subject=run.id,
        organisation=run.organisation,
        payload=payload,
    )
