"""What a scenario changes: a value, a reading of an interpretation, payers' parts, a county's raise, a fund.

- {parameter: bed.new, value: 12000, from: 2027}
- {parameter: bed.split, choice: each_pays_all}
- {parameter: star.5, payers: {city: 60, county: 40}}
- {overlay: bed.new, area: "410105", value: 10000, payer: county}
- {programme: star_award, fund: lottery}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chongyang.core.scopes import Interval, interval_of
from chongyang.core.words import N_
from chongyang.policy.rules.engine.deciding import LEVELS
from chongyang.policy.rules.engine.values import Overlay, Values, short_name
from chongyang.policy.rules.programmes import load_programmes
from chongyang.policy.rules.promises import NUMBERED, Number, Parameter, load_parameters

WHOLE = 100
CITY_SHARE = ".city_share"
MOST_CHANGES = 40
LARGEST = 10**12
FIRST_YEAR, LAST_YEAR = 2014, 2100
FUNDS = {
    "general_budget": N_("一般公共预算"),
    "special_fund": N_("专项资金"),
    "lottery": N_("福利彩票公益金"),
}
FIELDS = {
    frozenset({"parameter", "value"}),
    frozenset({"parameter", "choice"}),
    frozenset({"parameter", "payers"}),
    frozenset({"overlay", "area", "value", "payer"}),
    frozenset({"programme", "fund"}),
}
NOT_A_LIST = N_("调整须是一个列表，每一项写明改什么。")
TOO_MANY = N_("一个方案最多四十项调整。")
UNKNOWN_SHAPE = N_("看不懂这项调整：写参数和新值、口径、分担比例，或写提高的地区，或写项目和资金来源。")
NO_PARAMETER = N_("没有这个参数。")
NO_PROGRAMME = N_("没有这个项目。")
NO_FUND = N_("没有这个资金来源。")
NO_CHOICE = N_("没有这个口径。")
NO_NUMBER = N_("这个参数没有数值，不能改成一个数。")
BAD_NUMBER = N_("数值须是零到一万亿之间的数，金额最多两位小数。")
BAD_SHARE = N_("比例须在0到100之间。")
BAD_STEP = N_("级距须大于零。")
BAD_PAYERS = N_("分担比例须是市、县、街道的整数百分比，合计100。")
NO_PAYERS = N_("这个参数没有写明负担的财政，请改负担的口径。")
BAD_AREA = N_("地区须是6位或9位的区划代码，并在您的管理范围内。")
LOWER = N_("县和街道只能提高，不能降低市里的标准。")
ONLY_AMOUNTS = N_("只有金额和上限可以由县或街道提高。")
BAD_YEAR = N_("起始年份不对。")


class UnableToSimulate(ValueError):
    """The changes or the horizon cannot be simulated; Chinese source text, `place` counts from one."""

    def __init__(self, reason: str, place: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change from the first day of a year on (0: from the beginning). One of the shapes above."""

    name: str
    kind: str
    value: Number | None = None
    choice: str = ""
    payers: Mapping[str, int] = field(default_factory=dict)
    area: str = ""
    payer: str = ""
    fund: str = ""
    from_year: int = 0

    def as_data(self) -> dict[str, Any]:
        """The change as it is written in a file."""
        first = {"overlay": "overlay", "fund": "programme"}.get(self.kind, "parameter")
        told: dict[str, Any] = {first: self.name}
        for name in ("value", "choice", "payers", "area", "payer", "fund"):
            if held := getattr(self, name):
                told[name] = dict(held) if name == "payers" else held
        if self.kind == "value" and self.value == 0:
            told["value"] = 0
        return told | ({"from": self.from_year} if self.from_year else {})


def read_changes(told: object, within: Sequence[Interval] | None = None) -> tuple[Change, ...]:
    """The changes of a file or a form, each checked. Raises UnableToSimulate with the wrong one's place."""
    if not isinstance(told, list) or isinstance(told, str):
        raise UnableToSimulate(NOT_A_LIST)
    if len(told) > MOST_CHANGES:
        raise UnableToSimulate(TOO_MANY)
    held = {short_name(row): row for row in load_parameters()}
    changes = []
    for place, row in enumerate(told, start=1):
        try:
            changes.append(_read(row, held, within))
        except UnableToSimulate as error:
            raise UnableToSimulate(error.reason, place) from error
    return tuple(changes)


def _read(row: object, held: Mapping[str, Parameter], within: Sequence[Interval] | None) -> Change:
    if not isinstance(row, Mapping) or frozenset(row) - {"from"} not in FIELDS:
        raise UnableToSimulate(UNKNOWN_SHAPE)
    year = _year(row.get("from", 0))
    if "fund" in row:
        return _fund(row, year)
    name = row.get("parameter", row.get("overlay"))
    if not isinstance(name, str) or name.rpartition(":")[2] not in held:
        raise UnableToSimulate(NO_PARAMETER)
    parameter = held[name.rpartition(":")[2]]
    if "overlay" in row:
        return _overlay(row, parameter, year, within)
    return _of_parameter(row, parameter, year)


