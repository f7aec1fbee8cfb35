"""The data checks by JSON: counts and rows within reach, page by page."""

import pytest

from chongyang.core.clock import now
from chongyang.core.operations.integrity import run_checks
from chongyang.territory.enums import Role
from tests.api.callers import caller, clerk, operator, outsider, problem
from tests.core.integrity_rows import BAD

ONE = "registry.born_in_future"


@pytest.fixture
def rows(db):
    made = sorted(str(BAD[ONE]()) for _ in range(3))
    run_checks(now=now(), names=[ONE])
    return made


def test_counts_are_those_within_reach(rows):
    def count(who):
        [told] = [row for row in who.get("/integrity/checks").json() if row["name"] == ONE]
        return told["found"], told["open"], told["severity"]

    assert count(clerk()) == (3, 3, "severe")
    assert count(outsider()) == (0, 0, "severe")


def test_rows_page_by_page(rows):
    who, seen = caller(Role.DATA_STEWARD), []
    cursor: str | None = ""
    while cursor is not None:
        page = who.get(f"/integrity/checks/{ONE}/findings?limit=2{cursor}").json()
        seen += [row["person"] for row in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert seen == rows
    assert outsider().get(f"/integrity/checks/{ONE}/findings").json() == {"items": [], "next": None}


def test_who_may_not_and_what_is_not_there(rows):
    problem(operator().get("/integrity/checks"), 403, "token-name-missing")
    problem(clerk().get("/integrity/checks/nothing/findings"), 404, "not-found")
