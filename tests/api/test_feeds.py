"""Feeds by JSON: a file streamed in, the run and its faults; who may, what is refused."""

from datetime import UTC, datetime

import pytest

from chongyang.claims.models import Run
from chongyang.claims.operations import working
from chongyang.territory.enums import Role
from tests.api.callers import caller, clerk, problem
from tests.claims.feed_files import people, person, write_csv

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PATH = "/feeds/police_population/files/people.csv?told_on=2026-11-01"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FEED_FILES = tmp_path / "kept"


def put(who, path, data, **more):
    headers = {"Authorization": f"Bearer {who.secret}"}
    words = {"data": data, "content_type": "application/octet-stream", "headers": headers, **more}
    return who.client.put("/api" + path, **words)


@pytest.fixture
def steward(db):
    return caller(Role.DATA_STEWARD)


@pytest.fixture
def data(tmp_path):
    rows = [*people(30), person(40, 联系电话="12"), person(41, 姓名="王9")]
    return write_csv(tmp_path / "a.csv", rows).read_bytes()


def test_a_file_is_sent_taken_in_and_asked_about(steward, data):
    told = put(steward, PATH, data).json()
    assert (told["state"], told["total_rows"], told["known"]) == ("waiting", 32, False)
    working.work_once(lambda: NOW)
    run = steward.get(f"/feeds/runs/{told['id']}").json()
    assert (run["state"], run["new"], run["refused"], run["warnings"]) == ("done", 31, 1, 1)
    page = steward.get(f"/feeds/runs/{told['id']}/faults?limit=1").json()
    assert page["items"] == [
        {
            "line": 32,
            "column": "联系电话",
            "code": "phone",
            "what": "不是电话号码",
            "mend": "填写 11 位手机号码，或带区号的固定电话。",
            "is_refused": False,
        }
    ]
    following = steward.get(f"/feeds/runs/{told['id']}/faults?limit=1&cursor={page['next']}").json()
    assert [row["code"] for row in following["items"]] == ["name"]
    assert following["next"] is None


def test_the_same_bytes_are_the_same_run(steward, data):
    first, again = put(steward, PATH, data).json(), put(steward, PATH, data).json()
    assert (again["id"], again["known"]) == (first["id"], True)
    assert [row["id"] for row in steward.get("/feeds/runs").json()["items"]] == [first["id"]]


def test_more_than_two_megabytes_stream_in(steward, tmp_path):
    rows = [person(n, 现住址="某" * 180) for n in range(5000)]
    data = write_csv(tmp_path / "b.csv", rows).read_bytes()
    assert len(data) > 2_500_000
    assert put(steward, PATH, data).json()["total_rows"] == 5000


def test_what_is_refused(steward, data, settings):
    problem(put(steward, "/feeds/nobody/files/a.csv", data), 422, "invalid")
    refused = put(steward, "/feeds/civil_cremations/files/a.csv", data).json()
    assert (refused["state"], "人口与户籍" in refused["sentence"]) == ("refused", True)
    problem(put(steward, PATH + "&area=4102", data + b"\n"), 422, "invalid")
    settings.FEED_BYTES = 100
    problem(put(steward, PATH, data), 413, "too-large")


def test_who_may(db, data):
    reviewer = caller(Role.CITY_REVIEWER)
    assert len(reviewer.get("/feeds").json()) == 16
    problem(put(reviewer, PATH, data), 403, "token-name-missing")
    problem(clerk().get("/feeds"), 403, "token-name-missing")
    assert Run.objects.count() == 0


def test_an_outsider_finds_no_run(steward, data):
    told = put(steward, PATH, data).json()
    outside = caller(Role.COUNTY_REVIEWER, "410102")
    problem(outside.get(f"/feeds/runs/{told['id']}"), 404, "not-found")
    problem(outside.get(f"/feeds/runs/{told['id']}/faults"), 404, "not-found")
    assert outside.get("/feeds/runs").json()["items"] == []


def test_many_endings_wait_for_another_account(steward, data, tmp_path):
    put(steward, PATH, data)
    working.work_once(lambda: NOW)
    short = write_csv(tmp_path / "short.csv", people(10)).read_bytes()
    run = put(steward, PATH.replace("11-01", "11-08"), short).json()["id"]
    working.work_once(lambda: NOW)
    body = {"ends": True, "note": "已电话核对"}
    problem(steward.post(f"/feeds/runs/{run}/ending", body), 422, "invalid")
    reviewer = caller(Role.CITY_REVIEWER)
    problem(reviewer.post(f"/feeds/runs/{run}/ending", body), 403, "token-name-missing")
    colleague = caller(Role.DATA_STEWARD)
    problem(colleague.post(f"/feeds/runs/{run}/ending", {"ends": True, "note": ""}), 422, "invalid")
    told = colleague.post(f"/feeds/runs/{run}/ending", body).json()
    assert told == {"run": run, "state": "ended", "absent": 21, "in_force": 31}
    problem(colleague.post(f"/feeds/runs/{run}/ending", body), 422, "invalid")
