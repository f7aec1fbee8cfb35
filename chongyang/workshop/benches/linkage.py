"""Bench `linkage`: four feeds of a whole city, linked and written back, against the generator's truth.

The records are those of `make_feeds`, written as claims into a template of their own (not measured); each run
links a copy of it by the command that an operator uses, in a process of its own. Time is the
command's from its start to its end; memory the highest sum over its processes and the database's backends.
Precision and recall are of pairs: of all pairs of records that the program calls one person's, and of all
that are. With `--files` any table is linked instead, and beside it by Splink's own tutorial settings.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psycopg
from django.conf import settings
from numpy.typing import NDArray

from chongyang.claims.operations.sealed_rows import indexes_of
from chongyang.linkage.rules import clusters
from chongyang.workshop.benches import linkage_tables as tables
from chongyang.workshop.benches.city import UnableToBench
from chongyang.workshop.benches.feeds import LONGEST, SAMPLE_SECONDS, Ground, Peak
from chongyang.workshop.benches.frame import Goal, Result, settle
from chongyang.workshop.benches.linkage_claims import claims_database
from chongyang.workshop.feeds.shapes import LARGE

ELDERS = 1_300_000
SECONDS, MEMORY_MIB = 240.0, 8192.0
PRECISION, RECALL = 0.9998, 0.998
THRESHOLDS = (0.2, 0.5, 0.9, 0.95, 0.99)
TUTORIAL_AT = 0.95
LARGEST = 200
Labels = NDArray[np.int64]


def run(elders: int = ELDERS) -> Result:
    """Link all records once, then once more, which must change nothing."""
    folder = Path(settings.VAR) / f"bench_linkage_{elders}"
    with claims_database(elders, folder) as (city, template):
        result = Result("linkage", {"name": template, "people": elders})
        result.figures["busy_before"] = settle()
        first = _linked(city)
        told = _judged(city, folder)
        again = _linked(city)
        result.figures |= {"first": first, "again": again, "truth": told}
    result.goals = [
        Goal("all linked and written back, seconds", "<=", SECONDS, first["wall_seconds"]),
        Goal("most memory, MiB", "<=", MEMORY_MIB, first["peak_mib"]),
        Goal("precision of pairs", ">=", PRECISION, told["precision"]),
        Goal("recall of pairs", ">=", RECALL, told["recall"]),
        Goal("records changed by a second run", "==", 0, again["changed"]),
    ]
    return result


def _linked(city: Ground) -> dict[str, Any]:
    """`chongyang link` in a process of its own, watched."""
    environment = {**os.environ, **city.environment, "CHONGYANG_AS_OWNER": "0"}
    words = [sys.executable, "-m", "chongyang", "link", "--json"]
    began = time.perf_counter()
    child = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    peak = Peak(child.pid, city)
    while child.poll() is None:
        peak.look()
        if time.perf_counter() - began > LONGEST:
            child.kill()
        time.sleep(SAMPLE_SECONDS)
    seconds = round(time.perf_counter() - began, 1)
    out = child.stdout.read() if child.stdout else ""
    if child.returncode:
        raise UnableToBench(f"'chongyang link' ended with {child.returncode}")
    told: dict[str, Any] = json.loads(out)
    return told | {"wall_seconds": seconds, **peak.figures()}


def _judged(city: Ground, folder: Path) -> dict[str, Any]:
    """What the rows say against what the generator knows; records that were refused count as missed."""
    told = pl.concat([_truth_of(feed, folder) for feed in LARGE])
    with psycopg.connect(city.owner_url) as owner, owner.cursor() as cursor:
        words = (
            "COPY (SELECT encode(record_index, 'hex'), person FROM claims_belonging) TO STDOUT (FORMAT csv)"
        )
        with cursor.copy(words) as copy:
            held = b"".join(bytes(part) for part in copy)
        waits = owner.execute("SELECT count(*) FROM linkage_pair WHERE state = 'open'").fetchone()
    given = pl.read_csv(held, has_header=False, new_columns=["record", "given"])
    both = told.join(given, on="record", how="left")
    lone = pl.concat_str(pl.lit("lone-"), pl.int_range(pl.len()).cast(pl.String))
    both = both.with_columns(given=pl.coalesce("given", lone))
    figures = _measures(_numbers(both["given"]), _numbers(both["person"]))
    return figures | {
        "records": len(told),
        "unplaced": len(told) - len(given),
        "pairs_for_people": (waits or [0])[0],
    }


def _truth_of(feed: str, folder: Path) -> pl.DataFrame:
    frame = pl.read_csv(folder / "truth" / f"{feed}.csv", infer_schema=False)
    indexes = indexes_of(feed, frame["record"].to_list())
    return frame.select("person", record=pl.Series([index.hex() for index in indexes]))


def _numbers(words: pl.Series) -> Labels:
    return words.rank("dense").cast(pl.Int64).to_numpy()


def _pairs(labels: pl.DataFrame) -> int:
    """How many pairs the rows of equal labels make."""
    counts = labels.group_by(labels.columns).len()["len"].cast(pl.Int64)
    return int((counts * (counts - 1) // 2).sum())


def _measures(given: Labels, true: Labels) -> dict[str, float]:
    """Precision, recall and F1 of pairs."""
    frame = pl.DataFrame({"given": given, "true": true})
    right, said, are = _pairs(frame), _pairs(frame.select("given")), _pairs(frame.select("true"))
    precision, recall = right / said if said else 0.0, right / are if are else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 6), "recall": round(recall, 6), "f1": round(f1, 6)}


def run_files(paths: list[Path], truth: str, pattern: str = "") -> Result:
    """Any table: ours at its one threshold, Splink's tutorial settings at theirs and at their best."""
    table = tables.read_table(paths, truth, pattern)
    result = Result("linkage", {"name": ", ".join(path.name for path in paths), "rows": len(table.rows)})
    began = time.perf_counter()
    ours = _f1_of(table, tables.link(table), tables.LINK_AT)
    seconds = round(time.perf_counter() - began, 1)
    theirs = tables.tutorial(table)
    best = max((_f1_of(table, theirs, at) for at in THRESHOLDS), key=lambda told: told["f1"])
    result.figures = {
        **ours,
        "seconds": seconds,
        "columns": table.known,
        "splink_tutorial": _f1_of(table, theirs, TUTORIAL_AT),
        "splink_tutorial_at_its_best_threshold": best,
    }
    result.goals = [
        Goal("F1, against Splink's tutorial settings at their best", ">=", best["f1"], ours["f1"])
    ]
    return result


def _f1_of(table: tables.Table, pairs: pl.DataFrame, at: float) -> dict[str, float]:
    linked = pairs.filter(pl.col("match_probability") >= at)
    left, right = (linked[f"unique_id_{side}"].to_numpy().astype(np.int64) for side in ("l", "r"))
    count = len(table.rows)
    label = clusters.persons_of(
        count, left, right, linked["match_weight"].to_numpy(), np.full(count, -1), [], LARGEST
    )
    return _measures(label, _numbers(table.rows["truth"])) | {"threshold": at}