def _of_parameter(row: Mapping[str, Any], held: Parameter, year: int) -> Change:
    name = short_name(held)
    if "choice" in row:
        if str(row["choice"]) not in held.alternatives:
            raise UnableToSimulate(NO_CHOICE)
        return Change(name=name, kind="choice", choice=str(row["choice"]), from_year=year)
    if "payers" in row:
        return Change(name=name, kind="payers", payers=_payers(row["payers"], held), from_year=year)
    number = _number(row["value"], held)
    if name.endswith(CITY_SHARE):
        if number != int(number):
            raise UnableToSimulate(BAD_PAYERS)
        return Change(name=name, kind="payers", payers=_of_city(int(number)), from_year=year)
    return Change(name=name, kind="value", value=number, from_year=year)


def _of_city(percent: int) -> dict[str, int]:
    """1:1 written as a share of the city: the county has the rest."""
    return {level: part for level, part in (("city", percent), ("county", WHOLE - percent)) if part}


def _overlay(row: Mapping[str, Any], held: Parameter, year: int, within: Sequence[Interval] | None) -> Change:
    area, payer = str(row["area"]), row["payer"]
    if not (area.isascii() and area.isdigit() and len(area) in (6, 9)):
        raise UnableToSimulate(BAD_AREA)
    first, last = interval_of(area)
    if within is not None and not any(low <= first and last <= high for low, high in within):
        raise UnableToSimulate(BAD_AREA)
    if held.kind not in ("amount", "cap") or not isinstance(held.value, int | float):
        raise UnableToSimulate(ONLY_AMOUNTS)
    if payer not in LEVELS:
        raise UnableToSimulate(BAD_PAYERS)
    number = _number(row["value"], held)
    if number <= held.value:
        raise UnableToSimulate(LOWER)
    return Change(name=short_name(held), kind="overlay", value=number, area=area, payer=payer, from_year=year)


def _fund(row: Mapping[str, Any], year: int) -> Change:
    if row["programme"] not in [programme.code for programme in load_programmes()]:
        raise UnableToSimulate(NO_PROGRAMME)
    if row["fund"] not in list(FUNDS):
        raise UnableToSimulate(NO_FUND)
    return Change(name=row["programme"], kind="fund", fund=row["fund"], from_year=year)


def _year(told: object) -> int:
    if told in (0, "", None):
        return 0
    if isinstance(told, bool) or not isinstance(told, int) or not FIRST_YEAR <= told <= LAST_YEAR:
        raise UnableToSimulate(BAD_YEAR)
    return told


def _number(told: object, held: Parameter) -> Number:
    if held.kind not in NUMBERED:
        raise UnableToSimulate(NO_NUMBER)
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told <= LARGEST:
        raise UnableToSimulate(BAD_NUMBER)
    if round(told, 2) != told:
        raise UnableToSimulate(BAD_NUMBER)
    if held.kind == "share" and told > WHOLE:
        raise UnableToSimulate(BAD_SHARE)
    if held.kind == "step" and told < 1:
        raise UnableToSimulate(BAD_STEP)
    return int(told) if told == int(told) else told


def _payers(told: object, held: Parameter) -> dict[str, int]:
    if not held.payers:
        raise UnableToSimulate(NO_PAYERS)
    if not isinstance(told, Mapping) or not set(told) <= set(LEVELS):
        raise UnableToSimulate(BAD_PAYERS)
    parts = {level: told[level] for level in LEVELS if told.get(level)}
    if any(isinstance(part, bool) or not isinstance(part, int) or part < 0 for part in told.values()):
        raise UnableToSimulate(BAD_PAYERS)
    if sum(parts.values()) != WHOLE:
        raise UnableToSimulate(BAD_PAYERS)
    return parts


def apply_changes(values: Values, changes: Sequence[Change]) -> Values:
    """The values of a day with the changes that have begun by then; a later one stands over an earlier.

    What is chosen (`choices_of`) is chosen before: it decides also whether a plan goes on after its period.
    """
    held = dict(values.held)
    overlays = list(values.overlays)
    for change in changes:
        if values.on.year < change.from_year or (change.kind != "fund" and change.name not in held):
            continue
        if change.kind == "value":
            held[change.name] = replace(held[change.name], value=change.value)
        elif change.kind == "payers":
            held |= _with_payers(held, held[change.name].clause, change.payers)
        elif change.kind == "overlay":
            first, last = interval_of(change.area)
            overlays = [
                row for row in overlays if (row.parameter, row.first, row.last) != (change.name, first, last)
            ]
            overlays.append(_as_overlay(change, first, last))
    return Values(values.on, held, tuple(overlays), values.choices)


def choices_of(changes: Sequence[Change], year: int) -> dict[str, str]:
    """The readings that a scenario chooses for a year."""
    return {
        change.name: change.choice
        for change in changes
        if change.kind == "choice" and change.from_year <= year
    }


def _with_payers(
    held: Mapping[str, Parameter], clause: str, payers: Mapping[str, int]
) -> dict[str, Parameter]:
    """Who pays is said once in a clause: all its amounts change together."""
    same = {name: row for name, row in held.items() if row.clause == clause and row.payers}
    return {name: replace(row, payers=dict(payers)) for name, row in same.items()}


def _as_overlay(change: Change, first: int, last: int) -> Overlay:
    return Overlay(
        parameter=change.name,
        first=first,
        last=last,
        value=change.value or 0,
        payer=change.payer,
        valid_from=date(change.from_year or FIRST_YEAR, 1, 1),
    )


def fund_of(programme: str, default: str, changes: Sequence[Change], year: int) -> str:
    """From which fund a programme is paid in a year."""
    said = [
        change.fund
        for change in changes
        if change.kind == "fund" and change.name == programme and change.from_year <= year
    ]
    return said[-1] if said else default
