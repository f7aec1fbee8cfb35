"""The published plans, read from the data this room ships.

The wording is data, kept as it was published; see `chongyang/policy/data/documents/README.md`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

import yaml

from chongyang.core.yaml_files import read_yaml

CLAUSE_KINDS = frozenset(
    {
        "letterhead",  # 文头、文号
        "title",  # 标题
        "letter",  # 通知
        "preamble",  # 引言
        "heading",  # 标题，其下另有条款
        "paragraph",
        "target",  # 主要目标
        "task",  # 主要任务
        "safeguard",  # 保障措施
        "annex",
        "colophon",  # 版记
    }
)
CLAUSE_FIELDS = frozenset(
    {"id", "label", "kind", "heading", "text", "lead", "responsible", "lead_text", "responsible_text"}
)
DOCUMENT_FIELDS = frozenset(
    {
        "key",
        "number",
        "title",
        "issuer",
        "issued_on",
        "effective_from",
        "period",
        "sponsor",
        "supervised_by",
        "source",
        "repairs",
        "files",
    }
)


class UnableToReadDocument(ValueError):
    """The data of a document contradicts itself; the message names the document or clause."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One addressable piece of a document; `lead` and `responsible` are organisation keys, in order."""

    id: str
    label: str
    kind: str
    parent: str | None
    heading: str
    text: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    lead_text: str
    responsible_text: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A plain error of the scan (`scan`) and what our wording has instead (`text`)."""

    scan: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A published document with its clauses in reading order; `issuer` and its like are organisation keys."""

    key: str
    number: str
    title: str
    issuer: str
    issued_on: date
    effective_from: date
    first_year: int
    last_year: int
    sponsor: str
    supervised_by: str
    source: str
    repairs: tuple[Repair, ...]
    clauses: tuple[Clause, ...]

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id. Raises KeyError."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


def parent_of(clause_id: str) -> str | None:
    """The id one level up: 2018-34/3.4.1 → 2018-34/3.4; chapters, front matter and colophon have none."""
    key, _, path = clause_id.partition("/")
    above, _, _ = path.rpartition(".")
    return f"{key}/{above}" if above and above not in {"0", "end"} else None


@cache
def load_documents() -> tuple[Document, ...]:
    """Every shipped document, newest first. Raises UnableToReadDocument."""
    root = files("chongyang.policy") / "data" / "documents"
    documents = [read_document(folder) for folder in root.iterdir() if folder.is_dir()]
    return tuple(sorted(documents, key=lambda document: document.issued_on, reverse=True))


def read_document(folder: Traversable) -> Document:
    """The document in one folder, its clauses checked. Raises UnableToReadDocument."""
    head = _mapping(_parse(folder / "document.yaml"), folder.name, DOCUMENT_FIELDS)
    rows = [row for name in head["files"] for row in _parse(folder / f"{name}.yaml")]
    clauses = tuple(build_clauses(rows, head["key"]))
    return Document(
        **{name: head[name] for name in DOCUMENT_FIELDS - {"period", "repairs", "files"}},
        first_year=head["period"]["first"],
        last_year=head["period"]["last"],
        repairs=tuple(Repair(**repair) for repair in head["repairs"]),
        clauses=clauses,
    )


def build_clauses(rows: Iterable[Any], key: str) -> Iterator[Clause]:
    """Clauses from plain rows; ids are unique and a parent comes before its children."""
    seen: set[str] = set()
    for row in rows:
        clause = build_clause(row)
        if clause.id in seen:
            raise UnableToReadDocument(f"{clause.id}: the id stands twice")
        if not clause.id.startswith(f"{key}/"):
            raise UnableToReadDocument(f"{clause.id}: the id does not begin with {key}/")
        if clause.parent is not None and clause.parent not in seen:
            raise UnableToReadDocument(f"{clause.id}: its parent {clause.parent} does not come before it")
        seen.add(clause.id)
        yield clause


def build_clause(row: object) -> Clause:
    """One clause from its row. Raises UnableToReadDocument for unknown fields, kinds and empty clauses."""
    name = str(row.get("id", row)) if isinstance(row, Mapping) else str(row)
    data = _mapping(row, name, {"id", "label", "kind"}, CLAUSE_FIELDS)
    if data["kind"] not in CLAUSE_KINDS:
        raise UnableToReadDocument(f"{name}: unknown kind {data['kind']!r}")
    if not (data.get("heading") or data.get("text")):
        raise UnableToReadDocument(f"{name}: neither heading nor text")
    return Clause(
        id=data["id"],
        label=str(data["label"]),
        kind=data["kind"],
        parent=parent_of(data["id"]),
        heading=data.get("heading", ""),
        text=data.get("text", "").replace("\n", ""),
        lead=tuple(data.get("lead", ())),
        responsible=tuple(data.get("responsible", ())),
        lead_text=data.get("lead_text", ""),
        responsible_text=data.get("responsible_text", ""),
    )


def _parse(file: Traversable) -> Any:
    try:
        return read_yaml(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise UnableToReadDocument(f"{file.name}: {error}") from error


def _mapping(
    row: object, name: str, required: Iterable[str], allowed: Iterable[str] = ()
) -> Mapping[str, Any]:
    """The row as a mapping that has every required field and none outside `allowed`."""
    if not isinstance(row, Mapping):
        raise UnableToReadDocument(f"{name}: a mapping is expected")
    missing = set(required) - set(row)
    unknown = set(row) - set(required) - set(allowed)
    if missing or unknown:
        raise UnableToReadDocument(f"{name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    return cast("Mapping[str, Any]", row)
