"""Linking any table: columns recognised by their names, a model that teaches itself, and beside it Splink's
own tutorial settings on the same rows, so that neither is told more than the other.

Sources of the tutorial settings: Splink's documentation, "Getting started" (names, date of birth, city,
e-mail) and "Febrl3 dedupe" (names, date of birth, social security number, street number, postcode).
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

KINDS = {
    "given": r"(given|first|fore).*name|^given$|^名$",
    "surname": r"(sur|last|family).*name|^surname$|^姓$",
    "name": r"^(full_?name|name|姓名)$",
    "born": r"birth|^dob$|^born|出生",
    "number": r"soc_sec|ssn|national|identity|id_?number|身份证|证件号",
    "email": r"e-?mail|邮箱",
    "phone": r"phone|mobile|电话|手机",
    "postcode": r"post_?code|zip|邮编",
    "city": r"city|suburb|town|locality|城市",
    "house": r"street_number|house_number|门牌",
    "street": r"address_1|^street$|^address$|地址|住址",
    "place": r"address_2",
    "region": r"state|county|province|省",
}
LINK_AT = 0.9
LARGE = 30_000
MOST_PAIRS = 2e6
SEED = 9
QUIET = 99


class UnableToLinkTable(Exception):
    """The table has nothing that can be compared, or no truth."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with canonical columns, `unique_id` and `truth`; `known` are the kinds that were recognised."""

    rows: pl.DataFrame
    known: dict[str, str]


def read_table(paths: Sequence[Path], truth: str, pattern: str = "") -> Table:
    """Read one file or two (CSV with any of , ; tab) as one table. Raises UnableToLinkTable."""
    frames = [_read(path).with_columns(pl.lit(place).alias("file")) for place, path in enumerate(paths)]
    frame = pl.concat(frames, how="diagonal")
    if truth not in frame.columns:
        raise UnableToLinkTable(f"there is no column {truth!r}; there are {', '.join(frame.columns)}")
    told = pl.col(truth).str.extract(pattern, 1) if pattern else pl.col(truth)
    known = recognise([name for name in frame.columns if name not in (truth, "file")])
    if not known:
        raise UnableToLinkTable("no column is recognised: names, birth, number, address, e-mail …")
    columns = [_clean(name, kind).alias(kind) for kind, name in known.items()]
    rows = frame.select(told.alias("truth"), "file", *columns).with_row_index("unique_id")
    if rows["truth"].null_count():
        raise UnableToLinkTable(f"{rows['truth'].null_count()} rows have no truth in {truth!r}")
    return Table(_derived(rows), known)


def _read(path: Path) -> pl.DataFrame:
    head = path.open(encoding="utf-8-sig", errors="replace").readline()
    separator = max(",;\t", key=head.count)
    frame = pl.read_csv(path, separator=separator, infer_schema=False, encoding="utf8-lossy")
    return frame.rename({name: name.strip().lstrip("\ufeff") for name in frame.columns})


def recognise(names: Sequence[str]) -> dict[str, str]:
    """Kind to column; the first column that fits takes the kind, a column takes one kind."""
    found: dict[str, str] = {}
    for kind, pattern in KINDS.items():
        for name in names:
            if name not in found.values() and re.search(pattern, name.lower()):
                found[kind] = name
                break
    return found


def _clean(name: str, kind: str) -> pl.Expr:
    text = pl.col(name).str.normalize("NFKC").str.strip_chars().str.to_lowercase()
    if kind in ("born", "number", "phone"):
        text = text.str.replace_all(r"[^0-9a-z]", "")
    return text.replace("", None)


def _derived(rows: pl.DataFrame) -> pl.DataFrame:
    """Beginnings of words, for blocking and for what lies near."""
    made = []
    for kind in ("given", "surname", "name", "city", "street"):
        if kind in rows.columns:
            made.append(pl.col(kind).str.slice(0, 3).alias(f"{kind}_3"))
    if "born" in rows.columns:
        made += [
            pl.col("born").str.slice(0, 4).alias("born_4"),
            pl.col("born").str.slice(4).alias("born_end"),
        ]
    if "email" in rows.columns:
        made.append(pl.col("email").str.extract(r"^([^@]+)").alias("email_user"))
    return rows.with_columns(made)


def link(table: Table) -> pl.DataFrame:
    """Pairs with `match_probability` of our model, taught by the table itself."""
    from splink import SettingsCreator

    rows = table.rows
    comparisons = [_comparison(kind, rows.columns) for kind in table.known]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=_blocks(rows),
        retain_matching_columns=False,
    )
    return _taught(rows, settings, _sure(rows), _lessons(table.known))


def _sure(rows: pl.DataFrame) -> list[Any]:
    """What only one person's records share; used to guess how many pairs there are."""
    from splink import block_on

    wished = (("number",), ("email",), ("given", "surname", "born"), ("name", "born"), ("phone", "surname"))
    return [block_on(*names) for names in wished if set(names) <= set(rows.columns)]


def _lessons(known: dict[str, str]) -> list[tuple[str, ...]]:
    """On what the rows of a lesson agree: each lesson teaches the weights of all other fields."""
    wished: tuple[tuple[str, ...], ...] = (
        ("born",),
        ("surname",),
        ("postcode",),
        ("given",),
        ("email",),
        ("number",),
        ("name",),
        ("city",),
    )
    return [names for names in wished if set(names) <= set(known)][:4]


