"""Which person each record is of, once it is known which records are one: keys stay where they were.

A person with a file has the file's key. Of the others each keeps the key that most of her records had; what
is left gets new keys. The same records give the same persons.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

NewKeys = Callable[[int], list[bytes]]


def assign(records: "pl.DataFrame", file_feed: str, new_keys: NewKeys) -> "pl.DataFrame":
    """In: label, feed, record_index, area, person, how. Out: the same order with `becomes` (16 bytes), its
    `home` (area) and `has_file`.
    """
    import polars as pl

    is_file = pl.col("feed") == file_feed
    files = records.filter(is_file & pl.col("person").is_null())
    of_file = files.select("label", file=pl.col("record_index"), file_area=pl.col("area")).unique(
        "label", keep="first", maintain_order=True
    )
    frame = records.join(of_file, on="label", how="left", maintain_order="left")
    known = _known(frame.filter(pl.col("file").is_null() & ~is_file), records.filter(is_file), new_keys)
    frame = frame.join(known, on="label", how="left", maintain_order="left")
    doubles = records.filter(is_file & pl.col("person").is_not_null()).select(
        person="record_index", stays_in="area"
    )
    frame = frame.join(doubles, on="person", how="left", maintain_order="left")
    stays = pl.col("person").is_not_null() & ((pl.col("how") == "decided") | pl.col("stays_in").is_not_null())
    return frame.with_columns(
        becomes=pl.when(stays).then(pl.col("person")).otherwise(pl.coalesce("file", "key")),
        home=pl.coalesce("stays_in", "file_area", "known_area", "area"),
        has_file=pl.col("file").is_not_null(),
    )


def _known(loose: "pl.DataFrame", files: "pl.DataFrame", new_keys: NewKeys) -> "pl.DataFrame":
    """Of each label without a file: its key and area."""
    import polars as pl

    areas = (
        loose.group_by("label", "area")
        .len()
        .sort("label", "len", "area", descending=[False, True, False])
        .unique("label", keep="first", maintain_order=True)
        .select("label", known_area="area")
    )
    held = _keeping(loose.join(files.select(person="record_index"), on="person", how="anti"))
    frame = areas.join(held, on="label", how="left", maintain_order="left")
    missing = frame.filter(pl.col("key").is_null()).select("label")
    fresh = missing.with_columns(fresh=pl.Series(new_keys(len(missing)), dtype=pl.Binary))
    frame = frame.join(fresh, on="label", how="left", maintain_order="left")
    return frame.select("label", "known_area", key=pl.coalesce("key", "fresh"))


def _keeping(loose: "pl.DataFrame") -> "pl.DataFrame":
    """Which label keeps which key: the most records first; a key goes to one label, a label takes one key."""
    import polars as pl

    votes = (
        loose.filter(pl.col("person").is_not_null())
        .group_by("label", "person")
        .len()
        .with_columns(labels=pl.len().over("person"), persons=pl.len().over("label"))
    )
    is_plain = (pl.col("labels") == 1) & (pl.col("persons") == 1)
    plain = votes.filter(is_plain).select("label", key="person")
    order = votes.filter(~is_plain).sort("len", "person", "label", descending=[True, False, False])
    taken: dict[int, bytes] = {}
    given: set[bytes] = set()
    for label, person in order.select("label", "person").iter_rows():
        if label not in taken and person not in given:
            taken[label] = person
            given.add(person)
    rest = pl.DataFrame(list(taken.items()), schema={"label": pl.Int64, "key": pl.Binary}, orient="row")
    return pl.concat([plain.with_columns(pl.col("label").cast(pl.Int64)), rest])
