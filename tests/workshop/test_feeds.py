"""Invented feeds: the same bytes for the same plan, the city's own people, errors at their rates."""

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chongyang.claims.models import Claim, Fault, Run
from chongyang.core.identifiers import identity_check
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import draw_chunk
from chongyang.workshop.demo_feeds import FILES, make_demo_feeds
from chongyang.workshop.feeds import errors
from chongyang.workshop.feeds.shapes import LARGE, SHAPES
from chongyang.workshop.feeds.writing import write_feeds

PLAN = Plan(6000, 9)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("feeds")
    write_feeds(PLAN, path, list(SHAPES))
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_plan_gives_the_same_bytes(folder: Path, tmp_path: Path):
    write_feeds(PLAN, tmp_path, ["health_files"])
    for name in ("health_files.csv", "truth/health_files.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.parametrize("feed", LARGE)
def test_the_truth_names_people_of_the_city_and_what_is_wrong(folder: Path, feed: str):
    drawn = draw_chunk(PLAN, 0)
    names = dict(zip(drawn.ids, drawn.names, strict=True))
    rows, truth = table(folder / f"{feed}.csv"), table(folder / "truth" / f"{feed}.csv")
    assert [row[SHAPES[feed].key] for row in rows] == [one["record"] for one in truth]
    assert len({one["record"] for one in truth}) == len(truth)
    spoilt = [row["姓名"] != names[one["person"]] for row, one in zip(rows, truth, strict=True)]
    assert spoilt == ["name_" in one["errors"] for one in truth]


def test_errors_come_at_their_rates(folder: Path):
    truth = table(folder / "truth" / "health_files.csv")
    found = Counter(kind for one in truth for kind in one["errors"].split())
    for kind in ("phone_former", "address_spelling", "birthday_lunar", "number_15"):
        share = errors.rates("health_files")[kind]
        assert share * 0.5 < found[kind] / len(truth) < share * 1.6, kind
    twice = len(truth) - len({one["person"] for one in truth})
    assert 0.008 < twice / len(truth) < 0.025


def test_kinds_change_what_they_say():
    born, number = "19420419", "410105194204190017"
    assert errors.KINDS["birthday_lunar"](born, 0) == "19420305"
    assert errors.KINDS["birthday_swapped"](born, 0) == "19421904"
    assert errors.KINDS["number_15"](number, 0) == "410105420419001"
    moved = errors.KINDS["number_transposed"](number, 3)
    assert moved != number
    assert sorted(moved) == sorted(number)
    assert identity_check(moved[:17]) != moved[17]
    assert errors.KINDS["name_traditional"]("刘国强", 0) == "劉國強"
    assert errors.KINDS["name_homophone"]("王秀英", 1)[:1] == "王"


def test_the_demo_city_has_files_of_each_kind(db):
    taken = make_demo_feeds(Plan(400, 9), now=NOW)
    assert set(taken) == {sent.feed for sent in FILES}
    assert set(Run.objects.values_list("state", flat=True)) == {"done", "refused"}
    assert Run.objects.filter(coding="gb18030!").exists()
    assert Fault.objects.exists()
    assert Claim.objects.count() > 1000
    assert make_demo_feeds(Plan(400, 9), now=NOW) == {}
