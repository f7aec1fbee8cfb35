"""Files of departments in the demo city: eight feeds about its own people, one in GB18030, one refused.

At most so many people as the desk needs to look alive; a large city brings files of its own by `make_feeds`.
Repeatable: a city that holds runs already keeps them.
"""

import csv
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.utils import timezone

from chongyang.claims.models import Run
from chongyang.claims.operations import receiving, taking_in
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.workshop.accounts import JINSHUI
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import Drawn
from chongyang.workshop.city.seeds import Ints
from chongyang.workshop.feeds.writing import write_feeds

MOST_ELDERS, MOST_PEOPLE = 100_000, 3_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One file: how many days ago, in which coding, with two columns exchanged or not."""

    feed: str
    days_ago: int
    coding: str = "utf-8"
    swapped: tuple[str, str] | None = None


FILES = (
    Sent("social_pensions", 20, swapped=("姓名", "社会保障号码")),
    Sent("social_pensions", 19),
    Sent("health_files", 40),  # a month and more: late, as it happens
    Sent("disability", 30),
    Sent("civil_relief", 20, coding="gb18030"),
    Sent("medical_insurance", 9),
    Sent("police_population", 5),
    Sent("police_deaths", 2),
    Sent("civil_cremations", 1),
)


def make_demo_feeds(plan: Plan, *, now: datetime) -> dict[str, int]:
    """Rows taken in by feed; nothing where the city has runs already or is too large for a demo."""
    with enter(system_scope("demo feeds")):
        if plan.elders > MOST_ELDERS or Run.objects.exists():
            return {}
    with tempfile.TemporaryDirectory(prefix="chongyang-feeds-") as folder:
        feeds = list(dict.fromkeys(sent.feed for sent in FILES))
        write_feeds(plan, Path(folder), feeds, only=_of_the_accounts)
        return {sent.feed: _send(sent, Path(folder), now) for sent in FILES}


def _of_the_accounts(drawn: Drawn) -> Ints:
    """People of the demo accounts' county first, up to the limit; all of them in a small city."""
    first, last = interval_of(JINSHUI)
    near = (drawn.areas >= first) & (drawn.areas <= last)
    order = np.argsort(~near, kind="stable")
    return np.sort(order[:MOST_PEOPLE])


def _send(sent: Sent, folder: Path, now: datetime) -> int:
    """Receive and take in one file as if it had come on its day."""
    moment = now - timedelta(days=sent.days_ago)
    path = _written(sent, folder)
    scope = system_scope("demo feeds")
    with enter(scope):
        run = receiving.receive_file(
            feed=sent.feed,
            path=path,
            file_name=path.name,
            told_on=timezone.localdate(moment),
            declared="utf-8",
            scope=scope,
            by=SYSTEM,
            now=moment,
        ).run
    seconds = iter(range(1, 3600))
    return taking_in.take_in(
        run=run.id, path=path, clock=lambda: moment + timedelta(seconds=next(seconds))
    ).done_rows


def _written(sent: Sent, folder: Path) -> Path:
    """The file of this feed, in the coding and with the columns that the demo wants to show."""
    source = folder / f"{sent.feed}.csv"
    if sent.coding == "utf-8" and not sent.swapped:
        return source
    with source.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    if sent.swapped:
        one, other = sent.swapped
        head = [{one: other, other: one}.get(name, name) for name in head]
    path = folder / f"{sent.feed}-{sent.days_ago}.csv"
    with path.open("w", encoding=sent.coding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path
