"""The linkage of all records: read, scored, made persons, written back in one transaction at its end.

A run that was cut leaves nothing, and the next one begins anew at once: the lock of its process went
with it. Two at once are refused. Reading and scoring lock no row of anybody.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.linkage.enums import FILE_FEED, RunState
from chongyang.linkage.models import LinkRun
from chongyang.linkage.operations import asking, opening, writing
from chongyang.linkage.operations.errors import UnableToRun
from chongyang.linkage.rules import clusters, columns, persons, scoring
from chongyang.linkage.rules.model import Model, shipped
from chongyang.territory.permissions import NotAllowed

if TYPE_CHECKING:
    import polars as pl

CITY_AREA = 410_100_000_000
LOCK = 4_105_006
ASIDE = "linkage-"
BUSY = N_("另一次比对正在进行，请等它结束。")
TAKEN_OVER = N_("这次比对与数据库断开过，已由另一次比对接替，没有写入任何结果。")
FORCED = 200.0
"""The weight of a pair that people have decided: heavier than any score."""

Told = Callable[[str, int], None]


@dataclass
class Progress:
    """Says what a run does and keeps how long each step took; a step is a sign of life in the run's row."""

    run: LinkRun
    scope: Scope
    told: Told
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    step: str = ""

    def begin(self, step: str, count: int = 0) -> None:
        self.end()
        self.step, self.began = step, time.monotonic()
        with enter(self.scope):
            LinkRun.objects.filter(id=self.run.id).update(step=step, alive_at=clock_now())
        self.told(step, count)

    def end(self) -> None:
        if self.step:
            self.seconds[self.step] = round(time.monotonic() - self.began, 1)


def link_all(
    *,
    scope: Scope,
    by: Actor,
    now: datetime,
    model: Model | None = None,
    told: Told = lambda step, count: None,
) -> LinkRun:
    """Link every record in force and every file; gives the run. Raises UnableToRun, scoring.UnableToScore."""
    if not scope.system:
        raise NotAllowed("only the system links all records")
    chosen = model or shipped()
    with _alone():
        with enter(scope):
            run = _begin(chosen, by, now)
        progress = Progress(run, scope, told)
        try:
            _link(run, chosen, progress, scope, by, now)
        except BaseException as problem:
            _end(run, RunState.FAILED, progress, reason=type(problem).__name__)
            raise
        _end(run, RunState.DONE, progress)
    return run


@contextmanager
def _alone() -> Iterator[None]:
    """One linkage at a time: the lock is the process's, and goes when that dies in whatever way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise UnableToRun(BUSY)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _begin(model: Model, by: Actor, now: datetime) -> LinkRun:
    """The run's row. Whatever stands as running was cut, for nobody holds the lock; its leavings go."""
    LinkRun.objects.filter(state=RunState.RUNNING).update(state=RunState.CUT, ended_at=now)
    for folder in Path(settings.VAR).glob(f"{ASIDE}*"):
        shutil.rmtree(folder, ignore_errors=True)
    columns = {"area": CITY_AREA, "model_version": model.version, "engine": settings.LINKAGE}
    return LinkRun.objects.create(**columns, begun_at=now, alive_at=now, begun_by=by.account)


def _refuse_taken_over(run: LinkRun) -> None:
    """Just before writing: a run that lost its lock with its connection writes nothing beside another."""
    row = LinkRun.objects.select_for_update(of=("self",)).get(id=run.id)
    if row.state != RunState.RUNNING:
        raise UnableToRun(TAKEN_OVER)


def _end(run: LinkRun, state: RunState, progress: Progress, reason: str = "") -> None:
    progress.end()
    run.state, run.reason, run.seconds, run.ended_at = state.value, reason, progress.seconds, clock_now()
    with enter(progress.scope):
        run.save()


def _link(run: LinkRun, model: Model, progress: Progress, scope: Scope, by: Actor, now: datetime) -> None:
    import polars as pl

    progress.begin("read")
    with enter(scope):
        frames = opening.read_all(lambda rows: progress.told("read", rows))
    records = pl.concat(frames).sort("feed", "record_index")
    records = columns.with_members(records.with_columns(record=pl.int_range(pl.len(), dtype=pl.Int64)))
    run.records, run.files = len(records), int((records["feed"] == FILE_FEED).sum())
    progress.begin("score", len(records))
    scored = _scored(records, model)
    run.scored = len(scored)
    progress.begin("cluster", len(scored))
    with enter(scope):
        decisions = writing.decisions_in(records)
    placed = _placed(records, scored, model, decisions)
    run.persons = placed["becomes"].n_unique()
    progress.begin("write", run.persons)
    with enter(scope):
        _refuse_taken_over(run)
        written = writing.write_persons(placed, run, scope, by, now)
        near = asking.Near(records, placed, scored, decisions)
        written["to_look_at"] = asking.ask_people(near, model, run, now)
        for name, value in written.items():
            setattr(run, name, value)
        payload = {"records": run.records, "persons": run.persons, **written}
        events.record(
            "linkage.run.done",
            by=by,
            now=now,
            area=CITY_AREA,
            subject_type="linkage.run",
            subject=run.id,
            payload=payload,
        )


def _scored(records: "pl.DataFrame", model: Model) -> "pl.DataFrame":
    import polars as pl

    wanted = ["record", "source", *model.columns]
    if len(records) < 2:
        return pl.DataFrame(schema={"record_l": pl.Int64, "record_r": pl.Int64, "match_weight": pl.Float64})
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=settings.VAR) as folder:
        room = scoring.Room(memory_gib=settings.LINKAGE_MEMORY_GIB, folder=folder)
        found = scoring.score(records.select(wanted), model, engine_name=settings.LINKAGE, room=room)
    return found.select("record_l", "record_r", "match_weight").sort("record_l", "record_r")


def _placed(
    records: "pl.DataFrame", scored: "pl.DataFrame", model: Model, decisions: writing.Decisions
) -> "pl.DataFrame":
    """Each record with its label and its person."""
    import numpy as np
    import polars as pl

    linked = scored.filter(pl.col("match_weight") >= model.bands.link)
    joined = np.array(decisions.joined, dtype=np.int64).reshape(-1, 2)
    left = np.concatenate([linked["record_l"].to_numpy().astype(np.int64), joined[:, 0]])
    right = np.concatenate([linked["record_r"].to_numpy().astype(np.int64), joined[:, 1]])
    weight = linked["match_weight"].to_numpy()
    if decisions.loose:
        touches = np.isin(linked[["record_l", "record_r"]].to_numpy(), list(decisions.loose)).any(axis=1)
        weight = np.where(touches, weight - FORCED, weight)
    weight = np.concatenate([weight, np.full(len(joined), FORCED)])
    label = clusters.persons_of(
        len(records), left, right, weight, _once(records, model), decisions.apart, model.bands.largest_cluster
    )
    names = ("feed", "record_index", "area", "person", "how")
    frame = records.select("record", *names).with_columns(label=pl.Series(label))
    return persons.assign(frame, FILE_FEED, writing.new_keys).with_columns(
        identity=records["identity"], born=records["born"]
    )


def _once(records: "pl.DataFrame", model: Model) -> Any:
    """The number of each record's source where that is of different persons, else -1; a double is free."""
    import polars as pl

    numbers = {feed: number for number, feed in enumerate(sorted(model.once))}
    source = pl.col("feed").replace_strict(numbers, default=-1, return_dtype=pl.Int64)
    is_double = (pl.col("feed") == FILE_FEED) & pl.col("person").is_not_null()
    return records.select(pl.when(is_double).then(-1).otherwise(source)).to_series().to_numpy()
