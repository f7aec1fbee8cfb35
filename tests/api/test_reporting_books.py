"""Workbooks of returns by JSON: out, looked at, taken in as one or dropped, as on the desk."""

import base64
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from chongyang.reporting.models import Entry, Workbook
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests.api.callers import Caller, caller, operator, problem
from tests.reporting import people
from tests.reporting.people import NOW, fill, report

pytestmark = pytest.mark.usefixtures("db")
SHEET, KEY = "财政条线报表", "purchase.county_rules"
BOOK = "/returns/workbooks/2018Q4/jinshui"


@pytest.fixture(autouse=True)
def _opened(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    people.opened()


def liaison(code: str = "410105") -> Caller:
    return caller(Role.LIAISON, code, organisation=territory.get_organisation(f"county.{code}.government"))


@pytest.fixture
def maker() -> Caller:
    return liaison()


def out(who: Caller, path: str = BOOK) -> bytes:
    told = who.get(path).json()
    assert told["name"].endswith("2018Q4.xlsx")
    return base64.b64decode(told["content"])


def changed(data: bytes, **cells: Any) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for address, value in cells.items():
        book[SHEET][address] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def back(who: Caller, data: bytes, path: str = BOOK) -> Any:
    return who.client.put(
        f"/api{path}/filled?name=b.xlsx",
        data=data,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {who.secret}"},
    )


def test_out_filled_in_back_looked_at_and_taken_in(maker):
    told = maker.get("/returns/workbooks").json()
    assert {"place": "jinshui", "quarter": "2018Q4"} in told["offers"]
    answer = back(maker, changed(out(maker), F5=1))
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert [(one["address"], one["item"], one["numerator"]) for one in made["changes"]] == [
        (f"{SHEET}!F5", KEY, "1")
    ]
    assert Entry.objects.count() == 0
    steps = f"/returns/workbooks/{made['id']}/steps"
    assert maker.post(steps, {"action": "take"}).json()["state"] == "taken"
    assert people.entry(report("purchase"), KEY) == (1, None, 0)
    assert Entry.objects.get().channel == "workbook"
    problem(maker.post(steps, {"action": "drop"}), 422, "invalid")
    assert [one["id"] for one in maker.get("/returns/workbooks").json()["items"]] == [made["id"]]


def test_what_is_dropped_writes_nothing(maker):
    made = back(maker, changed(out(maker), F5=1)).json()
    told = maker.post(f"/returns/workbooks/{made['id']}/steps", {"action": "drop"}).json()
    assert (told["state"], told["changes"]) == ("dropped", [])
    assert Entry.objects.count() == 0


def test_a_bad_cell_is_named_by_its_address(maker):
    told = problem(back(maker, changed(out(maker), F5="十二")), 422, "invalid")
    assert told["errors"][0]["pointer"] == f"/{SHEET}!F5"
    problem(back(maker, b"no workbook"), 422, "invalid")
    problem(back(maker, b""), 422, "invalid")
    assert Workbook.objects.count() == 0


def test_a_figure_written_since_is_a_clash_that_nobody_overwrites(maker):
    data = changed(out(maker), F5=1)
    fill(report("purchase"), people.county_liaison(), NOW, purchase__county_rules=3)
    made = back(maker, data).json()
    assert made["changes"][0]["is_clash"] is True
    told = problem(maker.post(f"/returns/workbooks/{made['id']}/steps", {"action": "take"}), 409, "conflict")
    assert told["present"][KEY]["version"] == 1
    assert people.entry(report("purchase"), KEY) == (3, None, 0)


def test_what_can_no_longer_be_taken_in_says_why(maker):
    made = back(maker, changed(out(maker), F5=1)).json()
    maker.post(f"/returns/{report('purchase').id}/cells", {"cells": [{"item": KEY, "numerator": "2"}]})
    maker.post(f"/returns/{report('purchase').id}/steps", {"action": "submit"})
    told = maker.get(f"/returns/workbooks/{made['id']}").json()
    assert told["changes"] == []
    assert told["faults"][0]["address"].startswith(SHEET)


def test_colleague_and_outsider_and_stranger(maker):
    made = back(maker, changed(out(maker), F5=1)).json()
    colleague, neighbour = liaison(), liaison("410102")
    assert out(colleague)
    problem(colleague.get(f"/returns/workbooks/{made['id']}"), 404, "not-found")
    problem(neighbour.get(BOOK), 404, "not-found")
    problem(back(neighbour, changed(out(maker), F5=1)), 422, "invalid")
    problem(operator().get("/returns/workbooks"), 403, "token-name-missing")


@pytest.mark.parametrize("path", ["2018Q4/nowhere", "2018Q4/%00", "2017Q1/jinshui"])
def test_what_is_not_there_is_not_there(maker, path):
    assert maker.get(f"/returns/workbooks/{path}").status_code in (400, 404, 422)
