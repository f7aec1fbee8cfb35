"""A year's scheme of assessment as data: two lists, their items with weight and clause, the rules beside.

Plan 2018-34/4.6 asks for an indicator system, yearly examination and its result in the year's targets; it
names no weight. Every weight is data that the leading group confirms (`confirmed: false` until then).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.indicators.rules.lights import is_own_goal
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import Target, load_targets
from chongyang.supervision.enums import Kind, Listing, Missing

WHOLE = Decimal(100)
WEIGHED = (Kind.COMPUTED, Kind.JUDGED)
LED, SHARED = "led", "shared"
NOT_WHOLE = N_("各项权重合计必须是 100")
NO_CLAUSE = N_("没有这一条款")
NO_TARGET = N_("没有指标衡量这个目标")
ABSOLUTE = N_("全市总数的目标不能直接用来考核县（市、区）")
TWICE = N_("项目重复")
NO_SOURCE = N_("自动计分的项目要写明来源，评分的项目不能有来源")
BAD_LIMIT = N_("权重或上限必须是大于零的数")


class UnableToReadScheme(ValueError):
    """A scheme contradicts itself, the plan or the indicators; the message names list and item."""


@dataclass(frozen=True, slots=True)
class Targets:
    """The share reached of targets: named ones, or those whose clause the unit leads or shares."""

    ids: tuple[str, ...] = ()
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Tallied:
    """A share of what another room tallies: what counts (`up`, each with its part) of what there is (`over`).

    For a bonus or a penalty `each` gives the points of one that counts, and `over` is empty.
    """

    name: str
    up: Mapping[str, Decimal]
    over: tuple[str, ...] = ()
    each: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a score sheet. `most` is its weight, or the cap of a bonus or a penalty."""

    key: str
    label: str
    english: str
    clause: str
    kind: Kind
    most: Decimal
    source: Targets | Tallied | None = None

    @property
    def is_judged(self) -> bool:
        """Whether people give its points."""
        return self.source is None

    @property
    def is_weighed(self) -> bool:
        return self.kind in WEIGHED


