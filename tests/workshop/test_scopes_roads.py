"""Where responders are is seen by seats of their area alone, by queries and by bare SQL."""

from datetime import UTC, datetime

from chongyang.providers import queries as providers
from chongyang.providers.models import ResponderPosition
from chongyang.territory.enums import Role
from chongyang.workshop.scopes.matrix import check
from chongyang.workshop.scopes.roads import POSITIONS

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "own organisation")
ROLES = (Role.OPERATOR, Role.STREET_CLERK, Role.GRID_WORKER, Role.PLANNER)


def tried(report, *doors):
    return {door for resource, door in report.tried if resource in doors}


def test_seats_see_positions_of_their_area_and_nobody_else_any(db):
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(POSITIONS,), sheets=())
    assert report.disagreements == []
    assert tried(report, "positions") == {"list", "list, filter alone", "detail", "detail, filter alone"}
    assert "raw SELECT" in tried(report, ResponderPosition._meta.db_table)


def test_a_query_that_forgot_to_ask_who_is_found(db, monkeypatch):
    monkeypatch.setattr(providers, "demand", lambda scope, capability: None)
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=(POSITIONS,), sheets=())
    assert {one.role for one in report.disagreements} == {"street_clerk"}