def _blocks(rows: pl.DataFrame) -> list[Any]:
    """Single fields for a small table, fields by two for a large one."""
    from splink import block_on

    held = set(rows.columns)
    single = (
        "number",
        "email",
        "email_user",
        "phone",
        "born",
        "surname",
        "given",
        "name",
        "street",
        "postcode",
    )
    double = (
        *(("surname_3", "given_3"), ("surname", "born_4"), ("given", "born_4"), ("surname", "city")),
        *(("given", "city"), ("given", "postcode"), ("surname", "postcode"), ("born", "city")),
        *(("born_4", "city"), ("born_end", "given_3"), ("born_end", "surname_3"), ("street", "house")),
        *(("street_3", "postcode"), ("place", "postcode"), ("name_3", "born_4"), ("born", "surname_3")),
    )
    chosen: list[tuple[str, ...]] = (
        [(name,) for name in single if name in held] if len(rows) <= LARGE else _rare(rows, single)
    )
    return [block_on(*names) for names in (*chosen, *(d for d in double if set(d) <= held))]


def _rare(rows: pl.DataFrame, names: Sequence[str]) -> list[tuple[str, ...]]:
    """Of a large table the fields whose values few rows share."""
    most = len(rows) * 40
    found: list[tuple[str, ...]] = []
    for name in names:
        if name in rows.columns:
            counts = rows[name].drop_nulls().value_counts()["count"].cast(pl.Int64)
            if int((counts * counts).sum() or 0) <= most:
                found.append((name,))
    return found


def _taught(
    rows: pl.DataFrame, settings: Any, sure: list[Any], lessons: list[tuple[str, ...]]
) -> pl.DataFrame:
    from splink import DuckDBAPI, Linker, block_on

    logging.getLogger("splink").setLevel(QUIET)
    table = DuckDBAPI().register(rows.to_arrow())
    linker = Linker(table, settings, log_level=None)
    if sure:
        linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS, seed=SEED)
    for names in lessons:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*names))
    found = linker.inference.predict(threshold_match_weight=-10, warning_mode="never")
    frame = pl.from_arrow(found.as_pyarrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _comparison(kind: str, columns: Sequence[str]) -> Any:
    """The steps of one kind of column."""
    from splink.internals.comparison_library import CustomComparison

    levels = [_null(kind), _exact(kind, common=kind not in ("number", "born", "email", "phone", "region"))]
    levels += _nearer(kind, columns)
    return CustomComparison(comparison_levels=[*levels, _else()], output_column_name=kind)


def _null(kind: str) -> Any:
    from splink import comparison_level_library as cll

    return cll.NullLevel(kind)


def _else() -> Any:
    from splink import comparison_level_library as cll

    return cll.ElseLevel()


def _exact(kind: str, *, common: bool) -> Any:
    from splink import comparison_level_library as cll

    return cll.ExactMatchLevel(kind, term_frequency_adjustments=common)


def _nearer(kind: str, columns: Sequence[str]) -> list[Any]:
    from splink import comparison_level_library as cll

    other = {"given": "surname", "surname": "given"}.get(kind)
    if kind in ("given", "surname", "name"):
        crossed = f"{kind}_l = {other}_r or {other}_l = {kind}_r"
        swapped = [cll.CustomLevel(crossed, "swapped")] if other and other in columns else []
        return [cll.JaroWinklerLevel(kind, 0.92), *swapped, cll.JaroWinklerLevel(kind, 0.8)]
    if kind in ("born", "number", "phone"):
        near = [cll.DamerauLevenshteinLevel(kind, 1), cll.DamerauLevenshteinLevel(kind, 2)]
        year = [cll.CustomLevel("born_4_l = born_4_r", "same year")] if kind == "born" else []
        return [*near, *year]
    if kind == "email":
        same_user = cll.CustomLevel("email_user_l = email_user_r", "same user")
        return [same_user, cll.JaroWinklerLevel(kind, 0.9), cll.JaroWinklerLevel("email_user", 0.8)]
    if kind in ("postcode", "house"):
        return [cll.DamerauLevenshteinLevel(kind, 1)]
    return [cll.JaroWinklerLevel(kind, 0.9)] if kind in ("city", "street", "place") else []


def tutorial(table: Table) -> pl.DataFrame:
    """The same rows by the settings that Splink's own documentation teaches; nothing is tuned."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    held = set(table.rows.columns)
    makers = {
        "given": lambda: cl.NameComparison("given"),
        "surname": lambda: (
            cl.JaroAtThresholds("surname") if "email" in held else cl.NameComparison("surname")
        ),
        "name": lambda: cl.NameComparison("name"),
        "born": lambda: cl.DamerauLevenshteinAtThresholds("born", [1, 2]),
        "number": lambda: cl.DamerauLevenshteinAtThresholds("number", [2]),
        "email": lambda: cl.EmailComparison("email"),
        "city": lambda: cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        "house": lambda: cl.ExactMatch("house").configure(term_frequency_adjustments=True),
        "postcode": lambda: cl.DamerauLevenshteinAtThresholds("postcode", [2]).configure(
            term_frequency_adjustments=True
        ),
    }
    taught = [kind for kind in makers if kind in held and not (kind == "city" and "postcode" in held)]
    lines = _tutorial_blocks(held)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[makers[kind]() for kind in taught],
        blocking_rules_to_generate_predictions=[block_on(*names) for names in lines],
        retain_matching_columns=False,
    )
    lessons = [("given", "surname"), ("born",)] if "email" in held else [("born",), ("postcode",)]
    return _taught(
        table.rows, settings, _sure(table.rows), [names for names in lessons if set(names) <= held]
    )


def _tutorial_blocks(held: set[str]) -> list[tuple[str, ...]]:
    first = [("given", "city"), ("surname",)] if "email" in held else []
    second = [("number",), ("given",), ("surname",), ("born",), ("postcode",), ("name",)]
    chosen = first or second
    return [names for names in chosen if set(names) <= held] or [(sorted(held - {"truth", "unique_id"})[0],)]
