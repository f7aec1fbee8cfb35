"""Items: what the tasks and safeguards of the plans ask for, in pieces that can be owned, reported, closed.

Owner and co-owners are those of the clause, a day is that of its targets: nothing here is typed twice. What
the text does not name is empty and listed as such (`queries.gaps`); words that do not stand in the clause,
targets of another clause and owners that the words do not name are refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.words import N_
from chongyang.core.yaml_files import read_yaml
from chongyang.duties.enums import Evidence
from chongyang.policy.rules.documents import Clause, Document, load_documents
from chongyang.policy.rules.promises import Target, load_targets
from chongyang.policy.rules.units import load_units

ASKS = ("task", "safeguard")
"""Kinds of clauses that must have an item."""
PACKAGE = "chongyang.duties"


class UnableToReadItem(ValueError):
    """An item contradicts its clause; the message names it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A promise of the item with its day; `is_judged` where people and no number tell that it is reached."""

    target: str
    what: str
    english: str
    by: date
    is_inferred: bool
    is_judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of a clause. `owners` is empty where the text names nobody; `each`: a run for each county."""

    key: str
    document: str
    clause: str
    what: str
    english: str
    quote: str
    owners: tuple[str, ...]
    owner_quote: str
    co_owners: tuple[str, ...]
    each: bool
    milestones: tuple[Milestone, ...]
    targets: tuple[str, ...]
    by: date
    by_is_inferred: bool
    evidence: tuple[Evidence, ...]

    @property
    def name(self) -> str:
        return self.what

    @property
    def is_owned(self) -> bool:
        """Whether the text says who does it."""
        return bool(self.owners) or self.each


def read(text: str, document: Document, targets: Iterable[Target]) -> tuple[Item, ...]:
    """The items of a document from the text of their file. Raises UnableToReadItem."""
    data = read_yaml(text)
    clauses = {clause.id: clause for clause in document.clauses}
    known = {target.id: target for target in targets if target.document == document.key}
    found = tuple(_item(dict(row), document, clauses, known) for row in data["items"])
    _once(item.key for item in found)
    return found


@cache
def load_items() -> tuple[Item, ...]:
    """Every item of every plan, the newest plan first, in the order of its text."""
    return tuple(item for document in load_documents() for item in _shipped(document))


@cache
def by_key() -> Mapping[str, Item]:
    return {item.key: item for item in load_items()}


def items_of(clause: str) -> tuple[Item, ...]:
    """The items of a clause, in the order of its text."""
    return tuple(item for item in load_items() if item.clause == clause)


def unanswered(documents: Iterable[Document], items: Iterable[Item]) -> list[str]:
    """Clauses that ask for something and have no item."""
    held = {item.clause for item in items}
    return [one.id for doc in documents for one in doc.clauses if one.kind in ASKS and one.id not in held]


def uncovered(targets: Iterable[Target], items: Iterable[Item]) -> list[str]:
    """Targets that no item fulfils."""
    held = {name for item in items for name in item.targets}
    return [target.id for target in targets if target.id not in held]


def _shipped(document: Document) -> tuple[Item, ...]:
    file = files(PACKAGE) / "data" / "items" / f"{document.key}.yaml"
    return read(file.read_text(encoding="utf-8"), document, load_targets()) if file.is_file() else ()


def _item(
    row: dict[str, Any], document: Document, clauses: Mapping[str, Clause], targets: Mapping[str, Target]
) -> Item:
    key = f"{document.key}:{row.get('id')}"
    clause = clauses.get(f"{document.key}/{row.get('clause')}")
    if clause is None:
        raise UnableToReadItem(f"{key}: " + N_("没有这个条款。"))
    names = tuple(f"{document.key}:{name}" for name in row.get("targets", ()))
    fault = next(_faults(row, clause, names, targets), None)
    if fault:
        raise UnableToReadItem(f"{key}: {fault}")
    milestones = tuple(_milestone(targets[name]) for name in names)
    by, is_inferred = _day(milestones, date(document.last_year, 12, 31))
    return Item(
        key=key,
        document=document.key,
        clause=clause.id,
        what=row["what"],
        english=row["english"],
        quote=row["quote"],
        owners=tuple(row.get("owner", () if row.get("each") else clause.lead)),
        owner_quote=row.get("owner_quote", ""),
        co_owners=_co_owners(row, clause),
        each=bool(row.get("each")),
        milestones=milestones,
        targets=names,
        by=by,
        by_is_inferred=is_inferred,
        evidence=tuple(Evidence.of(kind) for kind in row["evidence"]),
    )


def _co_owners(row: Mapping[str, Any], clause: Clause) -> tuple[str, ...]:
    """Of what each county does the lead units of the clause are co-owners too: they guide it."""
    units = load_units()
    guiding = clause.lead if row.get("each") else ()
    held = [key for key in (*guiding, *clause.responsible) if key not in row.get("owner", ())]
    return tuple(key for key in held if not (row.get("each") and units[key].members))


def _milestone(target: Target) -> Milestone:
    return Milestone(
        target=target.id,
        what=target.what,
        english=target.english or target.what,
        by=target.by or target.by_inferred,
        is_inferred=target.by is None,
        is_judged=not isinstance(target.value, int | float) or target.operator == "milestone",
    )


def _day(milestones: tuple[Milestone, ...], ends_on: date) -> tuple[date, bool]:
    """The last day of its promises; the end of the plan where the text gives no day to one of them."""
    if not milestones or any(one.is_inferred for one in milestones):
        return ends_on, True
    return max(one.by for one in milestones), False


def _faults(
    row: Mapping[str, Any], clause: Clause, names: tuple[str, ...], targets: Mapping[str, Target]
) -> Iterator[str]:
    words = _tight(clause.heading + clause.text)
    for name in ("quote", "owner_quote"):
        if row.get(name, "") and _tight(row[name]) not in words:
            yield N_("引文不在条款里。")
    if not row.get("quote") or not row.get("what") or not row.get("english"):
        yield N_("缺少引文或名称。")
    if bool(row.get("owner")) != bool(row.get("owner_quote")):
        yield N_("条款没有写牵头单位时，要引出点名它的话。")
    for name in names:
        if name not in targets:
            yield f"{name}: " + N_("没有这个目标。")
        elif clause.id not in (targets[name].clause, *targets[name].also):
            yield f"{name}: " + N_("这个目标不在本条款里。")
    yield from _unknown(row)


def _unknown(row: Mapping[str, Any]) -> Iterator[str]:
    if not row.get("evidence") or not set(row["evidence"]) <= set(Evidence):
        yield N_("佐证种类写作 document、figure 或 photograph。")
    for key in row.get("owner", ()):
        if key not in load_units():
            yield f"{key}: " + N_("没有这个单位。")


def _once(keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise UnableToReadItem(f"{key}: " + N_("编号重复。"))
        seen.add(key)


def _tight(text: str) -> str:
    return "".join(text.split())