@dataclass(frozen=True, slots=True)
class Ranked:
    """One list: who is in it (`reporting_units`, `legal_counties`, `units_of_plan`), and by what."""

    listing: Listing
    subjects: str
    items: tuple[Item, ...]

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The scheme of a year in one version; a run keeps the version it was begun with."""

    year: int
    version: int
    document: str
    source: str
    confirmed: bool
    missing: Missing
    decimals: int
    judges: int
    deviation: Decimal
    appeal_workdays: int
    lists: tuple[Ranked, ...]

    def of(self, listing: str) -> Ranked:
        """Its list of that name. Raises KeyError."""
        for ranked in self.lists:
            if ranked.listing == listing:
                return ranked
        raise KeyError(listing)


@cache
def load_schemes() -> tuple[Scheme, ...]:
    """Every shipped scheme, the newest year and version first. Raises UnableToReadScheme."""
    folder = files("chongyang.supervision") / "data" / "schemes"
    rows = {
        one.name.removesuffix(".yaml"): read_yaml(one.read_text(encoding="utf-8"))
        for one in folder.iterdir()
        if one.name.endswith(".yaml")
    }
    found = [read(_completed(row, rows)) for row in rows.values()]
    return tuple(sorted(found, key=lambda one: (one.year, one.version), reverse=True))


def _completed(row: Mapping[str, Any], rows: Mapping[str, Any]) -> Mapping[str, Any]:
    """A file that is `like` another takes what it does not say from it, and puts items `instead` of its."""
    if "like" not in row:
        return row
    own = dict(row)
    pattern, instead = rows[own.pop("like")], own.pop("instead", {})
    lists = {
        name: {**told, "items": _replaced(told["items"], instead.get(name, ()))}
        for name, told in pattern["lists"].items()
    }
    return {**pattern, "lists": lists, **own}


def _replaced(items: Iterable[Mapping[str, Any]], instead: Iterable[Mapping[str, Any]]) -> list[Any]:
    """By key; one that stands under no key of the pattern is added at the end."""
    changed = {item["key"]: item for item in instead}
    kept = [changed.pop(item["key"], item) for item in items]
    return [*kept, *changed.values()]


def get_scheme(year: int, version: int | None = None) -> Scheme | None:
    """The scheme of a year, its newest version unless one is named."""
    held = (one for one in load_schemes() if one.year == year and version in (None, one.version))
    return next(held, None)


def read(row: Mapping[str, Any]) -> Scheme:
    """The scheme of a parsed file. Raises UnableToReadScheme with the first thing that is wrong."""
    try:
        scheme = _scheme(row)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as fault:
        raise UnableToReadScheme(f"{row.get('year')}: {fault}") from fault
    wrong = next(faults_of(scheme), None)
    if wrong:
        raise UnableToReadScheme(f"{scheme.year} v{scheme.version}: {wrong}")
    return scheme


def _scheme(row: Mapping[str, Any]) -> Scheme:
    words = dict(row)
    lists = words.pop("lists")
    return Scheme(
        missing=Missing.of(words.pop("missing")),
        deviation=Decimal(str(words.pop("deviation"))),
        lists=tuple(_ranked(name, told) for name, told in lists.items()),
        **words,
    )


def _ranked(name: str, row: Mapping[str, Any]) -> Ranked:
    return Ranked(Listing.of(name), row["subjects"], tuple(_item(one) for one in row["items"]))


def _item(row: Mapping[str, Any]) -> Item:
    words = dict(row)
    most = Decimal(str(words.pop("most")))
    return Item(kind=Kind.of(words.pop("kind")), most=most, source=_source(words), **words)


def _source(words: dict[str, Any]) -> Targets | Tallied | None:
    targets, tallied = words.pop("targets", None), words.pop("tally", None)
    if targets:
        return Targets(duty=targets) if isinstance(targets, str) else Targets(ids=tuple(targets))
    if not tallied:
        return None
    told = dict(tallied)
    up = {name: Decimal(str(part)) for name, part in told.pop("up").items()}
    each = Decimal(str(told.pop("each", 0)))
    return Tallied(told.pop("name"), up, tuple(told.pop("over", ())), each, **told)


def faults_of(scheme: Scheme) -> Iterator[str]:
    """What is wrong with a scheme, each as one sentence."""
    for ranked in scheme.lists:
        total = sum((item.most for item in ranked.items if item.is_weighed), Decimal(0))
        if total != WHOLE:
            yield f"{ranked.listing.value}: {NOT_WHOLE} ({total})"
        keys = [item.key for item in ranked.items]
        yield from (f"{key}: {TWICE}" for key in sorted({key for key in keys if keys.count(key) > 1}))
        for item in ranked.items:
            yield from (f"{ranked.listing.value}.{item.key}: {fault}" for fault in _faults(item, ranked))


def _faults(item: Item, ranked: Ranked) -> Iterator[str]:
    if item.clause not in clauses():
        yield NO_CLAUSE
    if not item.most.is_finite() or item.most <= 0:
        yield BAD_LIMIT
    if (item.kind is Kind.JUDGED) != item.is_judged and item.is_weighed:
        yield NO_SOURCE
    if isinstance(item.source, Targets):
        yield from _faults_of_targets(item.source.ids, ranked.listing)


def _faults_of_targets(ids: Iterable[str], listing: Listing) -> Iterator[str]:
    """A target must be measured; of a county only by what each county is to have, or a share."""
    known, measured = {row.id: row for row in load_targets()}, indicator_of_target()
    for name in ids:
        indicator = measured.get(name)
        if name not in known or indicator is None:
            yield f"{name}: {NO_TARGET}"
        elif listing is Listing.COUNTIES and not _is_for_each(indicator, known[name]):
            yield f"{name}: {ABSOLUTE}"


def _is_for_each(indicator: Any, target: Target) -> bool:
    return Level.UNIT in indicator.levels and is_own_goal(indicator, target, Level.UNIT)


@cache
def indicator_of_target() -> Mapping[str, Any]:
    """The newest indicator that measures each target."""
    return {name: row for row in load_indicators() for name in row.targets}


@cache
def clauses() -> Mapping[str, Any]:
    """Every clause of both plans by its id."""
    return {clause.id: clause for document in load_documents() for clause in document.clauses}
