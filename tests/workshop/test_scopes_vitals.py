"""Alerts, readings and own limits in check_scope: no disagreement, and a lifted policy is caught."""

from datetime import UTC, datetime

import pytest

from chongyang.telecare import queries
from chongyang.telecare.models import Alert
from chongyang.territory.enums import Role
from chongyang.workshop.scopes import vitals
from chongyang.workshop.scopes.matrix import check

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOME = ("city", "street", "own organisation", "street and granted person")
ROLES = [Role.STREET_CLERK, Role.CARE_WORKER, Role.OPERATOR, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.FAMILY]


@pytest.mark.slow
def test_monitoring_agrees_with_the_rule_for_each_kind_of_role(db):
    report = check(now=NOW, places=SOME, roles=ROLES, resources=vitals.RESOURCES, sheets=())
    assert report.disagreements == []
    tried = set(report.tried)
    assert {("alerts", "list"), ("alerts", "API list"), ("readings", "person"), ("limits", "person")} <= tried
    assert ("telecare_reading", "raw SELECT") in tried
    assert not Alert.objects.exists()


@pytest.mark.slow
def test_a_door_without_its_filter_is_caught(db, monkeypatch):
    def everything(scope, now, level="", after=None, limit=50):
        return list(Alert.objects.order_by("id"))

    monkeypatch.setattr(queries, "list_alerts", everything)
    report = check(
        now=NOW,
        places=("street",),
        roles=[Role.STREET_CLERK],
        resources=vitals.RESOURCES[:1],
        sheets=(),
    )
    assert {(found.resource, found.door) for found in report.disagreements} >= {
        ("alerts", "list, filter alone")
    }
