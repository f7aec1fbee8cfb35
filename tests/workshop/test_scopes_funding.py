"""Applications for subsidies are found by the desks that handle them in their areas, and by nobody else."""

from datetime import UTC, datetime

from chongyang.territory.enums import Role
from chongyang.workshop.scopes.funding import RESOURCES
from chongyang.workshop.scopes.matrix import check

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "county", "street and granted person")
ROLES = (
    *(Role.STREET_CLERK, Role.COUNTY_REVIEWER, Role.COUNTY_FINANCE, Role.THIRD_PARTY_ASSESSOR),
    *(Role.FAMILY, Role.INSTITUTION_CLERK, Role.DEPUTY_LEADER),
)
NAMES = {one.name for one in RESOURCES}


def test_who_handles_applications_finds_its_own_and_nobody_else_any(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=RESOURCES, sheets=())
    assert [one for one in report.disagreements if one.resource in NAMES] == []
    assert {resource for resource, _ in report.tried} >= NAMES
