"""Escalation in check_scope: no disagreement, and a list without its filter is caught."""

from datetime import UTC, datetime

import pytest

from chongyang.alerting.models import Channel
from chongyang.alerting.queries import channels
from chongyang.territory.enums import Role
from chongyang.workshop.scopes import reach
from chongyang.workshop.scopes.matrix import check

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SOME = ("city", "street", "own organisation", "street and granted person")
ROLES = [Role.SHIFT_LEAD, Role.STREET_CLERK, Role.OPERATOR, Role.SYSTEM_ADMIN, Role.FAMILY]


@pytest.mark.slow
def test_escalation_agrees_with_the_rule_for_each_kind_of_role(db):
    report = check(now=NOW, places=SOME, roles=ROLES, resources=reach.RESOURCES, sheets=())
    assert report.disagreements == []
    tried = set(report.tried)
    assert {
        ("channels", "list"),
        ("channels", "API list"),
        ("rotas", "detail"),
        ("deliveries", "person"),
    } <= tried
    assert ("alerting_channel", "raw SELECT") in tried
    assert not Channel.objects.exists()


@pytest.mark.slow
def test_a_list_without_its_filter_is_caught(db, monkeypatch):
    monkeypatch.setattr(channels, "visible", lambda rows, scope: rows)
    words = {"places": ("street",), "roles": [Role.STREET_CLERK], "resources": reach.RESOURCES[:1]}
    report = check(now=NOW, sheets=(), **words)
    assert ("channels", "list, filter alone") in {(one.resource, one.door) for one in report.disagreements}
