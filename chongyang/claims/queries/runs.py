"""Reads of feeds and runs: what is described, what came, what was wrong with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext

from chongyang.claims.enums import EndingState, RunState
from chongyang.claims.models import Claim, Ending, Fault, Run
from chongyang.claims.rules import reasons
from chongyang.claims.rules.feeds import Feed, load_feeds
from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.registry.queries import NotFound
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

OVERDUE = timedelta(days=3)
"""Days after which a file that did not come counts as late: a weekend and a day."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed with its last file that was taken in, how many words of it are in force, and what is due."""

    feed: Feed
    last: Run | None
    open: Run | None
    due_on: date | None
    is_late: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "feed": self.feed.code,
            "name": self.feed.called(get_language()),
            "version": self.feed.version,
            "source": self.feed.source,
            "is_full": self.feed.is_full,
            "every_days": self.feed.every_days,
            "last_told_on": self.last.told_on.isoformat() if self.last else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "is_late": self.is_late,
        }


def known_feeds() -> dict[str, Feed]:
    """Every described feed; raises UnableToReadFeed."""
    return load_feeds(settings.FEEDS or None)


def list_feeds(scope: Scope, *, now: datetime) -> list[FeedState]:
    """Every feed in the order of its source, with the newest runs that the scope sees."""
    demand(scope, Can.READ_FEEDS)
    runs = visible(Run.objects.all(), scope)
    done = runs.filter(state=RunState.DONE).order_by("feed", "-told_on", "-id").distinct("feed")
    last = {run.feed: run for run in done}
    working = runs.filter(state__in=(RunState.RUNNING, RunState.WAITING, RunState.CUT))
    open_runs = {run.feed: run for run in working.order_by("received_at", "id")}
    today = timezone.localdate(now)
    feeds = sorted(known_feeds().values(), key=lambda feed: (feed.source, feed.code))
    return [_state(feed, last.get(feed.code), open_runs.get(feed.code), today) for feed in feeds]


def get_feed(scope: Scope, code: str, *, now: datetime) -> FeedState:
    """One feed as in the list; raises NotFound."""
    found = next((row for row in list_feeds(scope, now=now) if row.feed.code == code), None)
    if found is None:
        raise NotFound(code)
    return found


def _state(feed: Feed, last: Run | None, working: Run | None, today: date) -> FeedState:
    due = last.told_on + timedelta(days=feed.every_days) if last else None
    return FeedState(feed, last, working, due, bool(due and today > due + OVERDUE))


def count_in_force(scope: Scope, feed: str) -> int:
    """Records of this feed that speak today."""
    demand(scope, Can.READ_FEEDS)
    return visible(Claim.objects.filter(feed=feed, valid_to=None), scope).count()


def list_runs(scope: Scope, feed: str = "") -> QuerySet[Run]:
    """Runs, the newest first."""
    demand(scope, Can.READ_FEEDS)
    rows = visible(Run.objects.order_by("-received_at", "-id"), scope)
    return rows.filter(feed=feed) if feed else rows


def access_run(scope: Scope, run: UUID) -> Run:
    """One run; raises NotFound."""
    demand(scope, Can.READ_FEEDS)
    found = visible(Run.objects.filter(id=run), scope).first()
    if found is None:
        raise NotFound(str(run))
    return found


def get_ending(scope: Scope, run: UUID) -> Ending | None:
    """What a run holds back or held back, within reach."""
    demand(scope, Can.READ_FEEDS)
    return visible(Ending.objects.filter(run=run), scope).first()


def list_held_runs(scope: Scope) -> QuerySet[Run]:
    """Runs of which a second person has to say whether their absent records end, the oldest first."""
    demand(scope, Can.READ_FEEDS)
    held = visible(Ending.objects.filter(state=EndingState.WAITING), scope).values("run")
    return visible(Run.objects.filter(id__in=held).order_by("received_at", "id"), scope)


def list_faults(scope: Scope, run: UUID, code: str = "") -> QuerySet[Fault]:
    """Faults of a run in the order of its lines."""
    demand(scope, Can.READ_FEEDS)
    rows = visible(Fault.objects.filter(run=run).order_by("line", "id"), scope)
    return rows.filter(code=code) if code else rows


def count_faults(scope: Scope, run: UUID) -> list[tuple[str, int]]:
    """How often each fault was found, the most frequent first."""
    rows = list_faults(scope, run).order_by().values_list("code").annotate(count=Count("id"))
    return [(code, count) for code, count in rows.order_by("-count", "code")]


def say_reason(kept: str) -> str:
    """The sentence of a run's reason in the language of the reader."""
    sentence, values = reasons.told(kept)
    return gettext(sentence) % values if sentence else ""


def figures_of(run: Run) -> dict[str, Any]:
    """A run as figures, for commands and the JSON door."""
    return {
        "id": str(run.id),
        "feed": run.feed,
        "feed_version": run.feed_version,
        "state": run.state,
        "reason": run.reason,
        "coding": run.coding.rstrip("!"),
        "told_on": run.told_on.isoformat(),
        "rows": run.done_rows,
        "total_rows": run.total_rows,
        "new": run.new_claims,
        "same": run.same_claims,
        "ended": run.ended_claims,
        "refused": run.faults,
        "warnings": run.warnings,
    }


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a run is: per cent, rows a second, seconds left; unknown before the first part."""

    percent: int
    rate: float | None
    left: float | None


def pace_of(run: Run) -> Pace:
    """From when it began to its last sign of life."""
    total = max(run.total_rows or 0, run.done_rows, 1)
    percent = min(100 * run.done_rows // total, 100)
    if not (run.begun_at and run.alive_at and run.done_rows):
        return Pace(percent, None, None)
    seconds = max(((run.ended_at or run.alive_at) - run.begun_at).total_seconds(), 0.01)
    rate = run.done_rows / seconds
    return Pace(percent, rate, (total - run.done_rows) / rate)
