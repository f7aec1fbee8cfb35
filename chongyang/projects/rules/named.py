"""The projects that both plans name, and the sums that stand for the tables which are missing from them.

Read from `data/named` and `data/envelopes.yaml`. A quote that does not stand in its clause is refused, so
that no project can be invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from chongyang.core.scopes import interval_of
from chongyang.core.yaml_files import read_yaml
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import Parameter, load_parameters
from chongyang.projects.enums import Milestone, Sector
from chongyang.territory.rules.reference import CITY_CODE, load_reporting_units

DOCUMENTS = ("2014-25", "2018-34")
FEN = 100


class UnableToReadProject(ValueError):
    """A named project contradicts its clause; the message names it."""


@dataclass(frozen=True, slots=True)
class Named:
    """One named project. `mention` are the words of the text, `said` those of its milestone."""

    number: str
    key: str
    document: str
    clause: str
    name: str
    mention: str
    quote: str
    milestone: Milestone
    and_then: str
    said: str
    sector: Sector
    due_on: date
    county: str
    envelope: str
    target: str

    @property
    def area(self) -> int:
        """The county that the text names, else the city: where it lies is not confirmed."""
        return area_of(self.county)


@dataclass(frozen=True, slots=True)
class Other:
    """What a plan names and is no project of the library, and why."""

    document: str
    clause: str
    mention: str
    why: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sum of a section whose table is missing. `count` is None where the text gives none."""

    parameter: Parameter
    sector: Sector
    year: int
    count: int | None
    count_quote: str
    total: Parameter | None

    @property
    def clause(self) -> str:
        return self.parameter.clause

    @property
    def name(self) -> str:
        """Its short name, as rows of the library bear it: `envelope.medical`."""
        return self.parameter.id.partition(":")[2]

    @property
    def planned_fen(self) -> int:
        return yuan_of(self.parameter) * FEN

    @property
    def total_fen(self) -> int | None:
        return yuan_of(self.total) * FEN if self.total else None


def area_of(county: str) -> int:
    """The area value of a county's code or of a reporting unit; of a unit made of streets its first one."""
    if county.isdigit() or not county:
        return interval_of(county or CITY_CODE)[0]
    unit = next(unit for unit in load_reporting_units() if unit.key == county)
    return min(unit.intervals)[0]


def yuan_of(parameter: Parameter) -> int:
    return int(parameter.value or 0)


@cache
def load_named() -> tuple[Named, ...]:
    """All of them in the order of the texts. Raises UnableToReadProject."""
    return tuple(row for document in DOCUMENTS for row in _named(document))


@cache
def load_others() -> tuple[Other, ...]:
    """What else the plans name. Raises UnableToReadProject."""
    rows = [Other(document, **row) for document in DOCUMENTS for row in _read(f"named/{document}")["others"]]
    for row in rows:
        _check(row.clause, row.mention, row.mention)
    return tuple(rows)


@cache
def load_envelopes() -> tuple[Envelope, ...]:
    """The sums of 2014-25."""
    held = {row.id: row for row in load_parameters()}
    return tuple(_envelope(row, held) for row in _read("envelopes")["envelopes"])


def get_envelope(name: str) -> Envelope | None:
    return next((row for row in load_envelopes() if row.name == name), None)


@cache
def wording(clause: str) -> str:
    """Heading and text of a clause; empty where there is none."""
    rows = [row for document in load_documents() for row in document.clauses if row.id == clause]
    return f"{rows[0].heading}{rows[0].text}".replace("\n", "") if rows else ""


def _named(document: str) -> list[Named]:
    told = _read(f"named/{document}")
    return [_one(document, told["by"], place, row) for place, row in enumerate(told["projects"], 1)]


def _one(document: str, by: date, place: int, row: Mapping[str, Any]) -> Named:
    _check(row["clause"], row["quote"], row["key"])
    _check(row["clause"], row["mention"], row["key"])
    return Named(
        number=f"{document}-{place:02d}",
        key=row["key"],
        document=document,
        clause=row["clause"],
        name=row.get("name", row["mention"]),
        mention=row["mention"],
        quote=row["quote"],
        milestone=Milestone.of(row["milestone"]),
        and_then=row.get("then", ""),
        said=row["said"],
        sector=Sector.of(row["sector"]),
        due_on=by,
        county=str(row.get("county", "")),
        envelope=row.get("envelope", ""),
        target=row.get("target", ""),
    )


def _check(clause: str, words: str, key: str) -> None:
    if words not in wording(clause):
        raise UnableToReadProject(f"{key}: {clause}")


def _envelope(row: Mapping[str, Any], held: Mapping[str, Parameter]) -> Envelope:
    parameter = held[f"2014-25:{row['parameter']}"]
    if "count" in row:
        _check(parameter.clause, row["count_quote"], row["parameter"])
    total = held[f"2014-25:{row['total']}"] if "total" in row else None
    words = row.get("count"), row.get("count_quote", "")
    return Envelope(parameter, Sector.of(row["sector"]), row["year"], *words, total)


def _read(name: str) -> Any:
    file = files("chongyang.projects") / "data" / f"{name}.yaml"
    return read_yaml(file.read_text(encoding="utf-8"))
