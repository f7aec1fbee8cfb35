"""Proposals by JSON: the same as on the desk, each sees what is hers."""

import pytest

from chongyang.core.access import enter
from chongyang.funding.queries import entitlements
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests import factories
from tests.api.callers import caller, problem
from tests.funding import people
from tests.funding.entitled import PROGRAMME, compute, poor_elder, proposal

pytestmark = pytest.mark.django_db
STREETS = ("410105001", "410102001")


@pytest.fixture
def elder(db):
    people.lasting_plan()
    made = poor_elder()
    poor_elder(area=410102001002)
    compute()
    return made


def as_scope(scope):
    return caller(Role(scope.role), account=Account.objects.get(id=scope.actor.account))


@pytest.mark.parametrize("place", [*STREETS, "410105", "410181"])
@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.COMMUNITY_OFFICER])
def test_the_door_shows_what_the_desk_shows(elder, role, place):
    account = factories.make_account(role, None, place)
    who, scope = caller(role, account=account), factories.scope_of(account)
    with enter(scope):
        wanted = [str(row.id) for row in entitlements.list_entitlements(scope)]
        counts = entitlements.count_entitlements(scope)
    assert [row["id"] for row in who.get("/funding/entitlements").json()["items"]] == wanted
    assert who.get("/funding/entitlements/counts").json() == counts
    status = who.get(f"/funding/entitlements/{proposal(elder).id}").status_code
    assert (status == 200) == (str(proposal(elder).id) in wanted)


@pytest.mark.parametrize("role", [Role.COUNTY_REVIEWER, Role.INSTITUTION_CLERK])
def test_who_applies_for_nobody_of_an_area_is_refused(elder, role):
    who = caller(role, "410105") if role == Role.COUNTY_REVIEWER else caller(role)
    assert who.get("/funding/entitlements").status_code == 403
    problem(who.get(f"/funding/entitlements/{proposal(elder).id}"), 404, "not-found")


def test_pages_by_cursor(elder):
    who = caller(Role.STREET_CLERK, "4101")
    first = who.get("/funding/entitlements?limit=1").json()
    second = who.get(f"/funding/entitlements?limit=1&cursor={first['next']}").json()
    assert second["next"] is None
    assert {first["items"][0]["id"], second["items"][0]["id"]} == {
        str(row.id) for row in entitlements.Entitlement.objects.all()
    }


def test_from_the_proposal_to_the_agreed_draft(elder):
    row, clerk = proposal(elder), caller(Role.STREET_CLERK, STREETS[0])
    family = as_scope(people.helper_of(elder))
    steps = clerk.get(f"/funding/entitlements/{row.id}/steps").json()
    assert steps[0]["name"] == "is_of_group"
    assert steps[0]["rests_on"][0]["clause"] == "2018-34/3.1.3"
    assert [one["id"] for one in family.get("/funding/own-entitlements").json()] == [str(row.id)]
    made = clerk.post(f"/funding/entitlements/{row.id}/application")
    assert (made.status_code, made.json()["programme"], made.json()["state"]) == (201, PROGRAMME, "draft")
    problem(clerk.post(f"/funding/entitlements/{row.id}/application"), 422, "invalid")
    problem(clerk.post(f"/funding/entitlements/{row.id}/agreement", {}), 422, "invalid")
    agreed = family.post(f"/funding/entitlements/{row.id}/agreement", {}).json()
    assert (agreed["agreed_how"], agreed["state"]) == ("helper", "taken")


def test_it_is_set_aside_and_a_stranger_finds_nothing(elder):
    row = proposal(elder)
    far, clerk = caller(Role.STREET_CLERK, STREETS[1]), caller(Role.STREET_CLERK, STREETS[0])
    problem(far.post(f"/funding/entitlements/{row.id}/aside", {"reason": "x"}), 404, "not-found")
    problem(clerk.post(f"/funding/entitlements/{row.id}/aside", {}), 422, "invalid")
    done = clerk.post(f"/funding/entitlements/{row.id}/aside", {"reason": "已有其他服务"}).json()
    assert (done["state"], done["why"], "reason" in done) == ("aside", "desk", False)
    stranger = as_scope(people.helper_of(factories.make_elder()))
    assert stranger.get("/funding/own-entitlements").json() == []
