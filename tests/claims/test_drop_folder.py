"""The drop folder: files are taken in and put aside with a report; a bad one stops none."""

import json
import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chongyang.claims.models import Claim, Run
from chongyang.claims.operations import receiving, working
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, system_scope
from tests.claims.feed_files import people, person, write_csv

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def drop(settings, tmp_path: Path) -> Path:
    settings.DROP, settings.FEED_FILES = str(tmp_path / "drop"), tmp_path / "kept"
    folder = tmp_path / "drop" / "police_population"
    folder.mkdir(parents=True)
    return folder


def put(path: Path) -> Path:
    old = time.time() - 60
    os.utime(path, (old, old))
    return path


def test_good_and_bad_files_are_put_aside_with_their_reports(db, drop: Path):
    put(write_csv(drop / "people-20261101.csv", [*people(30), person(99, 姓名="王9")]))
    broken = drop / "a-broken.csv"
    broken.write_bytes(b"\x00\x01" * 50)
    put(broken)
    assert working.has_work(NOW)
    assert working.work_once(lambda: NOW) == 2
    assert not working.has_work(NOW)
    told = json.loads((drop / "done" / "people-20261101.csv.json").read_text(encoding="utf-8"))
    assert (told["new"], told["refused"], told["told_on"]) == (30, 1, "2026-11-01")
    faults = (drop / "done" / "people-20261101.csv.faults.csv").read_text(encoding="utf-8-sig")
    assert "姓名含有数字或符号" in faults
    assert "王9" not in faults
    refused = json.loads((drop / "refused" / "a-broken.csv.json").read_text(encoding="utf-8"))
    assert "无法读取" in refused["sentence"]
    assert Run.objects.get(state="done").told_on == date(2026, 11, 1)


def test_a_file_still_being_copied_is_left_alone(db, drop: Path):
    write_csv(drop / "now.csv", people(3))
    assert not working.has_work(NOW)


def test_a_run_whose_file_lies_elsewhere_is_no_work(db, drop: Path, tmp_path: Path):
    """A command that was interrupted goes on with its own file; nobody spins over it meanwhile."""
    with enter(system_scope("test")):
        receiving.receive_file(
            feed="police_population",
            path=write_csv(tmp_path / "a.csv", people(3)),
            file_name="a.csv",
            scope=system_scope("test"),
            by=SYSTEM,
            now=NOW,
        )
    assert not working.has_work(NOW)


def test_a_folder_that_names_no_feed_refuses_its_files(db, drop: Path):
    other = drop.parent / "nobody"
    other.mkdir()
    put(write_csv(other / "a.csv", people(3)))
    put(write_csv(drop / "b.csv", people(3)))
    assert working.work_once(lambda: NOW) == 2
    assert (other / "refused" / "a.csv").exists()
    assert Claim.objects.count() == 3


def test_the_same_name_again_keeps_both(db, drop: Path):
    put(write_csv(drop / "a.csv", people(3)))
    working.work_once(lambda: NOW)
    put(write_csv(drop / "a.csv", people(4)))
    working.work_once(lambda: NOW)
    assert len([path for path in (drop / "done").iterdir() if path.suffix == ".csv"]) == 2


def test_an_error_of_the_program_cuts_one_run_and_stops_no_other(db, drop: Path, monkeypatch):
    put(write_csv(drop / "a.csv", people(3)))
    put(write_csv(drop / "b.csv", people(4)))
    from chongyang.claims.operations import parts

    held, calls = parts.Taking.write, []

    def write(self, part, reading):
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("a fault of ours")
        held(self, part, reading)

    monkeypatch.setattr(parts.Taking, "write", write)
    assert working.work_once(lambda: NOW) == 2
    states = dict(Run.objects.values_list("file_name", "state"))
    assert states == {"a.csv": "cut", "b.csv": "done"}
    assert Run.objects.get(file_name="a.csv").reason == "failed"
    assert (drop / "failed" / "a.csv").exists()
    put((drop / "failed" / "a.csv").rename(drop / "a.csv"))  # somebody puts it there again: it goes on
    assert working.work_once(lambda: NOW) == 1
    assert set(Run.objects.values_list("state", flat=True)) == {"done"}
