"""The catalogue of services, from `data/catalogue.yaml`: what is done in a home, in which steps, by whom.

The six national kinds are those of the civil-affairs system (shared facts, 8.3); the plan's own (三(一)1–4,
三(四)3) are each reported as one of the six. Prices are ranges; `ItemPrice` rows narrow them by area and day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from chongyang.core.yaml_files import read_yaml
from chongyang.services.enums import ProviderKind
from chongyang.workforce.rules import skills

Unit = Literal["visit", "hour", "meal", "piece", "time"]
UNITS: tuple[str, ...] = get_args(Unit)
MOST_MINUTES, MOST_PERCENT = 12 * 60, 100


class UnknownItem(KeyError):
    """No item of the catalogue has this key."""


class UnableToReadCatalogue(ValueError):
    """The file contradicts itself; the message names the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`reports_as` is the number of the national kind, 01 to 06; `is_national` that it is one of the six."""

    key: str
    label: str
    english: str
    reports_as: str
    is_national: bool
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is done; a required one must be ticked for the visit to count."""

    key: str
    label: str
    english: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """Free until so many hours before; later so many percent of the price are due."""

    free_hours: int
    fee_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One service. `skills` are needed of each of the `people` who come; `she_comes`: nobody goes to her."""

    key: str
    label: str
    english: str
    kind: str
    clause: str
    minutes: int
    steps: tuple[Step, ...]
    skills: frozenset[str]
    people: int
    unit: Unit
    price_from_fen: int
    price_to_fen: int
    who_may: tuple[str, ...]
    cancellation: Cancellation
    confirmed: bool
    source: str
    she_comes: bool = False

    def step(self, key: str) -> Step | None:
        """The step with this key, or nothing."""
        return next((one for one in self.steps if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    kinds: Mapping[str, Kind]
    items: Mapping[str, Item]


@cache
def load() -> Catalogue:
    """The shipped file. Raises UnableToReadCatalogue."""
    file = resources.files("chongyang.services").joinpath("data", "catalogue.yaml")
    return read(read_yaml(file.read_text(encoding="utf-8")))


def kinds() -> dict[str, Kind]:
    """All kinds in the order of the file: the six national ones first."""
    return dict(load().kinds)


def items() -> dict[str, Item]:
    """All items in the order of the file."""
    return dict(load().items)


def item(key: str) -> Item:
    """The item with this key. Raises UnknownItem."""
    try:
        return load().items[key]
    except KeyError:
        raise UnknownItem(key) from None


def kind(key: str) -> Kind:
    """The kind with this key. Raises KeyError."""
    return load().kinds[key]


def items_of(kind: str) -> list[Item]:
    """The items of a kind in the order of the file."""
    return [one for one in load().items.values() if one.kind == kind]


def read(told: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a parsed file. Raises UnableToReadCatalogue with the first thing that is wrong."""
    found = {key: _make(Kind, key, {"key": key, **row}) for key, row in told["kinds"].items()}
    read_items = {key: _item(key, row, told) for key, row in told["items"].items()}
    made = Catalogue(kinds=found, items=read_items)
    for wrong, why in _faults(made):
        if wrong:
            raise UnableToReadCatalogue(why)
    return made


def _make(made: type[Any], key: str, row: Mapping[str, Any]) -> Any:
    try:
        return made(**row)
    except TypeError as error:
        raise UnableToReadCatalogue(f"{key}: {error}") from error


def _item(key: str, row: Mapping[str, Any], told: Mapping[str, Any]) -> Item:
    """An item with what the whole file says where the item itself says nothing."""
    if unknown := set(row) - {one.name for one in fields(Item)} - {"yuan"}:
        raise UnableToReadCatalogue(f"{key}: {sorted(unknown)}")
    low, high = row["yuan"]
    usual = {"people": 1, "skills": ()} | {name: told[name] for name in ("confirmed", "source", "clause")}
    own = {name: value for name, value in row.items() if name != "yuan"}
    prices = {"price_from_fen": round(low * 100), "price_to_fen": round(high * 100)}
    values: dict[str, Any] = {"key": key} | usual | own | prices
    values["steps"] = tuple(_step(key, one) for one in row["steps"])
    values["skills"] = frozenset(values["skills"])
    values["who_may"] = tuple(row["who_may"])
    values["cancellation"] = _make(Cancellation, key, row.get("cancellation", told["cancellation"]))
    made: Item = _make(Item, key, values)
    return made


def _step(item: str, row: Mapping[str, Any]) -> Step:
    made: Step = _make(Step, item, row)
    return made


def _faults(made: Catalogue) -> Iterator[tuple[bool, str]]:
    for kind in made.kinds.values():
        yield kind.reports_as not in NATIONAL, f"{kind.key}: reports as {kind.reports_as}"
    numbers = sorted(kind.reports_as for kind in made.kinds.values() if kind.is_national)
    yield tuple(numbers) != NATIONAL, f"the six national kinds, each once: {numbers}"
    for one in made.items.values():
        for wrong, why in _faults_of(one, made):
            yield wrong, f"{one.key}: {why}"
    for key in made.kinds:
        yield all(one.kind != key for one in made.items.values()), f"{key}: no item"


NATIONAL = ("01", "02", "03", "04", "05", "06")
"""生活照料, 基础照护, 探访关爱, 健康管理, 委托代办, 精神慰藉."""


def _faults_of(one: Item, made: Catalogue) -> Iterator[tuple[bool, str]]:
    keys = [step.key for step in one.steps]
    yield one.kind not in made.kinds, f"unknown kind {one.kind}"
    yield one.unit not in UNITS, f"unknown unit {one.unit}"
    yield not 0 < one.minutes <= MOST_MINUTES, f"{one.minutes} minutes"
    yield one.people not in (1, 2), f"{one.people} people"
    yield not 0 < one.price_from_fen <= one.price_to_fen, "a price range from small to large"
    yield not one.steps or len(set(keys)) < len(keys), "no step, or one twice"
    yield not any(step.required for step in one.steps), "nothing must be done"
    yield not one.skills <= set(skills.skills()), f"unknown skill in {sorted(one.skills)}"
    yield not one.who_may or not set(one.who_may) <= set(ProviderKind), "who may deliver"
    yield not 0 <= one.cancellation.fee_percent <= MOST_PERCENT, "a fee of more than the price"
    yield one.cancellation.free_hours < 0, "free hours"
