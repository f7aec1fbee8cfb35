"""Which word about a person stands in the golden record: a pure choice by data (`data/survivorship.yaml`).

The answer depends on the set of words and the day alone, never on their order, and is the same each time.
"""

import dataclasses
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from chongyang.claims.enums import WordKind
from chongyang.core.labels import Labelled
from chongyang.core.words import N_
from chongyang.registry.rules import places

ADDRESSES = frozenset({"address", "household_address"})
TYPED, ANY = "typed", "*"
FIRST, LAST = -1, 999


class Why(Labelled):
    """By which step of the rule a word won."""

    CORRECTED = "corrected", N_("按异议答复更正")
    ONLY = "only", N_("只有这一个说法")
    AGREED = "agreed", N_("各方说法一致")
    SOURCE = "source", N_("按来源的先后")
    NEWEST = "newest", N_("同一来源中最新")
    STALE = "stale", N_("说法都已过期，取其中最优")
    UNION = "union", N_("合并各方说法")
    FOLLOWS = "follows", N_("与同一份记录一致")


@dataclass(frozen=True, slots=True)
class Word:
    """What one source says of one field. `record` tells two records of one source apart."""

    value: Any
    source: str
    told_on: date
    kind: str = WordKind.CLAIM.value
    feed: str = ""
    record: str = ""
    run: UUID | None = None
    claim: UUID | None = None
    seen_on: date | None = None
    """The last day on which the source, sending everything, still said so; freshness counts from it."""
    refutes: Any = None
    """Of a correction: the value that was found wrong; no claim brings it back."""

    @property
    def key(self) -> str:
        """The value as text that equal values share within one field."""
        if isinstance(self.value, str):
            return self.value
        return json.dumps(self.value, ensure_ascii=False, sort_keys=True)

    @property
    def origin(self) -> tuple[str, str, str, str]:
        """The record or desk that said it: the same for all fields of one word."""
        return self.kind, self.feed, self.record, self.source


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is decided; see the head of the data file."""

    field: str
    order: tuple[tuple[str, int | None], ...]
    write: str = "never"
    merge: str = ""
    follows: str = ""
    conflict: bool = True
    why: str = ""
    _places: dict[tuple[bool, str], tuple[int, int | None]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    def place_of(self, source: str, *, is_typed: bool) -> tuple[int, int | None]:
        """The place of a source in the order, and for how many days its word is fresh (None: always)."""
        if (found := self._places.get((is_typed, source))) is None:
            wanted = TYPED if is_typed else source
            places = ((place, days) for place, (name, days) in enumerate(self.order) if name in (wanted, ANY))
            found = self._places[is_typed, source] = next(places, (LAST, None))
        return found


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole file, read once."""

    version: str
    typed: frozenset[str]
    fields: Mapping[str, Rule]
    default: Rule
    hold_days: int
    evidence: Mapping[str, str]

    def of(self, field: str) -> Rule:
        return self.fields.get(field, self.default)


@dataclass(frozen=True, slots=True)
class Choice:
    """The word that stands, its value (of a union: all words together), the others in their rank, and why."""

    value: Any
    winner: Word | None
    losers: tuple[Word, ...]
    why: Why | None
    is_conflict: bool


NOTHING = Choice(None, None, (), None, False)


@cache
def shipped() -> Rules:
    """The rules of the installation."""
    text = files("chongyang.claims").joinpath("data/survivorship.yaml").read_text(encoding="utf-8")
    return read(yaml.safe_load(text))


def read(document: Mapping[str, Any]) -> Rules:
    """The rules of a parsed document; raises KeyError, ValueError for what it cannot mean."""
    fields = {name: _rule(name, told) for name, told in document["fields"].items()}
    wrong = [name for name, rule in fields.items() if rule.follows and rule.follows not in fields]
    if wrong:
        raise ValueError(f"follows a field that is not there: {wrong}")
    return Rules(
        version=str(document["version"]),
        typed=frozenset(document["typed"]),
        fields=fields,
        default=_rule("", document["default"]),
        hold_days=int(document["corrections"]["hold_days"]),
        evidence=dict(document["death"]["evidence"]),
    )


def _rule(field: str, told: Mapping[str, Any]) -> Rule:
    if told["write"] not in ("claims", "blank", "never"):
        raise ValueError(f"{field}: write {told['write']!r}")
    order = tuple((str(source), days) for source, days in told["order"])
    rest = {name: told[name] for name in ("write", "merge", "follows", "conflict", "why") if name in told}
    return Rule(field, order, **rest)


def same_key(field: str, word: Word) -> str:
    """Words with the same key say the same: an address by compound and numbers, text without width."""
    if isinstance(word.value, str):
        return _folded_address(word.value) if field in ADDRESSES else _folded(word.value)
    return word.key


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@lru_cache(maxsize=65_536)
def _folded_address(text: str) -> str:
    place = places.place_of(text)
    return "/".join((place.compound, *place.numbers)) if place.compound else _folded(text)


def choose(name: str, words: Iterable[Word], today: date, rules: Rules | None = None) -> Choice:
    """Which word stands. Refuted values come last, fresh before stale, then source, then the newest."""
    rules = rules or shipped()
    rule, held = rules.of(name), list(words)
    if not held:
        return NOTHING
    ranks = _Ranks(rule, rules, held, today)
    ordered = sorted(held, key=ranks.key) if len(held) > 1 else held
    if rule.merge == "union":
        return _union(ordered, ranks)
    first = ordered[0]
    if all(word.value == first.value for word in ordered):
        return Choice(first.value, first, tuple(ordered[1:]), _why_agreed(ordered, ranks), is_conflict=False)
    return Choice(
        first.value,
        first,
        tuple(ordered[1:]),
        _why(name, ordered, ranks),
        rule.conflict and _disagree(name, ordered, ranks),
    )


