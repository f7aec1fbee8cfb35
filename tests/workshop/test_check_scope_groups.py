"""The lists of groups and of ending mandates show each character exactly what the rule says."""

from datetime import UTC, datetime

import pytest

from chongyang.territory.enums import Role
from chongyang.workshop.scopes.groups import RESOURCES
from chongyang.workshop.scopes.matrix import check

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROLES = [Role.STREET_CLERK, Role.COUNTY_REVIEWER, Role.AUDITOR, Role.OPERATOR, Role.FAMILY, Role.PLANNER]


@pytest.mark.django_db
def test_each_role_finds_what_is_its(db):
    report = check(now=NOW, roles=ROLES, resources=RESOURCES, sheets=())
    ours = {resource.name for resource in RESOURCES}
    found = [
        one for one in report.disagreements if one.resource in ours or one.resource.startswith("groups_")
    ]
    assert found == []
    assert sum(report.tried.values()) > 50
