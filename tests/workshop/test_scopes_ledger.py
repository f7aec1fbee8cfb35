"""The ledger's register is found by exactly the right roles, through every door and by bare SQL."""

from datetime import UTC, datetime

from chongyang.emergency.models import IncidentTimes
from chongyang.emergency.queries import register
from chongyang.territory.enums import Role
from chongyang.workshop.scopes.ledger import TIMES
from chongyang.workshop.scopes.matrix import check

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "own organisation")
ROLES = (Role.SHIFT_LEAD, Role.OPERATOR, Role.STREET_CLERK, Role.GRID_WORKER, Role.DEPUTY_LEADER)


def test_the_register_is_seen_in_its_area_by_who_may_know_persons(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(TIMES,), sheets=())
    assert report.disagreements == []
    doors = {door for resource, door in report.tried if resource == "ledger"}
    assert {"list", "detail", "export", "count"} <= doors
    assert ("raw SELECT") in {door for name, door in report.tried if name == IncidentTimes._meta.db_table}


def test_a_register_that_forgot_to_ask_who_is_found(db, monkeypatch):
    monkeypatch.setattr(register, "demand", lambda scope, capability: None)
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(TIMES,), sheets=())
    assert "operator" in {one.role for one in report.disagreements}
