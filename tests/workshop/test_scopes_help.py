"""Help at home: carers, orders, visits, vouchers, statements, bills, ratings, hours, each to its readers."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chongyang.territory.enums import Role
from chongyang.workshop.scopes import bills, carers, orders, ratings, vouchers
from chongyang.workshop.scopes.matrix import check

NOW = datetime.now(UTC)
PLACES = ("street", "outsider", "own organisation", "granted person", "street and granted person")
ROLES = (
    Role.OPERATOR,
    Role.CARE_WORKER,
    Role.VOLUNTEER,
    Role.CONTRACTOR,
    Role.PROVIDER_FINANCE,
    Role.DISPATCHER,
    Role.STREET_CLERK,
    Role.COUNTY_REVIEWER,
    Role.PURCHASER,
    Role.COUNTY_FINANCE,
    Role.THIRD_PARTY_ASSESSOR,
    Role.FAMILY,
    Role.INSPECTOR,
    Role.PLANNER,
)


ROOMS = (carers, orders, vouchers, bills, ratings)


@pytest.mark.slow
def test_who_may_finds_its_own_and_nobody_else_any(db):
    resources = [one for room in ROOMS for one in room.RESOURCES]
    report = check(now=NOW, places=PLACES, roles=ROLES, resources=resources, sheets=())
    names = {one.name for one in resources}
    assert [one for one in report.disagreements if one.resource in names] == []
    assert {resource for resource, _ in report.tried} >= names


def found_by(resource: Any, role: Role) -> set[str]:
    report = check(now=NOW, places=PLACES, roles=[role], resources=[resource], sheets=())
    return {found.door for found in report.disagreements if found.resource == resource.name}


def one_of(room: Any, name: str) -> Any:
    return next(one for one in room.RESOURCES if one.name == name)


def test_a_carer_who_reads_all_orders_of_her_provider_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.orders.permissions.only_own_visits", lambda scope: False)
    assert "list" in found_by(one_of(orders, "help orders"), Role.CARE_WORKER)
    assert "of a person" in found_by(one_of(orders, "plans of help"), Role.CARE_WORKER)


def test_a_forgotten_right_to_settle_is_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.settlement.permissions.demand_settle", lambda scope: None)
    assert "list" in found_by(one_of(bills, "statements of providers"), Role.OPERATOR)


def test_bills_that_forget_a_mandate_are_caught(db, monkeypatch):
    monkeypatch.setattr("chongyang.checkout.permissions.own_persons", lambda scope: ())
    assert "list" in found_by(one_of(bills, "bills"), Role.FAMILY)
