"""Which pairs a run puts before people: near, of two persons, and not decided yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chongyang.linkage.enums import FILE_FEED, WAITING, PairKind, PairState
from chongyang.linkage.models import LinkRun, Pair
from chongyang.linkage.operations.writing import Decisions
from chongyang.linkage.rules import weights
from chongyang.linkage.rules.model import Model

if TYPE_CHECKING:
    import polars as pl

MOST_PAIRS = 200_000
BATCH = 2_000
REOPENED = (*WAITING, PairState.PASSED.value)
RENEWED = (
    *("area", "other_area", "left_person", "right_person", "weight", "probability", "weights"),
    *("state", "run"),
)
SAID = (PairState.ASKED, PairState.PROPOSED)
"""What somebody waits for an answer to; a run lets it stand though the two are not near any more."""
SIDES = ("left_feed", "left_record", "right_feed", "right_record")


@dataclass(frozen=True, slots=True)
class Near:
    """What a run knows when it is done: records, their persons, scored pairs, what people decided."""

    records: "pl.DataFrame"
    placed: "pl.DataFrame"
    scored: "pl.DataFrame"
    decisions: Decisions


def ask_people(near: Near, model: Model, run: LinkRun, now: datetime) -> int:
    """Write the pairs: new ones open, those that still wait renewed, those that are not near any more passed.

    Gives how many wait. What was decided is left as it is, and is not asked again.
    """
    found = {_key(row): row for row in _pairs(near, model, run, now)}
    held = {_key(row): row for row in Pair.objects.filter(state__in=REOPENED).iterator()}
    fresh = [row for key, row in found.items() if key not in held]
    Pair.objects.bulk_create(fresh, batch_size=BATCH)
    Pair.objects.bulk_update(_renewed(found, held), RENEWED, batch_size=BATCH)
    gone = [row.id for key, row in held.items() if key not in found and row.state not in SAID]
    for at in range(0, len(gone), BATCH):
        Pair.objects.filter(id__in=gone[at : at + BATCH]).update(state=PairState.PASSED, run=run.id)
    return Pair.objects.filter(state__in=WAITING).count()


def _key(row: Pair) -> tuple[str, bytes, str, bytes]:
    return row.left_feed, bytes(row.left_record), row.right_feed, bytes(row.right_record)


def _renewed(found: dict[Any, Pair], held: dict[Any, Pair]) -> list[Pair]:
    """The rows that stand already and now say something else; a word of somebody is kept."""
    changed = []
    for key, row in held.items():
        if (fresh := found.get(key)) is None:
            continue
        fresh.state = row.state if row.state != PairState.PASSED else PairState.OPEN.value
        if any(getattr(row, name) != getattr(fresh, name) for name in RENEWED if name != "run"):
            for name in RENEWED:
                setattr(row, name, getattr(fresh, name))
            changed.append(row)
    return changed


def _pairs(near: Near, model: Model, run: LinkRun, now: datetime) -> Iterator[Pair]:
    chosen = _chosen(near, model)
    if chosen.is_empty():
        return
    frequencies = _frequencies(near.records, model, chosen)
    wanted = near.records.select("record", *model.columns)
    lefts = wanted[chosen["record_l"]].to_dicts()
    rights = wanted[chosen["record_r"]].to_dicts()
    for told, left, right in zip(chosen.to_dicts(), lefts, rights, strict=True):
        yield _pair(near, told, weights.explain(model, left, right, frequencies), run, now)


def _chosen(near: Near, model: Model) -> "pl.DataFrame":
    """Of any two persons the heaviest pair; two files only by themselves or by a pair that would link."""
    import polars as pl

    who = near.placed.select("record", "becomes", "has_file", is_file=pl.col("feed") == FILE_FEED)
    pairs = near.scored.filter(pl.col("match_weight") >= model.bands.look)
    for side in ("l", "r"):
        told = who.select(pl.all().name.suffix(f"_{side}"))
        pairs = pairs.join(told, on=f"record_{side}", how="left", maintain_order="left")
    both_files = pl.col("has_file_l") & pl.col("has_file_r")
    of_files = pl.col("is_file_l") & pl.col("is_file_r")
    pairs = pairs.filter(
        (pl.col("becomes_l") != pl.col("becomes_r"))
        & (~both_files | of_files | (pl.col("match_weight") >= model.bands.link))
    )
    decided = pl.DataFrame(
        list(near.decisions.decided), schema={"record_l": pl.Int64, "record_r": pl.Int64}, orient="row"
    )
    pairs = pairs.join(decided, on=["record_l", "record_r"], how="anti")
    low, high = pl.min_horizontal("becomes_l", "becomes_r"), pl.max_horizontal("becomes_l", "becomes_r")
    order = ["rank", "match_weight", "record_l", "record_r"]
    pairs = pairs.with_columns(low=low, high=high, rank=of_files)
    pairs = pairs.join(_parted(near), on=["low", "high"], how="anti").sort(
        order, descending=[True, True, False, False]
    )
    pairs = pairs.unique(["low", "high"], keep="first", maintain_order=True)
    return pairs.sort("match_weight", "record_l", descending=[True, False]).head(MOST_PAIRS)


def _parted(near: Near) -> "pl.DataFrame":
    """Any two persons of whose records somebody said that they are two: no other record asks it again."""
    import polars as pl

    becomes = near.placed["becomes"]
    told = [sorted((becomes[left], becomes[right])) for left, right in near.decisions.apart]
    return pl.DataFrame(told, schema={"low": pl.Binary, "high": pl.Binary}, orient="row")


def _frequencies(
    records: "pl.DataFrame", model: Model, chosen: "pl.DataFrame"
) -> dict[str, dict[str, float]]:
    """How common each value is among all records, for the values of the chosen pairs."""
    import polars as pl

    named = {step.frequency for told in model.comparisons for step in told.steps if step.frequency}
    rows = pl.concat([chosen["record_l"], chosen["record_r"]]).unique()
    found = {}
    for name in sorted(named):
        values = records[name].drop_nulls()
        wanted = records[name][rows].drop_nulls().unique()
        counts = values.filter(values.is_in(wanted.implode())).value_counts()
        found[name] = {value: count / len(values) for value, count in counts.iter_rows()}
    return found


def _pair(
    near: Near, told: dict[str, Any], explained: dict[str, list[Any]], run: LinkRun, now: datetime
) -> Pair:
    """A row: a file stands left of a record, of two files the smaller key."""
    sides = [near.placed.row(told[name], named=True) for name in ("record_l", "record_r")]
    left, right = sorted(sides, key=lambda one: (one["feed"] != FILE_FEED, one["feed"], one["record_index"]))
    files = [one["feed"] == FILE_FEED for one in sides]
    kind = PairKind.FILES if all(files) else PairKind.FILE_RECORD if any(files) else PairKind.RECORDS
    weight = float(told["match_weight"])
    return Pair(
        area=left["home"],
        other_area=right["home"],
        kind=kind.value,
        left_feed=left["feed"],
        left_record=left["record_index"],
        left_person=UUID(bytes=left["becomes"]),
        right_feed=right["feed"],
        right_record=right["record_index"],
        right_person=UUID(bytes=right["becomes"]),
        weight=round(weight, 3),
        probability=1 / (1 + 2 ** -min(weight, 60.0)),
        weights=explained,
        state=PairState.OPEN.value,
        found_at=now,
        run=run.id,
    )
