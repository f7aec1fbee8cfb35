"""The bench of visits on instances of the test's own: gaps, the county, and what it says of a broken rule."""

import csv
import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from chongyang.routing.rules.checking import broken_rules, measured
from chongyang.workshop.benches import visits
from chongyang.workshop.benches.visits import Options, run
from chongyang.workshop.benches.visits_instances import home_care_answer, home_care_day, instances

PATIENTS = {
    "patients": [
        {"id": "p1", "time_window": [0, 60], "required_caregivers": [{"service": "s1", "duration": 10}]},
        {
            "id": "p2",
            "time_window": [0, 60],
            "required_caregivers": [{"service": "s1", "duration": 10}, {"service": "s2", "duration": 10}],
            "synchronization": {"type": "simultaneous"},
        },
    ],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2"]}],
    "distances": [[0, 3, 4], [3, 0, 5], [4, 5, 0]],
}
SOLOMON = """T101

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME

    0      0         0          0          0       1000          0
    1      3         0          6          0       900          10
    2      3         4          6          0       900          10
"""


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "settle", lambda: 0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two instances of the published shapes whose best costs are known by hand."""
    days, routes = tmp_path / "hhcrsp" / "instances", tmp_path / "vrptw"
    days.mkdir(parents=True)
    routes.mkdir()
    (days / "tiny_2_1.json.gz").write_bytes(gzip.compress(json.dumps(PATIENTS).encode()))
    (routes / "T101.txt").write_text(SOLOMON)
    write(tmp_path / "hhcrsp" / "mankowska_best.csv", ("instance", "total_cost"), ("tiny_2_1.json", 20 / 3))
    write(routes / "bks.csv", ("instance", "cost_bks_dimacs"), ("T101", 16.0))
    return tmp_path


def write(path: Path, *rows: tuple[object, ...]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def small(folder: Path | None, only: str = "*") -> Options:
    return Options(folder, only=only, visits=40, carers=8, rounds=200)


def test_known_best_costs_are_met_and_the_county_breaks_no_rule(folder: Path) -> None:
    result = run(small(folder))
    assert result.holds
    assert [result.figures[family]["mean_gap"] for family in ("hhcrsp", "vrptw")] == [0, 0]
    assert result.figures["county"]["broken_rules"] == 0
    assert result.figures["county"]["visits"] == 40


def test_only_what_is_asked_for_is_run(folder: Path) -> None:
    assert [one.name for one in instances(folder, "T*")] == ["T101"]
    result = run(small(folder, "T*"))
    assert set(result.figures) >= {"vrptw"}
    assert not {"hhcrsp", "county"} & set(result.figures)


def test_a_published_solution_is_judged_as_ours_is() -> None:
    day = home_care_day(PATIENTS)
    stops = {
        "c1": [("p2", "s1", 4.0), ("p1", "s1", 19.0)],
        "c2": [("p2", "s2", 4.0)],
    }
    routes = [
        {
            "caregiver_id": key,
            "locations": [{"patient": p, "service": s, "arrival_time": at} for p, s, at in route],
        }
        for key, route in stops.items()
    ]
    answer = home_care_answer(day, {"routes": routes})
    assert broken_rules(day, answer) == ()
    assert measured(day, answer).mankowska == pytest.approx(20 / 3)


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match="no folder"):
        call_command("bench", "visits", instances=Path("/nowhere/at/all"))
