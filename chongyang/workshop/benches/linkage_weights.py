"""`bench linkage --weights`: m and u of every step of the model, counted in the invented feeds.

m is counted over all pairs of records that the generator knows to be one person's (not only those that a
block finds: that would flatter the blocking columns), u over pairs drawn at random from two persons. A share
of less than one in the pairs that were drawn cannot be counted so: `u` is 0 there, and the model keeps a
value chosen by hand. No database is made.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from chongyang.linkage.rules import columns
from chongyang.linkage.rules.model import Comparison, Model, condition, shipped
from chongyang.workshop.benches.city import SEED
from chongyang.workshop.benches.frame import Goal, Result
from chongyang.workshop.benches.linkage_claims import canonical
from chongyang.workshop.city.people import Plan
from chongyang.workshop.feeds.shapes import LARGE
from chongyang.workshop.feeds.writing import write_feeds

ELDERS = 20_000
DRAWN = 2_000_000
LEAST = 1_000
"""Fewer pairs than this prove nothing of a step that one pair in a hundred takes."""


def run(elders: int = ELDERS, drawn: int = DRAWN) -> Result:
    """Counted shares beside the shipped ones."""
    folder = Path(tempfile.mkdtemp(prefix="bench-weights-"))
    try:
        write_feeds(Plan(elders, SEED), folder, LARGE)
        told = pl.concat([_records(feed, folder) for feed in LARGE], how="diagonal")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told = told.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    persons = told["person"].rank("dense").cast(pl.Int64)
    counted = count(columns.features(told), persons, shipped(), drawn)
    result = Result("linkage", {"name": "none", "people": elders, "records": len(told)}, counted)
    result.goals = [
        Goal("pairs of one person that were counted", ">=", LEAST, counted["pairs_of_one"]),
        Goal("pairs of two persons that were counted", ">=", LEAST, counted["pairs_of_two"]),
    ]
    return result


def _records(feed: str, folder: Path) -> pl.DataFrame:
    frame = canonical(pl.read_csv(folder / f"{feed}.csv", infer_schema=False))
    truth = pl.read_csv(folder / "truth" / f"{feed}.csv", infer_schema=False)
    return frame.with_columns(truth["person"], source=pl.lit(feed))


def count(features: pl.DataFrame, persons: pl.Series, model: Model, drawn: int) -> dict[str, Any]:
    """The share of each step among the pairs that have something to compare, of one person and of two."""
    one, two = _pairs_of_one(persons), _pairs_of_two(persons, drawn)
    m, u = _steps(features, one, model), _steps(features, two, model)
    steps = [
        {
            "comparison": comparison.name,
            "step": step.name,
            "m": m[comparison.name][place],
            "u": u[comparison.name][place],
            "shipped_m": step.m,
            "shipped_u": step.u,
        }
        for comparison in model.comparisons
        for place, step in enumerate(comparison.steps)
        if step.how != "empty"
    ]
    return {"pairs_of_one": len(one), "pairs_of_two": len(two), "steps": steps}


def _pairs_of_one(persons: pl.Series) -> pl.DataFrame:
    rows = pl.DataFrame({"person": persons}).with_row_index("row")
    return (
        rows.join(rows, on="person", suffix="_r")
        .filter(pl.col("row") < pl.col("row_r"))
        .select("row", "row_r")
    )


def _pairs_of_two(persons: pl.Series, drawn: int) -> pl.DataFrame:
    dice = np.random.default_rng(SEED)
    pairs = pl.DataFrame(dice.integers(len(persons), size=(drawn, 2)), schema=["row", "row_r"])
    return pairs.filter(persons.gather(pairs["row"]) != persons.gather(pairs["row_r"]))


def _steps(features: pl.DataFrame, pairs: pl.DataFrame, model: Model) -> dict[str, list[float]]:
    """For each comparison the share of each of its steps; pairs without anything to compare are left out."""
    import duckdb

    with duckdb.connect(":memory:") as database:
        database.execute("SET threads=1")
        database.register("records", features.with_row_index("row").to_arrow())
        database.register("pairs", pairs.to_arrow())
        return {one.name: _shares(database, one) for one in model.comparisons}


def _shares(database: Any, told: Comparison) -> list[float]:
    names = list(dict.fromkeys(name for step in told.steps for name in step.columns))
    sides = ", ".join(f"{side}.{name} AS {name}_{side}" for name in names for side in ("l", "r"))
    cases = " ".join(f"WHEN {condition(step)} THEN {place}" for place, step in enumerate(told.steps))
    found = database.execute(
        f"SELECT CASE {cases} END AS step, count(*) FROM (SELECT {sides} FROM pairs p "  # noqa: S608
        'JOIN records l ON l."row" = p."row" JOIN records r ON r."row" = p.row_r) GROUP BY 1'
    ).fetchall()
    counts = {place: number for place, number in found if told.steps[place].how != "empty"}
    total = sum(counts.values()) or 1
    return [counts.get(place, 0) / total for place in range(len(told.steps))]


def lines(steps: list[dict[str, Any]]) -> list[str]:
    """One line a step for people: what was counted, and what the model holds."""
    return [
        f"  {one['comparison']:<9} {one['step']:<10} m {one['m']:<10.3g} u {one['u']:<10.3g}"
        f" shipped m {one['shipped_m']:<8g} u {one['shipped_u']:g}"
        for one in steps
    ]
