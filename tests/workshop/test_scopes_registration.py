"""Papers of registration are found by desks of their area alone; a hand-over from both of its sides."""

from datetime import UTC, datetime

from chongyang.registration.models import HandOver
from chongyang.registration.queries import hand_overs
from chongyang.territory.enums import Role
from chongyang.workshop.scopes.matrix import check
from chongyang.workshop.scopes.registration import RESOURCES

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "county", "street and granted person")
ROLES = (Role.STREET_CLERK, Role.COUNTY_REVIEWER, Role.OPERATOR, Role.FAMILY, Role.PLANNER)
HANDED = tuple(one for one in RESOURCES if one.model is HandOver)


def test_every_desk_finds_its_own_and_nobody_else_any(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=RESOURCES, sheets=())
    ours = [one for one in report.disagreements if "registration" in str(one) or one.resource in NAMES]
    assert ours == []
    assert {resource for resource, _ in report.tried} >= NAMES


NAMES = {one.name for one in RESOURCES}


def test_a_hand_over_that_only_the_sender_finds_is_caught(db, monkeypatch):
    def one_side(rows, scope):
        return rows.filter(area__range=scope.intervals[0]) if scope.intervals else rows.none()

    monkeypatch.setattr(hand_overs.access, "visible", one_side)
    report = check(now=NOW, places=PLACES, roles=(Role.STREET_CLERK,), resources=HANDED, sheets=())
    assert any(one.resource == "hand-overs" for one in report.disagreements)
