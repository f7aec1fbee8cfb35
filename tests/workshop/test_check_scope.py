"""Every role by every door agrees with plain Python; a planted fault is caught."""

from datetime import UTC, datetime

import psycopg
import pytest

from chongyang.core import access
from chongyang.core.models import Event
from chongyang.core.policies import statements_of
from chongyang.core.scopes import system_scope
from chongyang.registry.models import Contact, Elder
from chongyang.registry.queries import Found
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, CAPABILITIES, PUBLIC, WITHOUT_PERSONS
from chongyang.workshop.scopes.matrix import check
from chongyang.workshop.scopes.sheets import SHEETS
from tests.conftest import owner_dsn
from tests.core.test_fields import make

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FEW = [Role.STREET_CLERK]
SOME = ("city", "street", "own organisation", "street and granted person")


@pytest.fixture(autouse=True)
def _static_files_when_asked(settings):
    settings.WHITENOISE_AUTOREFRESH = True


def kinds_of_roles() -> list[Role]:
    """One role of each set of rights; the command tries all."""
    kinds = {(CAPABILITIES.get(r, PUBLIC), r in BY_GRANT_ALONE, r in WITHOUT_PERSONS): r for r in Role}
    return list(kinds.values())


@pytest.mark.slow
def test_every_kind_of_role_by_every_door(db):
    before = Event.objects.count()
    report = check(now=NOW, places=SOME, roles=kinds_of_roles(), sheets=())
    assert report.disagreements == []
    assert report.tried.total() > 3000
    assert {role for role, _ in report.tried} >= {"elders", "incidents", "devices", "providers", "events"}
    assert {door for _, door in report.tried} >= {"API list", "API count", "expansion"}
    assert (Elder.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.slow
@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.DEPUTY_LEADER, Role.SHIFT_LEAD, Role.SECURITY_ADMIN, Role.FAMILY]
)
def test_the_pages_of_the_desks(db, role):
    report = check(now=NOW, places=SOME, roles=[role], resources=())
    assert report.disagreements == []
    assert {door for _, door in report.tried} >= {"desk search", "expansion", "report", "admin", "map"}


def test_who_stood_in_for_whom_is_told(db):
    roles = [Role.COUNTY_FINANCE, Role.CITY_FINANCE]
    standing = check(now=NOW, places=SOME, roles=roles, resources=(), sheets=()).stand_ins
    assert standing == {"county_finance": ["county_finance", "city_finance"]}


def test_the_rows_of_a_city_do_not_disturb(db):
    for _ in range(15):
        make()
    roles = [Role.STREET_CLERK, Role.CITY_REVIEWER]
    assert check(now=NOW, places=SOME, roles=roles, sheets=()).disagreements == []


def found_in(report, door):
    return {found.resource for found in report.disagreements if found.door == door}


def test_a_wrong_policy_is_caught(committed):
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        owner.execute("ALTER POLICY scope_all ON registry_elder USING (true) WITH CHECK (true)")
        try:
            report = check(now=NOW, places=SOME, roles=FEW, sheets=())
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
            report = check(now=NOW, places=SOME, roles=FEW, sheets=())
        finally:
            for statement in statements_of(Elder):
                owner.execute(statement)
    assert found_in(report, "list") == {"elders", "indicator rows"}
    assert found_in(report, "count") == {"elders"}


def test_a_forgotten_filter_is_caught_although_the_policy_would_hide_it(db, monkeypatch):
    monkeypatch.setattr("chongyang.core.access.visible", lambda rows, scope: rows)
    report = check(now=NOW, places=SOME, roles=FEW, sheets=())
    assert "elders" in found_in(report, "list, filter alone")


def test_a_forgotten_role_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.registry.permissions.can_read", lambda scope: True)
    report = check(now=NOW, places=SOME, roles=[Role.CITY_FINANCE], sheets=())
    assert found_in(report, "list") == found_in(report, "detail") == {"elders"}


@pytest.mark.parametrize("door", ["search", "export"])
def test_a_door_that_is_too_narrow_is_caught(db, monkeypatch, door):
    name = {"search": "find_elders", "export": "export_elders"}[door]
    nothing = Found() if door == "search" else []
    monkeypatch.setattr(f"chongyang.registry.queries.{name}", lambda *_, **__: nothing)
    assert found_in(check(now=NOW, places=SOME, roles=[Role.CITY_REVIEWER], sheets=()), door) == {"elders"}


def sheets_at(door):
    return [sheet for sheet in SHEETS if sheet.door == door]


def test_a_number_of_everywhere_on_the_map_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.emergency.queries.count_open_by_street", lambda _: {410105001000: 9})
    report = check(now=NOW, places=SOME, roles=[Role.DEPUTY_LEADER], resources=(), sheets=sheets_at("map"))
    assert found_in(report, "map") == {"figure open", "figure by street"}


def test_a_small_number_on_the_map_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.web.cockpit.numbers.covered", lambda _: {})
    report = check(now=NOW, places=SOME, roles=[Role.DEPUTY_LEADER], resources=(), sheets=sheets_at("map"))
    assert "figure elders" in found_in(report, "map")


def test_what_belongs_to_another_elder_is_caught(db, monkeypatch):
    def all_within_reach(scope, person):
        return access.visible(Device.objects.order_by("serial"), scope)

    monkeypatch.setattr("chongyang.telecare.queries.list_devices_of", all_within_reach)
    report = check(now=NOW, places=SOME, roles=FEW, sheets=sheets_at("expansion"))
    assert "file of elder" in found_in(report, "expansion")


def test_an_empty_page_of_the_json_door_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.api.cursors.page", lambda *_: ([], None))
    found = found_in(check(now=NOW, places=SOME, roles=FEW, sheets=()), "API list")
    assert found >= {"elders", "incidents"}


def test_dead_letters_and_accounts_of_everywhere_are_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.territory.queries.reach_of", lambda scope: system_scope("planted"))
    report = check(now=NOW, places=SOME, roles=[Role.SYSTEM_ADMIN], resources=(), sheets=sheets_at("admin"))
    assert found_in(report, "admin") == {"dead letters"}


def test_a_contact_of_elsewhere_on_paper_is_caught(db, monkeypatch):
    def everybody(scope, cluster):
        with access.enter(system_scope("planted")):
            return list(Contact.objects.order_by("id"))

    monkeypatch.setattr("chongyang.registry.queries.contacts_of", everybody)
    report = check(now=NOW, places=SOME, roles=FEW, resources=(), sheets=sheets_at("report"))
    assert found_in(report, "report") == {"print sheet"}
