"""Records made comparable, column by column: what a source wrote becomes what the model compares.

In: record, source, and as text the fields of `TOLD`. Out: the columns that `model.yaml` names, but for
`members`, which `with_members` makes when all records lie together. Nothing here is stored; a claim keeps
what was told.
"""

from typing import TYPE_CHECKING

from chongyang.core.identifiers import identity_check
from chongyang.linkage.rules import lunar, names

if TYPE_CHECKING:
    import polars as pl

TOLD = (
    *("identity_number", "name", "sex", "born_on", "phone", "address", "household_number"),
    *("contact_name", "spouse_name", "identity_told", "born_told"),
)
AS_TOLD = {"identity_number": "identity_told", "born_on": "born_told"}
"""What no check let through is compared all the same: a transposed number is near the right one."""
NEAREST = ("contact_name", "spouse_name")
"""Whom a department knows beside the person herself: who is called for her, whom she is married to."""
NAMED = ("name", "folded", "sound", "surname", "name_head", "name_tail", "name_ends")
DAYS = ("born", "born_swapped", "born_lunar")
KEPT = ("record", "source", "identity", "phone")
HASH_SEED = 9
SHORTEST_NUMBER, SHORTEST_PHONE = 15, 7
LARGEST_HOUSEHOLD = 8
LOCAL = "0371"
STREET = r"^(?:[^\d]*?[市区县])?[^\d市区县]*?(?:街道办事处|街道|办事处)|^[^\d]*?[市区县][^\d]*?[镇乡]"
COMMUNITY = r"^[^\d]{1,14}?社区([^\d]{2})|^[^\d]{1,10}?村([^\d]{2})"
DISTRICT = r"^(?:河南省)?(?:郑州市)?(?:[^\d市区县]{1,6}[市区县])?"
NUMERALS = str.maketrans("一二三四五六七八九〇零两", "123456789002")
UNITS = "号楼栋幢座单组室层院弄排"


def features(told: "pl.DataFrame") -> "pl.DataFrame":
    """The columns of the model for these records, in their order; missing columns count as empty."""
    import polars as pl

    for name in TOLD:
        if name not in told.columns:
            told = told.with_columns(pl.lit(None, pl.String).alias(name))
    frame = _numbers(_clean(told))
    frame = _named(frame)
    frame = _near(frame)
    frame = _born(frame)
    frame = _placed(frame)
    kept = (
        *("record", "source", "identity", "identity_17", "identity_tail"),
        *("name", "sound", "surname", "name_head", "name_tail", "name_ends"),
        *("born", "born_swapped", "born_lunar", "born_month", "born_day"),
        *("phone", "door", "building", "compound", "household", "sex", *NEAREST),
    )
    return frame.select(kept)


