"""Mandates by the JSON door: the clerk gives and revokes, the family account's token follows at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chongyang.core.clock import now
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, outsider, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def family(db):
    return caller(Role.FAMILY)


def said(family, **more):
    return {
        "username": family.account.username,
        "basis": "elder",
        "allows": ["read_file"],
        "channel": "paper",
        "text_version": "1",
        "relation": "son",
        "last_day": (now() + timedelta(days=30)).date().isoformat(),
        **more,
    }


def test_given_listed_and_revoked(elder, family):
    who, path = clerk(), f"/elders/{elder.id}/mandates"
    other = factories.make_elder(name="李桂芳")
    problem(family.get(path), 404, "not-found")
    given = who.post(path, said(family))
    assert given.status_code == 201
    held = given.json()
    assert (held["state"], held["allows"], held["account"]) == ("open", ["read_file"], str(family.account.id))
    assert who.post(path, said(family)).json()["id"] == held["id"]
    assert [row["id"] for row in family.get(path).json()] == [held["id"]]
    assert [row["id"] for row in family.get("/elders").json()["items"]] == [str(elder.id)]
    assert family.get(f"/elders/{elder.id}", X_Purpose="own_file").status_code == 200
    problem(family.get(f"/elders/{other.id}", X_Purpose="own_file"), 404, "not-found")
    problem(family.post(path, said(family)), 403, "token-name-missing")
    end = f"/mandates/{held['id']}/revoke"
    problem(family.post(end, {"reason": "mistake"}), 403, "token-name-missing")
    assert who.post(end, {"reason": "concern"}).json()["state"] == "revoked"
    problem(family.get(path), 404, "not-found")
    assert family.get("/elders").json()["items"] == []
    again = problem(who.post(end, {"reason": "concern"}), 422, "invalid")
    assert "没有有效的委托" in str(again)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"username": "nobody"}, "/username"),
        ({"username": ""}, "/username"),
        ({"allows": []}, "/allows"),
        ({"allows": ["sell_house"]}, "/allows/0"),
        ({"last_day": None}, "/last_day"),
        ({"last_day": "2020-01-01"}, "/last_day"),
        ({"last_day": "9999-12-31"}, "/last_day"),
        ({"relation": None}, "/relation"),
        ({"basis": "whim"}, "/basis"),
        ({"note": "x"}, "/note"),
    ],
)
def test_refusals_point_at_their_field(elder, family, wrong, where):
    told = problem(clerk().post(f"/elders/{elder.id}/mandates", said(family, **wrong)), 422, "invalid")
    assert where in [error["pointer"] for error in told["errors"]]


def test_the_outsider_finds_nothing(elder, family):
    held = clerk().post(f"/elders/{elder.id}/mandates", said(family)).json()
    problem(outsider().get(f"/elders/{elder.id}/mandates"), 404, "not-found")
    problem(outsider().post(f"/elders/{elder.id}/mandates", said(family)), 404, "not-found")
    problem(outsider().post(f"/mandates/{held['id']}/revoke", {"reason": "mistake"}), 404, "not-found")
    problem(clerk().post(f"/mandates/{uuid4()}/revoke", {"reason": "mistake"}), 404, "not-found")
    [kept] = clerk().get(f"/elders/{elder.id}/mandates").json()
    assert (kept["id"], kept["state"]) == (held["id"], "open")