class _Ranks:
    """The place of each word of one field; computed from all of them, so a total order."""

    def __init__(self, rule: Rule, rules: Rules, words: Sequence[Word], today: date) -> None:
        self.rule, self.rules, self.today = rule, rules, today
        held = [word for word in words if word.kind == WordKind.CORRECTION]
        self.corrected = max((word.told_on for word in held), default=None)
        self.refuted = {_key(rule.field, word.refutes) for word in held if word.refutes is not None}
        self._places: dict[int, tuple[int, bool]] = {}

    def key(self, word: Word) -> tuple[Any, ...]:
        place, is_fresh = self.place(word)
        newest = -word.told_on.toordinal()
        rest = (word.kind, word.feed, word.record, word.source, word.key, word.run.int if word.run else -1)
        return (self.is_refuted(word), not is_fresh, place, newest, *rest)

    def is_refuted(self, word: Word) -> bool:
        is_claim = bool(self.refuted) and word.kind == WordKind.CLAIM
        return is_claim and same_key(self.rule.field, word) in self.refuted

    def place(self, word: Word) -> tuple[int, bool]:
        """The place in the order, and whether the word is fresh; worked out once for each word."""
        if (held := self._places.get(id(word))) is None:
            held = self._places[id(word)] = self._place(word)
        return held

    def _place(self, word: Word) -> tuple[int, bool]:
        """A correction comes first while it holds, and what a person typed after it beside it."""
        if word.kind == WordKind.CORRECTION:
            return FIRST, self._age(word) <= self.rules.hold_days
        is_typed = word.kind == WordKind.TYPED
        if is_typed and self.corrected and word.told_on > self.corrected:
            return FIRST, True
        place, fresh_days = self.rule.place_of(word.source, is_typed=is_typed)
        return place, fresh_days is None or self._age(word) <= fresh_days

    def _age(self, word: Word) -> int:
        return (self.today - (word.seen_on or word.told_on)).days


def _key(field: str, value: Any) -> str:
    return same_key(field, Word(value, "", date.min))


def _live(field: str, ordered: Sequence[Word], ranks: _Ranks) -> list[Word]:
    """The words that still count against each other: fresh and not refuted."""
    return [word for word in ordered if ranks.place(word)[1] and not ranks.is_refuted(word)]


def _disagree(field: str, ordered: Sequence[Word], ranks: _Ranks) -> bool:
    return len({same_key(field, word) for word in _live(field, ordered, ranks)}) > 1


def _why_agreed(ordered: Sequence[Word], ranks: _Ranks) -> Why:
    """The same of words that say one value."""
    first = ordered[0]
    if first.kind == WordKind.CORRECTION:
        return Why.CORRECTED
    if len(ordered) == 1:
        return Why.ONLY
    return Why.AGREED if ranks.place(first)[1] else Why.STALE


def _why(name: str, ordered: Sequence[Word], ranks: _Ranks) -> Why:
    first = ordered[0]
    if first.kind == WordKind.CORRECTION:
        return Why.CORRECTED
    if len(ordered) == 1:
        return Why.ONLY
    if not ranks.place(first)[1]:
        return Why.STALE
    if len({same_key(name, word) for word in ordered}) == 1:
        return Why.AGREED
    return Why.NEWEST if ranks.place(ordered[1]) == ranks.place(first) else Why.SOURCE


def _union(ordered: list[Word], ranks: _Ranks) -> Choice:
    """All that fresh sources say, in the order of the words; of stale ones only where nothing is fresh."""
    live = _live("", ordered, ranks) or ordered[:1]
    value = sorted({item for word in live for item in _items(word.value)})
    losers = tuple(word for word in ordered if word is not ordered[0])
    why = Why.ONLY if len(ordered) == 1 else Why.UNION
    return Choice(value, ordered[0], losers, why, is_conflict=False)


def _items(value: Any) -> Iterable[str]:
    return value if isinstance(value, list) else [value]


def choose_all(
    words: Mapping[str, Sequence[Word]], today: date, rules: Rules | None = None
) -> dict[str, Choice]:
    """Every field's choice; a field that follows another takes the word of the same record."""
    rules = rules or shipped()
    chosen = {name: choose(name, held, today, rules) for name, held in words.items() if held}
    for name, choice in chosen.items():
        leader = chosen.get(rules.of(name).follows)
        if leader and leader.winner and choice.winner and choice.winner.origin != leader.winner.origin:
            chosen[name] = _following(choice, leader.winner, words[name])
    return chosen


def _following(choice: Choice, leader: Word, words: Sequence[Word]) -> Choice:
    """The word of the leader's record if it says anything of this field; else what was chosen stands."""
    same = sorted((word for word in words if word.origin == leader.origin), key=lambda word: word.key)
    if not same or choice.why == Why.CORRECTED:
        return choice
    others = tuple(word for word in words if word is not same[0])
    ordered = tuple(sorted(others, key=lambda word: (word.told_on, word.origin, word.key)))
    return Choice(same[0].value, same[0], ordered, Why.FOLLOWS, choice.is_conflict)
