"""Feeds into files, chunk by chunk: one CSV a feed, and beside it the truth, by the record's own number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from chongyang.workshop.city.numbers import SHUFFLE
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import Drawn, draw_chunk
from chongyang.workshop.city.seeds import Bools, Ints, Words, stream
from chongyang.workshop.feeds.errors import Told, drawn_rows, spoil
from chongyang.workshop.feeds.shapes import SHAPES, Shape, first_contacts

TRUTH = "truth"
KEYS = 10**9


@dataclass(frozen=True, slots=True)
class Written:
    """One file: its feed, where it lies, records, and how many of them hold an error."""

    feed: str
    path: Path
    records: int
    wrong: int


def write_feeds(
    plan: Plan,
    folder: Path,
    feeds: Sequence[str],
    step: Callable[[int], None] = lambda _: None,
    only: Callable[[Drawn], Ints] | None = None,
) -> list[Written]:
    """Write these feeds of a city, of some rows of each chunk `only`; the same plan gives the same bytes."""
    (folder / TRUTH).mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys(feeds, (0, 0))
    for chunk in range(plan.chunks):
        drawn = draw_chunk(plan, chunk)
        for feed in feeds:
            records, wrong = _write_chunk(plan, chunk, drawn, feed, folder, only)
            counts[feed] = (counts[feed][0] + records, counts[feed][1] + wrong)
        step(len(drawn.people))
    return [Written(feed, folder / f"{feed}.csv", *counts[feed]) for feed in feeds]


def _write_chunk(
    plan: Plan,
    chunk: int,
    drawn: Drawn,
    feed: str,
    folder: Path,
    only: Callable[[Drawn], Ints] | None,
) -> tuple[int, int]:
    shape, rng = SHAPES[feed], stream(plan.seed, "feed", feed, chunk)
    wanted = shape.rows(drawn)
    rows, second = drawn_rows(rng, feed, np.intersect1d(wanted, only(drawn)) if only else wanted)
    told = told_of(drawn, rows)
    spoil(rng, feed, told, _of_others(drawn, told))
    keys = _keys(plan, drawn, rows, second, shape)
    columns = {shape.key: keys, **shape.columns(drawn, rows, told)}
    _append(folder / f"{feed}.csv", columns, chunk)
    truth = {"record": keys, "person": drawn.ids[rows], "errors": told.errors}
    _append(folder / TRUTH / f"{feed}.csv", truth, chunk)
    return len(rows), int(np.count_nonzero(told.errors != ""))


def told_of(drawn: Drawn, rows: Ints) -> Told:
    """What is true of these people, before anything is wrong."""
    return Told(
        name=drawn.names[rows].copy(),
        number=drawn.people.identity[rows].copy(),
        born=np.array([str(day) for day in drawn.people.born[rows].tolist()], dtype=object),
        phone=drawn.phones.number[rows].copy(),
        address=drawn.homes.address[rows].copy(),
        household=np.array(
            [f"4101{drawn.people.first + home:08d}" for home in drawn.homes.household[rows].tolist()],
            dtype=object,
        ),
        member=first_contacts(drawn, rows),
        errors=np.full(len(rows), "", dtype=object),
    )


def _of_others(drawn: Drawn, told: Told) -> dict[str, Words]:
    """Words of other people of the same part of the city, for errors that take one."""
    pools = {
        "address_former": drawn.homes.address,
        "household_moved": told.household,
        "member_former": drawn.contacts.name,
    }
    return {kind: pool for kind, pool in pools.items() if len(pool)}


def _keys(plan: Plan, drawn: Drawn, rows: Ints, second: Bools, shape: Shape) -> Words:
    """Numbers of records that tell nothing of the person, and nothing of her record elsewhere."""
    slots = (drawn.people.first + rows) * 2 + second
    shuffled = (slots * SHUFFLE + ord(shape.prefix) * 9_176_311 + plan.seed) % KEYS
    return np.array([f"{shape.prefix}{number:09d}" for number in shuffled.tolist()], dtype=object)


def _append(path: Path, columns: dict[str, Words], chunk: int) -> None:
    series = [pl.Series(name, [str(cell) or None for cell in cells]) for name, cells in columns.items()]
    with path.open("wb" if chunk == 0 else "ab") as file:
        pl.DataFrame(series).write_csv(file, include_header=chunk == 0)