def compact(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The same with 64-bit hashes for what is compared for equality alone: a fifth of the memory.

    The hash is the same in every process of one version of Polars, and lives no longer than a run.
    """
    import polars as pl

    days = [name for name in frame.columns if name in DAYS]
    hashed = [name for name in frame.columns if name not in (*KEPT, *DAYS)]
    return frame.with_columns(
        *(pl.col(name).cast(pl.Int32) for name in days),
        *(
            pl.when(pl.col(name).is_not_null()).then(
                pl.col(name).hash(seed=HASH_SEED).reinterpret(signed=True)
            )
            for name in hashed
        ),
    )


def _clean(told: "pl.DataFrame") -> "pl.DataFrame":
    """Half-width, trimmed; empty is nothing."""
    import polars as pl

    told = told.with_columns(
        pl.col(name).cast(pl.String).str.normalize("NFKC").str.strip_chars().replace("", None)
        for name in TOLD
    )
    return told.with_columns(pl.coalesce(name, written) for name, written in AS_TOLD.items())


def _numbers(frame: "pl.DataFrame") -> "pl.DataFrame":
    import polars as pl

    number = pl.col("identity_number").str.to_uppercase().str.replace_all(r"[^0-9X]", "")
    phone = (
        pl.col("phone")
        .str.replace_all(r"\D", "")
        .str.replace(r"^(?:0086|86)(1\d{10})$", "$1")
        .str.replace(r"^0(1[3-9]\d{9})$", "$1")
        .str.replace(r"^([2-9]\d{7})$", LOCAL + "$1")
    )
    frame = frame.with_columns(identity=_upgraded(frame.select(number).to_series()), phone=phone)
    return frame.with_columns(
        identity=_longer("identity", SHORTEST_NUMBER),
        phone=_longer("phone", SHORTEST_PHONE),
        household=pl.col("household_number").str.to_uppercase().str.replace_all(r"[\s\-]", ""),
        identity_17=_longer("identity", 17).str.slice(0, 17),
        identity_tail=_longer("identity", 18).str.slice(10, 7),
    )


def _longer(column: str, least: int) -> "pl.Expr":
    import polars as pl

    return pl.when(pl.col(column).str.len_chars() >= least).then(pl.col(column))


def _upgraded(numbers: "pl.Series") -> "pl.Series":
    """A number of fifteen digits gets its century and its check character (GB 11643-1999)."""
    import polars as pl

    old = numbers.filter(numbers.str.contains(r"^\d{15}$").fill_null(value=False)).unique().to_list()
    if not old:
        return numbers
    firsts = [number[:6] + "19" + number[6:] for number in old]
    return numbers.replace(pl.Series(old), pl.Series([first + identity_check(first) for first in firsts]))


def _named(frame: "pl.DataFrame") -> "pl.DataFrame":
    """Each different name is folded and spoken once."""
    import polars as pl

    distinct = frame["name"].drop_nulls().unique().to_list()
    folded = [names.fold(name) for name in distinct]
    sounds = [names.sound(name) for name in folded]
    table = pl.DataFrame(
        {
            "name": distinct,
            "folded": [name or None for name in folded],
            "sound": [sound or None for sound in sounds],
            "surname": [sound.split(" ")[0] or None for sound in sounds],
            "name_head": [_three(name, name[:-1]) for name in folded],
            "name_tail": [_three(name, name[1:]) for name in folded],
            "name_ends": [_three(name, name[:1] + "_" + name[-1:]) for name in folded],
        },
        schema=dict.fromkeys(NAMED, pl.String),
    )
    return frame.join(table, on="name", how="left", maintain_order="left").with_columns(name=pl.col("folded"))


def _near(frame: "pl.DataFrame") -> "pl.DataFrame":
    """How those sound whom a department knows beside her; each different name is spoken once."""
    import polars as pl

    for column in NEAREST:
        distinct = frame[column].drop_nulls().unique().to_list()
        sounds = [names.sound(names.fold(name)) or None for name in distinct]
        table = pl.DataFrame(
            {column: distinct, "sounds": sounds}, schema=dict.fromkeys((column, "sounds"), pl.String)
        )
        frame = (
            frame.join(table, on=column, how="left", maintain_order="left")
            .with_columns(pl.col("sounds").alias(column))
            .drop("sounds")
        )
    return frame


def with_members(frame: "pl.DataFrame") -> "pl.DataFrame":
    """`members` in place of `NEAREST`: the others of her household in the same source, and whom that knows.

    A household is the records of one source under one number; of more than `LARGEST_HOUSEHOLD` it is a home
    or a barracks, and says nothing. Nobody known is nothing to compare, not an empty set.
    """
    import polars as pl

    lives = frame.filter(pl.col("household").is_not_null() & pl.col("sound").is_not_null())
    counted = pl.len().over("source", "household")
    lives = lives.select("record", "source", "household", "sound").filter(
        counted.is_between(2, LARGEST_HOUSEHOLD)
    )
    others = (
        lives.join(lives, on=("source", "household"), suffix="_other")
        .filter(pl.col("record") != pl.col("record_other"))
        .select("record", member="sound_other")
    )
    known = [frame.select("record", member=name).drop_nulls() for name in NEAREST]
    sets = (
        pl.concat([others, *known]).group_by("record").agg(pl.col("member").unique().sort().alias("members"))
    )
    return frame.drop(NEAREST).join(sets, on="record", how="left", maintain_order="left")


def _three(name: str, part: str) -> str | None:
    """A part of a name of three or more characters: of two, one alone says nothing."""
    return part if len(name) >= 3 else None


def _born(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The day as told, with month and day exchanged, and as what it is if it was a lunar one."""
    import polars as pl

    day = pl.col("born_on").str.replace_all(r"\D", "").str.slice(0, 8)
    frame = frame.with_columns(born=pl.when(day.str.len_chars() == 8).then(day))
    distinct = frame["born"].drop_nulls().unique().to_list()
    table = pl.DataFrame(
        {
            "born": distinct,
            "born_swapped": [_swapped(told) for told in distinct],
            "born_lunar": [_lunar(told) for told in distinct],
        },
        schema=dict.fromkeys(("born", "born_swapped", "born_lunar"), pl.String),
    )
    frame = frame.join(table, on="born", how="left", maintain_order="left")
    return frame.with_columns(
        born_month=pl.col("born").str.slice(0, 6), born_day=pl.col("born").str.slice(4, 4)
    )


def _swapped(day: str) -> str | None:
    """19490312 → 19491203; nothing where the day is no month, or the two are the same."""
    swapped = day[:4] + day[6:] + day[4:6]
    return swapped if day[6:] <= "12" and swapped != day else None


def _lunar(day: str) -> str | None:
    found = lunar.solar_of(int(day[:4]), int(day[4:6]), int(day[6:]))
    return f"{found:%Y%m%d}" if found else None


def _placed(frame: "pl.DataFrame") -> "pl.DataFrame":
    """The compound, the building and the door of an address; what stands before the compound is left out."""
    import polars as pl

    text = pl.col("address").str.replace_all(r"[\s,，。.、#]", "")
    frame = frame.with_columns(place=_with_digits(frame.select(text).to_series()))
    rest = pl.col("place").str.replace(STREET, "").str.replace(COMMUNITY, "$1$2").str.replace(DISTRICT, "")
    frame = frame.with_columns(place=rest)
    numbers = pl.col("place").str.extract_all(r"\d+")
    compound = pl.col("place").str.extract(r"^([^\d]+)").str.replace_all(r"[^\w]|第$", "")
    frame = frame.with_columns(compound=pl.when(compound.str.len_chars() >= 2).then(compound))
    return frame.with_columns(
        door=pl.when(numbers.list.len() > 0).then(pl.col("compound") + "/" + numbers.list.join("-")),
        building=pl.col("compound") + "/" + numbers.list.first(),
    )


def _with_digits(places: "pl.Series") -> "pl.Series":
    """三号楼 and 十二组 become 3号楼 and 12组: the few that write so are rewritten one by one."""
    import polars as pl

    written = places.str.contains(f"[一二三四五六七八九十〇零两][{UNITS}]").fill_null(value=False)
    chosen = places.filter(written).unique().to_list()
    if not chosen:
        return places
    return places.replace(pl.Series(chosen), pl.Series([in_digits(place) for place in chosen]))


def in_digits(place: str) -> str:
    """Chinese numerals before 号, 楼, 单元, 室 … as digits."""
    import re

    def number(found: "re.Match[str]") -> str:
        return _number(found[1])

    return re.sub(f"([一二三四五六七八九十〇零两]+)(?=[{UNITS}])", number, place)


def _number(numeral: str) -> str:
    """十二 → 12, 二十 → 20, 二〇一 → 201."""
    if "十" not in numeral:
        return numeral.translate(NUMERALS)
    tens, _, ones = numeral.partition("十")
    return (tens.translate(NUMERALS) or "1") + (ones.translate(NUMERALS) or "0")
