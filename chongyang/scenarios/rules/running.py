"""A scenario run: every programme decided twice by the same engine, today's rules and the changed ones.

Years whose values are the same are decided together. Sums are whole fen; a subject that is expected only in
part (thousandths) counts for that part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.policy.rules.engine.deciding import LEVELS, PROBABLY, decide
from chongyang.policy.rules.engine.values import AFTER_PERIOD, Decided, NotInForce, Values
from chongyang.policy.rules.programmes import Programme, load_programmes
from chongyang.scenarios.rules.changes import Change, apply_changes, choices_of, fund_of
from chongyang.scenarios.rules.facts import Facts, load_told
from chongyang.scenarios.rules.growth import MILLI, Growth, growth_of
from chongyang.scenarios.rules.subjects import subjects_of

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

GOES_ON = {AFTER_PERIOD: "until_replaced"}
STACKING = "community_facility.stacking"
MONTHS = 12
NOTHING_KNOWN = {"basis": "none", "synthetic": {}, "source": N_("还没有写明补贴对象从哪里推算，未计入。")}
MONEY = [f"{level}_fen" for level in LEVELS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is simulated: the changes over years from a first one; whether plans go on after their period."""

    changes: tuple[Change, ...]
    first_year: int
    years: int
    goes_on: bool = True
    programmes: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.first_year + self.years))


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of one year, county, payer level, fund and programme."""

    year: int
    county: int
    level: str
    fund: str
    programme: str
    today_fen: int
    scenario_fen: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Payees of one year, county and programme: how many, who gains and loses; `undecided` lack an input."""

    year: int
    county: int
    programme: str
    payees_today: int
    payees_scenario: int
    gains: int
    gain_fen: int
    loses: int
    loss_fen: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out, with the growth behind it and how many rows each programme was decided on."""

    sums: tuple[Sum, ...]
    effects: tuple[Effect, ...]
    growth: Growth
    subjects: Mapping[str, int]


def run(asked: Asked, facts: Facts, decided: Decided) -> Outcome:
    """Both sides of every programme over all years."""
    growth = growth_of(facts, asked.span)
    sums: list[Sum] = []
    effects: list[Effect] = []
    counted: dict[str, int] = {}
    for programme in load_programmes():
        if asked.programmes and programme.code not in asked.programmes:
            continue
        subjects = subjects_of(programme, facts, growth)
        counted[programme.code] = len(subjects)
        both = _both(programme, subjects, asked, decided)
        sums += _sums(programme, both, asked)
        effects += _effects(programme, both)
    return Outcome(tuple(sums), tuple(effects), growth, counted)


def _both(programme: Programme, subjects: pl.DataFrame, asked: Asked, decided: Decided) -> pl.DataFrame:
    """Each subject with what each level pays in the year on both sides."""
    keys = subjects.select("subject", "county", "year", "weight_milli")
    for side, changes in (("today", ()), ("scenario", asked.changes)):
        paid = _side(programme, subjects, asked, decided, changes)
        paid = paid.rename({name: f"{side}_{name}" for name in (*MONEY, "unknown", "paid")})
        keys = keys.join(paid, on="subject", how="left", maintain_order="left")
    return keys.with_columns(
        pl.sum_horizontal(f"{side}_{name}" for name in MONEY).alias(f"{side}_fen")
        for side in ("today", "scenario")
    )


def _side(
    programme: Programme, subjects: pl.DataFrame, asked: Asked, decided: Decided, changes: Sequence[Change]
) -> pl.DataFrame:
    """What each level pays for each subject in its year, in fen of a whole subject."""
    paid = []
    for values, spans in _spans(programme, asked, decided, changes):
        rows = subjects.join(spans, on="year", how="inner", maintain_order="left")
        if values.choice(STACKING) == "one_only":
            rows = rows.filter(~pl.col("is_stacked"))
        if rows.is_empty():
            continue
        told = decide(programme.function, rows, values).rows
        times = (
            pl.col("months") * pl.col("part_of_year") // MONTHS if programme.period == "month" else pl.lit(1)
        )
        paid.append(
            told.select(
                "subject",
                *((pl.col(name).fill_null(0) * times).alias(name) for name in MONEY),
                (pl.col("answer") == PROBABLY).alias("unknown"),
                (pl.col("amount_fen").fill_null(0) > 0).alias("paid"),
            )
        )
    if not paid:
        return pl.DataFrame(schema={"subject": subjects.schema["subject"], **_paid_columns()})
    merged = pl.concat(paid).group_by("subject", maintain_order=True)
    return merged.agg(*(pl.col(name).sum() for name in MONEY), pl.col("unknown").any(), pl.col("paid").any())


def _paid_columns() -> dict[str, Any]:
    return {**dict.fromkeys(MONEY, pl.Int64), "unknown": pl.Boolean, "paid": pl.Boolean}


def _spans(
    programme: Programme, asked: Asked, decided: Decided, changes: Sequence[Change]
) -> Iterable[tuple[Values, pl.DataFrame]]:
    """Days with the same values together: the values, and the years with the months of each.

    What is paid once is paid by the rules of the year's last day; what is paid by the month by those of each
    month's first day. A day on which the plan is over pays nothing.
    """
    groups: dict[tuple[object, ...], tuple[Values, dict[int, int]]] = {}
    for year in asked.span:
        months = range(1, MONTHS + 1) if programme.period == "month" else (0,)
        for month in months:
            values = _values(date(year, month, 1) if month else date(year, 12, 31), asked, decided, changes)
            if values is None:
                continue
            _, years = groups.setdefault(_fingerprint(values), (values, {}))
            years[year] = years.get(year, 0) + 1
    for values, years in groups.values():
        rows = pl.DataFrame(
            list(years.items()), schema={"year": pl.Int64, "part_of_year": pl.Int64}, orient="row"
        )
        yield values, rows


def _values(day: date, asked: Asked, decided: Decided, changes: Sequence[Change]) -> Values | None:
    choices = (GOES_ON if asked.goes_on else {}) | choices_of(changes, day.year)
    values = apply_changes(decided.values_on(day, choices), changes)
    try:
        values.choice(STACKING)
    except NotInForce:
        return None
    return values


def _fingerprint(values: Values) -> tuple[object, ...]:
    held = tuple((row.id, row.value, tuple(row.payers.items())) for row in values.held.values())
    overlays = tuple(
        (row.parameter, row.first, row.last, row.value, row.payer)
        for row in values.overlays
        if row.is_valid(values.on)
    )
    return held, tuple(sorted(values.choices.items())), overlays


def _sums(programme: Programme, both: pl.DataFrame, asked: Asked) -> list[Sum]:
    weight = pl.col("weight_milli")
    totals = both.group_by("year", "county").agg(
        (pl.col(f"{side}_{name}").fill_null(0) * weight).sum() // MILLI
        for side in ("today", "scenario")
        for name in MONEY
    )
    found: list[Sum] = []
    for row in totals.sort("year", "county").iter_rows(named=True):
        for level in LEVELS:
            found += _of_level(programme, row, level, asked)
    return found


def _of_level(programme: Programme, row: Mapping[str, int], level: str, asked: Asked) -> list[Sum]:
    """One line, or two where the scenario pays from another fund."""
    today, scenario = row[f"today_{level}_fen"], row[f"scenario_{level}_fen"]
    ours = programme.fund_of(level)
    fund = fund_of(programme.code, ours, asked.changes, row["year"])
    where = (row["year"], row["county"], level)
    if fund == ours:
        lines = [Sum(*where, fund, programme.code, today, scenario)]
    else:
        lines = [
            Sum(*where, ours, programme.code, today, 0),
            Sum(*where, fund, programme.code, 0, scenario),
        ]
    return [line for line in lines if line.today_fen or line.scenario_fen]


def _effects(programme: Programme, both: pl.DataFrame) -> list[Effect]:
    weight = pl.col("weight_milli")
    more = pl.col("scenario_fen") - pl.col("today_fen")
    told = both.group_by("year", "county").agg(
        *(
            (weight * pl.col(f"{side}_paid").fill_null(value=False)).sum().alias(f"payees_{side}")
            for side in ("today", "scenario")
        ),
        (weight * (more > 0)).sum().alias("gains"),
        (weight * more.clip(lower_bound=0)).sum().alias("gain_fen"),
        (weight * (more < 0)).sum().alias("loses"),
        (weight * (-more).clip(lower_bound=0)).sum().alias("loss_fen"),
        (weight * pl.col("scenario_unknown").fill_null(value=False)).sum().alias("undecided"),
    )
    names = ("payees_today", "payees_scenario", "gains", "gain_fen", "loses", "loss_fen", "undecided")
    return [
        Effect(row["year"], row["county"], programme.code, *(_whole(row[name], name) for name in names))
        for row in told.sort("year", "county").iter_rows(named=True)
    ]


def _whole(milli: int, name: str) -> int:
    """Thousandths as a whole: money is cut off, heads are rounded, and one in part is still one."""
    if name.endswith("_fen"):
        return milli // MILLI
    return max(1, round(milli / MILLI)) if milli else 0


def basis_of(programme: str) -> dict[str, object]:
    """Where a programme's subjects come from and what of them is invented."""
    told = load_told()["programmes"].get(programme, NOTHING_KNOWN)
    return {"basis": told["basis"], "synthetic": dict(told["synthetic"]), "source": told["source"]}
