"""The desks of money open exactly what a post reaches, page by page."""

from datetime import UTC, datetime

import pytest

from chongyang.funding import queries
from chongyang.territory.enums import Role
from chongyang.workshop.scopes.matrix import check
from chongyang.workshop.scopes.sheets import SHEETS

NOW = datetime.now(UTC)
PLACES = ("city", "street", "outsider", "street and granted person")
ROLES = [
    *(Role.STREET_CLERK, Role.COUNTY_REVIEWER, Role.CITY_FINANCE, Role.DEPUTY_LEADER, Role.PLANNER),
    *(Role.FAMILY, Role.CARE_WORKER, Role.INSTITUTION_CLERK, Role.OPERATOR),
]
DESKS = [one for one in SHEETS if one.door == "desk" or one.resource == "scenarios"]


@pytest.fixture(autouse=True)
def _static_files_when_asked(settings):
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.mark.slow
def test_each_desk_opens_what_its_role_reaches(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(), sheets=DESKS)
    assert [one for one in report.disagreements if one.door in ("desk", "API list")] == []
    assert {one.resource for one in DESKS} <= {resource for resource, _ in report.tried}


def test_a_desk_that_opens_too_little_is_caught(db, monkeypatch):
    def nothing(scope, key):
        raise queries.NotFound(str(key))

    monkeypatch.setattr(queries, "access_handled", nothing)
    report = check(now=NOW, places=("street",), roles=[Role.STREET_CLERK], resources=(), sheets=DESKS[:1])
    assert {one.resource for one in report.disagreements if one.door == "desk"} == {"funding cases"}
