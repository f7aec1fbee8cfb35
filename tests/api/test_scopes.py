"""The JSON door agrees with the queries behind the desks: role × place × kind of door."""

import json

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency import operations as emergency
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.token_names import names_for
from tests import factories
from tests.api.callers import caller

NAME = "勘界样本"
AREAS = (410105001001, 410105002001, 410122001001, 410171560001, 410181001001)
PLACES = ("4101", "410105", "410105001", "410122", "410183")
ROLES = (
    *(Role.OPERATOR, Role.STREET_CLERK, Role.COUNTY_REVIEWER, Role.DATA_STEWARD, Role.AUDITOR),
    *(Role.GRID_WORKER, Role.FAMILY, Role.PLANNER, Role.API_CLIENT, Role.SYSTEM_ADMIN),
)


@pytest.fixture
def elders(db):
    """One in each kind of area, with an incident."""
    made = [factories.make_elder(area=area, name=NAME, name_key="kan") for area in AREAS]
    for elder in made:
        write_tokens(elder)
        _incident(elder)
    return made


def _incident(elder: Elder) -> None:
    emergency.receive(
        kind="fall",
        source="device",
        subject_key=str(elder.id),
        area=elder.area,
        person=elder.id,
        said_at=now(),
        received_at=now(),
        by=SYSTEM,
    )


def _ids(answer) -> set[str] | None:
    """The rows of an answer; nothing where the token may not ask at all."""
    if answer.status_code == 403:
        return None
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["items"]}


def _exported(answer) -> set[str] | None:
    if answer.status_code == 403:
        return None
    return {json.loads(line)["id"] for line in b"".join(answer.streaming_content).splitlines()}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", PLACES)
def test_every_door_shows_the_same_elders(elders, role, place):
    account = factories.make_account(role, None, place)
    if role in (Role.FAMILY, Role.GRID_WORKER):
        _grant(account, elders[-1])
    who, scope = caller(role, account=account), factories.scope_of(account)
    with enter(scope):
        expected = {str(row.id) for row in registry.list_elders(scope)}
        exportable = "elders:export" in {name.value for name in names_for(role)}
    asked = "elders:read" in {name.value for name in names_for(role)}
    wanted = expected if asked else None
    assert asked or not expected
    assert _ids(who.get("/elders")) == wanted
    assert _ids(who.post("/elders/search", {"text": NAME})) == wanted
    assert _exported(who.get("/elders/export")) == (expected if exportable else None)
    count = who.get("/elders/count")
    assert (count.json()["count"] == len(expected)) if asked else count.status_code == 403
    detail = {
        str(row.id) for row in elders if who.get(f"/elders/{row.id}", X_Purpose="service").status_code == 200
    }
    assert detail == expected
    incidents = who.get("/incidents")
    assert incidents.status_code == (200 if asked else 403)
    if asked:
        assert {row["person"] for row in incidents.json()["items"]} == expected


def _grant(account, elder) -> None:
    with enter(system_scope("test")):
        territory.grant_person(
            account=account.id,
            person=elder.id,
            area=elder.area,
            purpose="test",
            source="mandate" if account.posts.get().role in ("elder", "family") else "dispatch",
            reference=elder.id,
            by=SYSTEM,
            now=now(),
        )


def test_a_page_costs_the_same_queries_for_one_elder_and_for_many(elders, django_assert_max_num_queries):
    who = caller(Role.OPERATOR)
    who.get("/elders?limit=1")
    with django_assert_max_num_queries(26) as few:
        who.get("/elders?limit=1")
    with django_assert_max_num_queries(26) as many:
        who.get("/elders?limit=200")
    assert len(few) == len(many)
