"""Every role by every door agrees with plain Python; a planted fault is caught."""

from datetime import UTC, datetime

import psycopg
import pytest

from chongyang.core.models import Event
from chongyang.core.policies import statements_of
from chongyang.registry.models import Elder
from chongyang.registry.queries import Found
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, CAPABILITIES, PUBLIC, WITHOUT_PERSONS
from chongyang.workshop.scopes_matrix import check
from tests.conftest import owner_dsn
from tests.core.test_fields import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FEW = [Role.STREET_CLERK]


def kinds_of_roles() -> list[Role]:
    """One role of each set of rights; the command tries all."""
    kinds = {(CAPABILITIES.get(r, PUBLIC), r in BY_GRANT_ALONE, r in WITHOUT_PERSONS): r for r in Role}
    return list(kinds.values())


@pytest.mark.slow
def test_every_kind_of_role_by_every_door(db):
    before = Event.objects.count()
    report = check(now=NOW, roles=kinds_of_roles())
    assert report.disagreements == []
    assert report.tried.total() > 5000
    assert {role for role, _ in report.tried} >= {"elders", "incidents", "devices", "providers", "events"}
    assert (Elder.objects.count(), Event.objects.count()) == (0, before)


def test_the_rows_of_a_city_do_not_disturb(db):
    for _ in range(15):
        make()
    assert check(now=NOW, roles=[Role.STREET_CLERK, Role.CITY_REVIEWER]).disagreements == []


def found_in(report, door):
    return {found.resource for found in report.disagreements if found.door == door}


def test_a_wrong_policy_is_caught(committed):
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        owner.execute("ALTER POLICY scope_all ON registry_elder USING (true) WITH CHECK (true)")
        try:
            report = check(now=NOW, roles=FEW)
        finally:
            for statement in statements_of(Elder):
                owner.execute(statement)
    for way in ("raw SELECT", "raw INSERT", "raw UPDATE", "raw UPDATE out"):  # a DELETE the history refuses
        assert found_in(report, way) == {"registry_elder"}
    assert found_in(report, "list") == set()


def test_a_policy_that_hides_own_rows_is_caught(committed):
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        owner.execute("ALTER POLICY scope_all ON registry_elder USING ((select chongyang_is_system()))")
        try:
            report = check(now=NOW, roles=FEW)
        finally:
            for statement in statements_of(Elder):
                owner.execute(statement)
    assert {"elders"} == found_in(report, "list") == found_in(report, "count")


def test_a_forgotten_filter_is_caught_although_the_policy_would_hide_it(db, monkeypatch):
    monkeypatch.setattr("chongyang.core.access.visible", lambda rows, scope: rows)
    report = check(now=NOW, roles=FEW)
    assert "elders" in found_in(report, "list, filter alone")


def test_a_forgotten_role_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.registry.permissions.can_read", lambda scope: True)
    report = check(now=NOW, roles=[Role.CITY_FINANCE])
    assert found_in(report, "list") == found_in(report, "detail") == {"elders"}


@pytest.mark.parametrize("door", ["search", "export"])
def test_a_door_that_is_too_narrow_is_caught(db, monkeypatch, door):
    name = {"search": "find_elders", "export": "export_elders"}[door]
    nothing = Found() if door == "search" else []
    monkeypatch.setattr(f"chongyang.registry.queries.{name}", lambda *_, **__: nothing)
    assert found_in(check(now=NOW, roles=[Role.CITY_REVIEWER]), door) == {"elders"}
