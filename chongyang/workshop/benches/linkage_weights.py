"""`bench linkage --weights`: m and u of every step of the model, counted in the invented feeds.

m is counted over all pairs of records that the generator knows to be one person's (not only those that a
block finds: that would flatter the blocking columns), u over pairs drawn at random from two persons. A step
that none of the drawn pairs takes is saved as half a pair: its share is smaller, no draw can tell how much.
Shares of a home, a phone, a household fall with the size of the city, so the shipped ones are counted in a
whole one. `--save` writes them into the model. No database is made.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
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
DRAWN_AN_ELDER = 40
"""Random pairs an elder beyond the least: rare steps of a large city are seen by drawing more."""
PORTION, ROWS = 2_000_000, 400_000
HALF = 0.5
LEAST = 1_000
"""Fewer pairs than this prove nothing of a step that one pair in a hundred takes."""
Counts = dict[str, list[int]]


def run(elders: int = ELDERS, drawn: int = 0, save: Path | None = None) -> Result:
    """Counted shares beside the shipped ones; `save` is the model's file that gets them."""
    folder = Path(tempfile.mkdtemp(prefix="bench-weights-"))
    try:
        write_feeds(Plan(elders, SEED), folder, LARGE)
        parts = [part for feed in LARGE for part in _records(feed, folder)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told = pl.concat(parts).with_columns(record=pl.int_range(pl.len(), dtype=pl.Int64))
    del parts
    persons, frame = told["person"], columns.with_members(told.drop("person"))
    counted = count(frame, persons, shipped(), drawn or max(DRAWN, elders * DRAWN_AN_ELDER))
    if save:
        save.write_text(with_shares(save.read_text(encoding="utf-8"), counted["steps"]), encoding="utf-8")
    result = Result("linkage", {"name": "none", "people": elders, "records": len(told)}, counted)
    result.goals = [
        Goal("pairs of one person that were counted", ">=", LEAST, counted["pairs_of_one"]),
        Goal("pairs of two persons that were counted", ">=", LEAST, counted["pairs_of_two"]),
    ]
    return result


def _records(feed: str, folder: Path) -> Iterator[pl.DataFrame]:
    """A feed as the linkage compares it, with the person's number; part by part, for the memory."""
    frame = canonical(pl.read_csv(folder / f"{feed}.csv", infer_schema=False))
    truth = pl.read_csv(folder / "truth" / f"{feed}.csv", infer_schema=False)
    person = pl.col("person").hash(seed=SEED).reinterpret(signed=True)
    told = frame.with_columns(truth.select(person).to_series(), source=pl.lit(feed))
    for part in told.with_columns(record=pl.lit(0, pl.Int64)).iter_slices(ROWS):
        yield columns.compact(columns.features(part)).with_columns(part["person"])


def count(features: pl.DataFrame, persons: pl.Series, model: Model, drawn: int) -> dict[str, Any]:
    """The share of each step among the pairs that have something to compare, of one person and of two."""
    of_one, ones = _counted(features, _pairs_of_one(persons), model)
    of_two, twos = _counted(features, _pairs_of_two(persons, drawn), model)
    steps = [
        {
            "comparison": comparison.name,
            "step": step.name,
            "m": _share(of_one[comparison.name], place),
            "u": _share(of_two[comparison.name], place),
            "save_m": max(_share(of_one[comparison.name], place, HALF), model.least_m),
            "save_u": _share(of_two[comparison.name], place, HALF),
            "shipped_m": step.m,
            "shipped_u": step.u,
        }
        for comparison in model.comparisons
        for place, step in enumerate(comparison.steps)
        if step.how != "empty"
    ]
    return {"pairs_of_one": ones, "pairs_of_two": twos, "steps": steps}


def _pairs_of_one(persons: pl.Series) -> Iterator[pl.DataFrame]:
    rows = pl.DataFrame({"person": persons}).with_row_index("row")
    pairs = rows.join(rows, on="person", suffix="_r").filter(pl.col("row") < pl.col("row_r"))
    yield from pairs.select("row", "row_r").iter_slices(PORTION)


def _pairs_of_two(persons: pl.Series, drawn: int) -> Iterator[pl.DataFrame]:
    dice = np.random.default_rng(SEED)
    for at in range(0, drawn, PORTION):
        size = (min(PORTION, drawn - at), 2)
        pairs = pl.DataFrame(dice.integers(len(persons), size=size), schema=["row", "row_r"])
        yield pairs.filter(persons.gather(pairs["row"]) != persons.gather(pairs["row_r"]))


def _counted(features: pl.DataFrame, portions: Iterable[pl.DataFrame], model: Model) -> tuple[Counts, int]:
    """For each comparison how many pairs take each of its steps, and how many pairs there were."""
    found: Counts = {told.name: [0] * len(told.steps) for told in model.comparisons}
    total = 0
    import duckdb

    with duckdb.connect(":memory:") as database:
        database.execute("SET threads=1")
        database.register("arrow", features.with_row_index("row").to_arrow())
        database.execute("CREATE TABLE records AS FROM arrow")
        for pairs in portions:
            database.register("pairs", pairs.to_arrow())
            for *places, number in database.execute(_words(model)).fetchall():
                total += number
                for told, place in zip(model.comparisons, places, strict=True):
                    found[told.name][place] += number
    return found, total


def _words(model: Model) -> str:
    """All comparisons of a portion in one statement: the pairs by the steps that they take."""
    sides = ", ".join(f"{side}.{name} AS {name}_{side}" for name in _compared(model) for side in ("l", "r"))
    cases = ", ".join(_case(told) for told in model.comparisons)
    return (
        f"SELECT {cases}, count(*) FROM (SELECT {sides} FROM pairs p "  # noqa: S608
        'JOIN records l ON l."row" = p."row" JOIN records r ON r."row" = p.row_r) GROUP BY ALL'
    )


def _compared(model: Model) -> list[str]:
    return list(
        dict.fromkeys(name for told in model.comparisons for step in told.steps for name in step.columns)
    )


def _case(told: Comparison) -> str:
    return (
        "CASE " + " ".join(f"WHEN {condition(step)} THEN {at}" for at, step in enumerate(told.steps)) + " END"
    )


def _share(counts: list[int], place: int, never: float = 0.0) -> float:
    """The share of a step among the pairs that have something to compare; one never met counts `never`."""
    return (counts[place] or never) / (sum(counts[1:]) or 1)


def with_shares(text: str, steps: list[dict[str, Any]]) -> str:
    """The model's text with the counted m and u of every step, in their order."""
    told = iter(steps)

    def written(_: re.Match[str]) -> str:
        one = next(told)
        return f"m: {one['save_m']:.4g}, u: {one['save_u']:.4g}}}"

    return re.sub(r"m: [\d.e+-]+, u: [\d.e+-]+\}", written, text)


def lines(steps: list[dict[str, Any]]) -> list[str]:
    """One line a step for people: what was counted, and what the model holds."""
    return [
        f"  {one['comparison']:<9} {one['step']:<10} m {one['m']:<10.3g} u {one['u']:<10.3g}"
        f" shipped m {one['shipped_m']:<8g} u {one['shipped_u']:g}"
        for one in steps
    ]
