"""Payees, payments and batches are found by those who read money within their areas, and by nobody else."""

from datetime import UTC, datetime

from chongyang.territory.enums import Role
from chongyang.workshop.scopes.matrix import check
from chongyang.workshop.scopes.treasury import RESOURCES

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "county", "street and granted person")
ROLES = (Role.COUNTY_FINANCE, Role.COUNTY_REVIEWER, Role.STREET_CLERK, Role.FAMILY, Role.DEPUTY_LEADER)
NAMES = {one.name for one in RESOURCES}


def test_who_reads_money_finds_its_own_and_nobody_else_any(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=RESOURCES, sheets=())
    assert [one for one in report.disagreements if one.resource in NAMES] == []
    assert {resource for resource, _ in report.tried} >= NAMES
