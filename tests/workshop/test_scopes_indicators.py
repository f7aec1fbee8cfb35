"""Rows behind a number are those of the reader's areas, by query, page and JSON."""

from datetime import UTC, datetime

import pytest

from chongyang.core.scopes import interval_of
from chongyang.indicators.queries import rows
from chongyang.territory.enums import Role
from chongyang.workshop.scopes.indicators import ROWS
from chongyang.workshop.scopes.matrix import check
from chongyang.workshop.scopes.sheets import SHEETS

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "own organisation")
ROLES = (
    Role.COUNTY_REVIEWER,
    Role.COUNTY_SIGN_OFF,
    Role.STREET_CLERK,
    Role.OPERATOR,
    Role.FAMILY,
    Role.PLANNER,
)
PAGE = tuple(sheet for sheet in SHEETS if sheet.resource == "indicator rows")


@pytest.fixture(autouse=True)
def _static_files_when_asked(settings):
    settings.WHITENOISE_AUTOREFRESH = True


def test_rows_behind_a_number_are_those_of_the_readers_areas(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(ROWS,), sheets=PAGE)
    assert report.disagreements == []
    tried = {door for resource, door in report.tried if resource == "indicator rows"}
    assert tried == {"list", "list, filter alone", "API list", "page"}


def test_a_query_that_forgot_the_readers_areas_is_found(db, monkeypatch):
    monkeypatch.setattr(rows, "intersect", lambda place, areas: (interval_of("4101"),))
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(ROWS,), sheets=())
    assert "list, filter alone" in {one.door for one in report.disagreements}
