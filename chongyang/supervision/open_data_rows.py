"""The rows of the open data files, table by table; each has exactly the columns of the dictionary.

Everything here is public: what the program ships of the plans, and of the rows those that everybody may know.
Small numbers of people are covered as in every table without persons (`rules.covering`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from chongyang.core.measuring import get_measure
from chongyang.core.scopes import system_scope
from chongyang.designations import queries as designations
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.computing import measured_in
from chongyang.indicators.rules.definitions import Indicator, Term, clauses_of, load_indicators
from chongyang.indicators.rules.places import load_places
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_parameters, load_standards, load_targets
from chongyang.policy.rules.units import short_name
from chongyang.projects import queries as projects
from chongyang.supervision.queries import open_data
from chongyang.supervision.queries.publishing import list_published
from chongyang.supervision.rules.covering import hidden_places
from chongyang.supervision.rules.open_data import load_dictionary
from chongyang.supervision.rules.reports_plan import name_of
from chongyang.supervision.rules.tables import PUBLISHED

Rows = Iterable[Mapping[str, Any]]
BETWEEN = ";"
MOST_TITLES = 100_000
NOT_TOLD = {"numerator": None, "denominator": None, "value": None}


def rows_of(key: str, today: date) -> Rows:
    """The rows of a table on a day, in a fixed order."""
    return SOURCES[key](today)


def _documents(today: date) -> Rows:
    for row in load_documents():
        told = {
            name: getattr(row, name) for name in ("number", "title", "issued_on", "first_year", "last_year")
        }
        yield {"id": row.key} | told


def _clauses(today: date) -> Rows:
    for document in load_documents():
        for row in document.clauses:
            told = {name: getattr(row, name) for name in ("id", "label", "kind", "parent", "heading", "text")}
            units = {
                name: BETWEEN.join(map(short_name, getattr(row, name))) for name in ("lead", "responsible")
            }
            yield told | units | {"document": document.key}


def _parameters(today: date) -> Rows:
    """Their values are numbers or readings, so all are written as words."""
    for row in _promises(load_parameters(), ("kind", "valid_from", "valid_to")):
        yield dict(row) | {"value": None if row["value"] is None else str(row["value"])}


def _standards(today: date) -> Rows:
    return _promises(load_standards(), ("operator", "measures"))


def _promises(rows: Iterable[Any], more: tuple[str, ...]) -> Rows:
    names = ("id", "clause", "what", "value", "unit", "quote", *more)
    return ({name: getattr(row, name) for name in names} for row in rows)


def _targets(today: date) -> Rows:
    more = ("operator", "value_to", "per", "by", "by_inferred")
    for row, told in zip(load_targets(), _promises(load_targets(), more), strict=True):
        numbers = {"value": row.value if isinstance(row.value, int | float) else None}
        yield dict(told) | numbers | {"also": BETWEEN.join(row.also)}


def _places(today: date) -> Rows:
    for place in load_places().values():
        if place.level in load_dictionary().levels:
            yield {"id": place.key, "level": place.level.value, "name": name_of(place)}


def _indicators(today: date) -> Rows:
    names = ("version", "label", "english", "unit", "targets", "says", "confirmed")
    for row in sorted(load_indicators(), key=lambda one: (one.key, one.version)):
        told = {name: getattr(row, name) for name in names}
        yield {
            **told,
            "id": row.key,
            "numerator": _term(row.numerator),
            "denominator": _term(row.denominator),
            "source": row.source.value,
            "span": row.span.value,
            "direction": row.direction.value,
            "levels": BETWEEN.join(level.value for level in row.levels),
            "targets": BETWEEN.join(row.targets),
            "clause": BETWEEN.join(clauses_of(row, load_targets())),
            "valid_from": None if row.valid_from == date.min else row.valid_from,
            "valid_to": None if row.valid_to == date.max else row.valid_to,
        }


def _term(term: Term | None) -> str:
    if term is None:
        return ""
    if term.indicator:
        return next(row.label for row in load_indicators() if row.key == term.indicator)
    measure = get_measure(term.measure)
    return measure.label if measure else term.reported


def _values(today: date) -> Rows:
    """By period, indicator, place and source."""
    held = {(row.key, row.version): row for row in load_indicators()}
    for (key, version, _), rows in open_data.list_public_values(today, load_dictionary().levels):
        indicator = held.get((key, version))
        if indicator is not None:
            yield from _told(indicator, rows)


def _told(indicator: Indicator, rows: list[Any]) -> Iterator[Mapping[str, Any]]:
    """The values of one indicator, period and source."""
    hidden = hidden_places(indicator, {row.place: row for row in rows})
    for row in rows:
        numbers = {name: getattr(row, name) for name in NOT_TOLD}
        covered = row.place in hidden
        yield {
            **{
                name: getattr(row, name)
                for name in ("indicator", "version", "place", "level", "period", "source")
            },
            **(NOT_TOLD if covered else numbers),
            "id": f"{row.indicator}/{row.place}/{row.period}/{row.source}",
            "unit": measured_in(indicator, Level.of(row.level))[0],
            "locked": row.locked_at is not None,
            "covered": covered,
        }


def _projects(today: date) -> Rows:
    """Those that a published plan names; what the city keeps of others is its own."""
    names = ("name", "document", "clause", "sector", "milestone", "due_on", "batch", "stage", "quote")
    for row in projects.list_projects(system_scope("open data")).exclude(document="").order_by("number"):
        told = {name: getattr(row, name) for name in names}
        yield told | {"id": row.number, "stage_since": row.stage_since}


def _titles(today: date) -> Rows:
    """The public register, those that ended among them."""
    rows = designations.list_register(today, living=False, limit=MOST_TITLES)
    for row in sorted(rows, key=lambda one: one.plaque):
        told = {name: getattr(row, name) for name in ("title", "name", "valid_from", "valid_to")}
        yield told | {"id": row.plaque, "county": str(row.area)[:6]}


def _assessment(today: date) -> Rows:
    """What is public of each list; what was withdrawn is not."""
    for row in sorted(list_published(), key=lambda one: one.number):
        for told in row.extract["rows"] if row.state == PUBLISHED else ():
            yield {
                **{name: told[name] for name in ("subject", "name", "rank")},
                **{name: getattr(row, name) for name in ("year", "listing", "published_on")},
                "id": f"{row.number}/{told['subject']}",
                "publication": row.number,
                "total": None if told["total"] is None else Decimal(told["total"]),
            }


SOURCES: dict[str, Callable[[date], Rows]] = {
    "documents": _documents,
    "clauses": _clauses,
    "parameters": _parameters,
    "targets": _targets,
    "standards": _standards,
    "places": _places,
    "indicators": _indicators,
    "values": _values,
    "projects": _projects,
    "titles": _titles,
    "assessment": _assessment,
}
