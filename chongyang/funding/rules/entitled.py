"""Who is entitled without having applied: the register's columns become inputs, the rule answers, and what
stands is compared with what is found. Pure.

One frame for all persons of a programme; one person is a frame of one row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any
from uuid import UUID

from chongyang.core.later import Later
from chongyang.core.words import N_
from chongyang.funding.rules.monthly import digest_of
from chongyang.policy.rules.cases import column_type
from chongyang.policy.rules.engine.deciding import LEVELS, NO, YES, decide
from chongyang.policy.rules.engine.steps import CONDITION
from chongyang.policy.rules.engine.values import AREA, Values
from chongyang.policy.rules.programmes import Programme, load_programmes

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

OPEN, TAKEN, ASIDE, CLOSED = "open", "taken", "aside", "closed"
LIVING = (OPEN, TAKEN, ASIDE)
PAYEE = "payee"
STATES = {
    OPEN: N_("待核对"),
    TAKEN: N_("已代为起草申请"),
    ASIDE: N_("已搁置"),
    CLOSED: N_("已关闭"),
}
DESK, OWN, HELPER, REFUSED, WITHDRAWN = "desk", "own", "helper", "refused", "withdrawn"
AWARD, APPLIED, DEAD, MOVED, MERGED = "award", "applied", "dead", "moved", "merged"
NO_LONGER, CHANGED = "no_longer", "changed"
WHY = {
    DESK: N_("经办人搁置"),
    OWN: N_("本人或受托人表示不需要"),
    REFUSED: N_("申请没有获得同意"),
    WITHDRAWN: N_("申请已撤回"),
    AWARD: N_("已在享受这项待遇"),
    APPLIED: N_("已另行提交申请"),
    DEAD: N_("已去世"),
    MOVED: N_("已迁出"),
    MERGED: N_("档案已并入另一份"),
    NO_LONGER: N_("不再符合条件"),
    CHANGED: N_("计算结果有变，已另行提出"),
}
AGREED = {
    OWN: N_("本人在网上同意"),
    HELPER: N_("受托人在网上同意"),
    "paper": N_("本人书面同意"),
    "spoken": N_("本人当面或电话同意"),
}
TOLD_TO_DESK = ("paper", "spoken")
SOURCES = {
    "age": N_("出生日期"),
    "from_age": N_("出生日期"),
    "classes": N_("人员类别登记"),
    "lives_at_home": N_("档案中的居住情况"),
    "ability": N_("有效的能力评估"),
    "disability": N_("残疾等级登记"),
    "household": N_("户籍地登记"),
    "county_pays": N_("本县（市、区）正在发放的标准"),
    "carer": N_("护理人员登记"),
    "posted": N_("任职登记"),
    "post_months": N_("任职登记的起止日期"),
}
"""Where the register has it from, by `known_by`."""
Expr = Callable[[Any, date], "pl.Expr"]


def proposable() -> list[Programme]:
    """Programmes paid to persons of which the register answers a condition."""
    return [one for one in load_programmes() if one.who != "organisation" and is_answered(one)]


def is_answered(programme: Programme) -> bool:
    return any(asked.known_by for asked in programme.inputs.values())


def _age(on: date) -> pl.Expr:
    born = pl.col("born_on")
    before = (born.dt.month() * 100 + born.dt.day()) > on.month * 100 + on.day
    return on.year - born.dt.year() - before.cast(pl.Int32)


def _classes(wanted: Iterable[str], on: date) -> pl.Expr:
    """The register of classes is whole: who is not in it is of none."""
    held = pl.lit(",") + pl.col("classes").fill_null("") + pl.lit(",")
    return reduce(pl.Expr.or_, [held.str.contains(f",{one},", literal=True) for one in wanted])


def _at_home(wanted: bool, on: date) -> pl.Expr:
    return (pl.col("living_form") != "institution") == wanted


def _ability(levels: Iterable[str], on: date) -> pl.Expr:
    """An assessment that has run out says nothing."""
    counts = pl.col("ability_until").is_null() | (pl.col("ability_until") >= on)
    return pl.when(counts).then(pl.col("ability_level").is_in(list(levels)))


def _posted(kind: str, on: date) -> pl.Expr:
    """Who belongs to no organisation and has no dated post is at no post."""
    return (pl.col("kind") == kind) & (pl.col("organisation").is_not_null() | pl.col("is_posted"))


FACTS: dict[str, Expr] = {
    "age": lambda _, on: _age(on),
    "from_age": lambda age, on: _age(on) >= age,
    "classes": _classes,
    "lives_at_home": _at_home,
    "ability": _ability,
    "disability": lambda levels, on: pl.col("disability_level").is_in(levels),
    "household": lambda _, on: pl.col("is_of_city"),
    "county_pays": lambda _, on: pl.col("county_pays"),
    "carer": lambda kind, on: pl.col("kind") == kind,
    "posted": _posted,
    "post_months": lambda which, on: pl.col(f"months_{which}"),
}


def inputs_of(programme: Programme, register: pl.DataFrame, on: date) -> pl.DataFrame:
    """The inputs of the rule, row by row, from the columns of the register; what it cannot tell is null."""
    columns = [
        _fact(asked.known_by, on).cast(column_type(asked)).alias(name)
        for name, asked in programme.inputs.items()
    ]
    return register.select(PAYEE, AREA, *columns)


def _fact(known_by: Mapping[str, Any], on: date) -> pl.Expr:
    for name, told in known_by.items():
        return FACTS[name](told, on)
    return pl.lit(None)


@dataclass(frozen=True, slots=True)
class Found:
    """One who is entitled, or probably so."""

    payee: UUID
    area: int
    answer: str
    missing: tuple[str, ...]
    amount_fen: int | None
    parts: Mapping[str, int]
    inputs: Mapping[str, Any]
    values: tuple[Any, ...]

    @property
    def said(self) -> str:
        """Names the answer, not what grows under it (months, age)."""
        return digest_of([self.answer, list(self.missing), self.amount_fen])

    @property
    def digest(self) -> str:
        told = [self.area, self.said, dict(self.parts), dict(self.inputs), list(self.values)]
        return digest_of(told)


def find_entitled(programme: Programme, rows: pl.DataFrame, values: Values) -> list[Found]:
    """Every row through the rule at once: yes, or probably while at least one condition is known to hold.

    Raises NotInForce where the plan does not hold on the day.
    """
    decided = decide(programme.function, rows, values)
    answered = [column for column in decided.rows.get_columns() if column.name not in rows.columns]
    names = [traced.step.name for traced in decided.steps]
    conditions = [traced.step.name for traced in decided.steps if traced.step.kind == CONDITION]
    holds = pl.any_horizontal([pl.col(name).fill_null(value=False) for name in conditions] or [pl.lit(True)])
    pays = (pl.col("answer") != YES) | (pl.col("amount_fen") > 0)
    found = rows.hstack(answered).filter((pl.col("answer") != NO) & holds & pays)
    return [_found(programme, row, names) for row in found.iter_rows(named=True)]


def _found(programme: Programme, row: Mapping[str, Any], names: list[str]) -> Found:
    is_yes = row["answer"] == YES
    return Found(
        UUID(row[PAYEE]),
        row[AREA],
        row["answer"],
        tuple(row["missing"] or ()),
        row["amount_fen"] if is_yes else None,
        {level: row[f"{level}_fen"] for level in LEVELS if row[f"{level}_fen"]} if is_yes else {},
        {name: row[name] for name in programme.inputs if row[name] is not None},
        tuple(float(row[name]) if isinstance(row[name], Decimal) else row[name] for name in names),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A proposal that was there before."""

    id: UUID
    payee: UUID
    state: str
    digest: str
    said: str


@dataclass(slots=True)
class Differences:
    """What a run has to write. `ended` are those that the rule no longer names."""

    fresh: list[Found] = field(default_factory=list)
    changed: list[tuple[UUID, Found]] = field(default_factory=list)
    again: list[UUID] = field(default_factory=list)
    ended: list[Standing] = field(default_factory=list)


def compare(standing: Iterable[Standing], found: Iterable[Found]) -> Differences:
    """One that stands is kept, corrected or ended; one that was set aside is left so until the answer is
    another, and then proposed anew. The same again changes nothing.
    """
    named, made = {one.payee: one for one in found}, Differences()
    for row in standing:
        one = named.pop(row.payee, None)
        if one is None:
            made.ended.append(row)
        elif row.state == ASIDE:
            if row.said != one.said:
                made.again.append(row.id)
                made.fresh.append(one)
        elif row.digest != one.digest:
            made.changed.append((row.id, one))
    made.fresh += named.values()
    return made
