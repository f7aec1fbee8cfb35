"""Published instances as days: Mankowska's home-care days (JSON) and Solomon's routes with windows.

They stand outside the project and are read by path: `hhcrsp/instances/*.json.gz` beside
`hhcrsp/mankowska_best.csv`, and `vrptw/*.txt` beside `vrptw/bks.csv`.
"""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np

from chongyang.routing.rules.day import MANKOWSKA, Answer, Assignment, Carer, Day, Part, Visit
from chongyang.routing.rules.single import Loads

HOME_CARE, ROUTES = "hhcrsp", "vrptw"
FIRST_ROW = 9
"""Of Solomon's files: the depot's line."""


@dataclass(frozen=True)
class Instance:
    """One published day with the best cost that is known."""

    family: str
    name: str
    day: Day
    best: float
    loads: Loads | None = None
    published: Answer | None = None


def instances(folder: Path, only: str = "*") -> Iterator[Instance]:
    """Every instance below the folder whose name fits, smallest home-care days first."""
    for path in sorted((folder / HOME_CARE / "instances").glob("*.json*"), key=_size):
        name = path.name.split(".json")[0]
        if fnmatch(name, only):
            day = home_care_day(_opened(path))
            yield Instance(
                HOME_CARE, name, day, _best_care(folder)[name], None, _published(folder, name, day)
            )
    for path in sorted((folder / ROUTES).glob("*.txt")):
        if fnmatch(path.stem, only):
            day, loads = route_day(path.read_text())
            yield Instance(ROUTES, path.stem, day, _best_routes(folder)[path.stem], loads)


def _size(path: Path) -> tuple[int, str]:
    words = path.name.split(".")[0].split("_")
    return (int(words[-2]) if words[-2:-1] and words[-2].isdigit() else 0, path.name)


def _opened(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return found


def _published(folder: Path, name: str, day: Day) -> Answer | None:
    """The solution that the best cost is of, where it lies beside the instances."""
    found = sorted((folder / HOME_CARE / "solutions").glob(f"sol-{name}-*.json"))
    return home_care_answer(day, json.loads(found[0].read_text())) if found else None


def _best_care(folder: Path) -> dict[str, float]:
    with (folder / HOME_CARE / "mankowska_best.csv").open() as rows:
        return {
            row["instance"].removesuffix(".json"): float(row["total_cost"]) for row in csv.DictReader(rows)
        }


def _best_routes(folder: Path) -> dict[str, float]:
    with (folder / ROUTES / "bks.csv").open() as rows:
        return {row["instance"]: float(row["cost_bks_dimacs"]) for row in csv.DictReader(rows)}


def home_care_day(found: dict[str, Any]) -> Day:
    """Patients at places 1 to n, the office at 0; late visits cost, none is left out."""
    visits = tuple(_patient(place, patient) for place, patient in enumerate(found["patients"], start=1))
    carers = tuple(Carer(one["id"], frozenset(one["abilities"]), 0, 0) for one in found["caregivers"])
    return Day(visits, carers, np.array(found["distances"], dtype=float), MANKOWSKA, strict=False)


def _patient(place: int, patient: dict[str, Any]) -> Visit:
    wanted = patient["required_caregivers"]
    parts = tuple(Part(float(one["duration"]), frozenset([one["service"]])) for one in wanted)
    least, most = patient.get("synchronization", {}).get("distance", (0, 0))
    early, late = patient["time_window"]
    return Visit(patient["id"], place, (float(early), float(late)), parts, (float(least), float(most)))


def home_care_answer(day: Day, found: dict[str, Any]) -> Answer:
    """A published solution as an answer, so that the checker can judge it as ours."""
    assignments = []
    for route in found["routes"]:
        for stop in route.get("locations") or ():
            visit = day.visit_by_key[stop["patient"]]
            part = next(i for i, one in enumerate(visit.parts) if stop["service"] in one.needs)
            start = float(stop["arrival_time"])
            assignments.append(Assignment(visit.key, part, route["caregiver_id"], start, 0.0, 0.0))
    return Answer(tuple(assignments), {}, (), 0.0, 0.0, 0.0, 0.0)


def route_day(text: str) -> tuple[Day, Loads]:
    """Solomon's customers; distances cut to one decimal, as the DIMACS challenge has them."""
    lines = text.splitlines()
    vans, capacity = (int(word) for word in lines[4].split())
    rows = np.array([[float(word) for word in line.split()] for line in lines[FIRST_ROW:] if line.strip()])
    apart = rows[:, None, 1:3] - rows[None, :, 1:3]
    travel = np.floor(np.hypot(apart[..., 0], apart[..., 1]) * 10) / 10
    visits = tuple(
        Visit(str(int(row[0])), place, (row[4], row[5]), (Part(row[6]),))
        for place, row in enumerate(rows.tolist())
        if place
    )
    hours = (float(rows[0, 4]), float(rows[0, 5]))
    carers = tuple(Carer(f"van{number}", frozenset(), 0, 0, hours) for number in range(vans))
    return Day(visits, carers, travel), Loads(capacity, {str(int(row[0])): int(row[3]) for row in rows[1:]})
