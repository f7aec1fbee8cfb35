"""The catalogue of deductions: what is taken off, when, and how that is asked of the database.

A percent is taken off each payer's part and rounded down there, so that the parts always come to the sum.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chongyang.core.yaml_files import read_yaml

WHOLE = 100
CONDITIONS = {
    "mark": "'{value}' = ANY(v.marks)",
    "late_minutes": "v.started_at > v.to_at + make_interval(mins => {value})",
    "short_percent": "extract(epoch FROM v.ended_at - v.started_at) - v.paused_seconds"
    " < v.minutes * 60 * {value} / 100.0",
    "score_below": "v.score < {value}",
}
"""How each condition is asked of a visit `v`; a value is a word or a whole number, checked on reading."""


class UnableToReadCatalogue(ValueError):
    """The catalogue contradicts itself; the message names the line."""


@dataclass(frozen=True, slots=True)
class Deduction:
    key: str
    label: str
    english: str
    percent: int
    kind: str
    value: str | int

    def __post_init__(self) -> None:
        is_word = isinstance(self.value, str) and self.value.isidentifier()
        is_fit = is_word if self.kind == "mark" else type(self.value) is int
        known = self.kind in CONDITIONS and self.key.isidentifier() and is_fit
        if not known or not 0 < self.percent <= WHOLE:
            raise UnableToReadCatalogue(self.key)

    @property
    def condition(self) -> str:
        return CONDITIONS[self.kind].format(value=self.value)


@dataclass(frozen=True, slots=True)
class Catalogue:
    fund: str
    objection_workdays: int
    due_days: int
    look_back_months: int
    deductions: tuple[Deduction, ...]

    @property
    def percent_sql(self) -> str:
        """What is taken off a visit `v` in whole percent, at most all of it."""
        terms = [f"CASE WHEN {one.condition} THEN {one.percent} ELSE 0 END" for one in self.deductions]
        return f"least({WHOLE}, {' + '.join(terms) or '0'})"

    @property
    def reasons_sql(self) -> str:
        """The keys of what applies, in the order of the catalogue."""
        terms = [f"CASE WHEN {one.condition} THEN '{one.key}' END" for one in self.deductions]
        return f"array_remove(ARRAY[{', '.join(terms)}]::varchar[], NULL)"

    def label_of(self, key: str, *, english: bool = False) -> str:
        found = next((one for one in self.deductions if one.key == key), None)
        return key if found is None else found.english if english else found.label


def read(text: str) -> Catalogue:
    """A catalogue from its text. Raises UnableToReadCatalogue."""
    told = read_yaml(text)
    made = tuple(_deduction(one) for one in told["deductions"])
    if len({one.key for one in made}) != len(made):
        raise UnableToReadCatalogue("twice")
    return Catalogue(
        told["fund"], told["objection_workdays"], told["due_days"], told["look_back_months"], made
    )


def _deduction(told: dict[str, object]) -> Deduction:
    when = told["when"]
    if not isinstance(when, dict) or len(when) != 1:
        raise UnableToReadCatalogue(str(told.get("key")))
    ((kind, value),) = when.items()
    return Deduction(
        str(told["key"]), str(told["label"]), str(told["english"]), int(str(told["percent"])), kind, value
    )


@cache
def catalogue() -> Catalogue:
    return read((files("chongyang.settlement") / "data" / "deductions.yaml").read_text(encoding="utf-8"))
