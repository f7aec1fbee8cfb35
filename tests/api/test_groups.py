"""Classes, households and carers by the JSON door: the same effects and refusals as at the desk."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.api.callers import caller, clerk, outsider, problem

pytestmark = pytest.mark.django_db
TODAY = (now() + timedelta(hours=8)).date()
DAY = TODAY.isoformat()
PAPER = {"evidence": "decision", "number": "金民救〔2026〕1号", "valid_from": DAY}


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def office(db):
    organisation = Organisation.objects.get(key="county.410105.civil-affairs")
    return caller(Role.COUNTY_REVIEWER, "410105", organisation=organisation)


def test_granted_listed_counted_and_ended(office, elder):
    path = f"/elders/{elder.id}/classes"
    given = office.post(path, PAPER | {"kind": "minimum_living"})
    assert given.status_code == 201
    kinds = [row["kind"] for row in office.get(path).json()]
    assert kinds == ["minimum_living", "aged"]
    assert [row["kind"] for row in office.get(f"{path}?on=2021-01-01").json()] == []
    page = office.get("/classes/minimum_living/elders").json()
    assert [row["elder"]["id"] for row in page["items"]] == [str(elder.id)]
    assert page["items"][0]["elder"]["name"] == "陈*兰"
    [street] = office.get("/classes").json()
    assert street == {"area": 410105001000, "counts": {"minimum_living": 1, "aged": 1}}
    end = f"/classes/{given.json()['id']}/end"
    problem(office.post(end, {"on": DAY, "reason": "death"}), 422, "invalid")
    assert office.post(end, {"on": DAY, "reason": "revoked"}).json()["valid_to"] == DAY
    assert len(office.get(f"{path}/history").json()) == 1


def test_no_other_office(elder):
    organisation = Organisation.objects.get(key="city.health-commission")
    health = caller(Role.CITY_REVIEWER, "410105", organisation=organisation)
    told = problem(health.post(f"/elders/{elder.id}/classes", PAPER | {"kind": "destitute"}), 422, "invalid")
    assert [error["pointer"] for error in told["errors"]] == ["/kind"]
    problem(
        clerk().post(f"/elders/{elder.id}/classes", PAPER | {"kind": "destitute"}), 403, "token-name-missing"
    )


def test_proposed_decided_and_withdrawn(office, elder):
    who, path = clerk(), f"/elders/{elder.id}/proposals"
    first = who.post(path, {"kind": "destitute", "source": "street"})
    assert first.status_code == 201
    problem(who.post(path, {"kind": "destitute", "source": "street"}), 422, "invalid")
    assert [row["id"] for row in office.get("/proposals").json()["items"]] == [first.json()["id"]]
    assert outsider().get("/proposals").json()["items"] == []
    granted = office.post(f"/proposals/{first.json()['id']}/grant", PAPER)
    assert granted.json()["kind"] == "destitute"
    problem(office.post(f"/proposals/{first.json()['id']}/decline", {"reason": "x"}), 422, "invalid")
    second = who.post(path, {"kind": "minimum_living", "source": "street"}).json()["id"]
    assert who.post(f"/proposals/{second}/withdraw").status_code == 204
    third = who.post(path, {"kind": "minimum_living", "source": "street"}).json()["id"]
    assert (
        office.post(f"/proposals/{third}/decline", {"reason": "收入超过标准"}).json()["state"] == "declined"
    )


def test_a_household_and_a_visit(elder):
    who, path = clerk(), f"/elders/{elder.id}/household"
    assert who.get(path).json() is None
    son = {"role": "child", "name": "王军", "phone": "13900005678"}
    house = who.post(path, {"on": DAY, "source": "street", "members": [son]}).json()
    assert [(row["role"], row["name"]) for row in house["members"]] == [("head", ""), ("child", "王*")]
    again = who.post(path, {"on": DAY, "source": "street"})
    assert "/person" in str(problem(again, 422, "invalid"))
    joined = who.post(
        f"/households/{house['id']}/members", {"role": "child_in_law", "name": "李梅", "on": DAY}
    )
    assert joined.status_code == 201
    assert who.post(f"/members/{joined.json()['id']}/role", {"role": "other"}).json()["role"] == "other"
    left = who.post(f"/members/{joined.json()['id']}/leave", {"on": DAY, "reason": "moved"}).json()
    assert len(left["members"]) == 2
    sons = house["members"][1]["id"]
    assert who.post(f"/members/{sons}/head").json()["members"][0]["name"] == "王*"
    who.post(f"/members/{house['members'][0]['id']}/head")
    who.post(f"/members/{sons}/leave", {"on": DAY, "reason": "moved"})
    assert [row["person"] for row in who.get("/visits/due?kind=living_alone").json()] == [str(elder.id)]
    seen = who.post(
        f"/elders/{elder.id}/visits", {"kind": "living_alone", "outcome": "confirmed", "visited_on": DAY}
    )
    assert seen.status_code == 201
    assert who.get("/visits/due?kind=living_alone").json() == []
    assert len(who.get(f"/elders/{elder.id}/visits").json()) == 1
    problem(outsider().get(path), 404, "not-found")
    problem(outsider().post(f"/members/{sons}/head"), 404, "not-found")


def test_a_split_and_a_carer(elder):
    husband = factories.make_elder(name="王建国", sex="male")
    who = clerk()
    wife = {"role": "spouse", "person": str(elder.id)}
    house = who.post(
        f"/elders/{husband.id}/household", {"on": DAY, "source": "street", "members": [wife]}
    ).json()
    hers = house["members"][1]["id"]
    fresh = who.post(f"/households/{house['id']}/split", {"members": [hers], "head": hers, "on": DAY})
    assert fresh.status_code == 201
    care = {"kind": "family", "source": "street", "since": DAY, "carer": str(husband.id), "is_main": True}
    held = who.post(f"/elders/{elder.id}/carers", care)
    assert held.status_code == 201
    assert [row["carer"] for row in who.get(f"/elders/{elder.id}/carers").json()] == [str(husband.id)]
    assert who.post(f"/carers/{held.json()['id']}/end", {"on": DAY}).json()["until"] == DAY
    problem(outsider().get(f"/elders/{elder.id}/carers"), 404, "not-found")


def test_a_mandate_is_renewed_and_never_by_sms(elder):
    family, who = caller(Role.FAMILY), clerk()
    said = {
        "username": family.account.username,
        "basis": "elder",
        "allows": ["read_file"],
        "channel": "paper",
        "text_version": "1",
        "relation": "son",
        "last_day": (TODAY + timedelta(days=20)).isoformat(),
    }
    problem(who.post(f"/elders/{elder.id}/mandates", said | {"channel": "sms"}), 422, "invalid")
    held = who.post(f"/elders/{elder.id}/mandates", said).json()
    assert [row["mandate"]["id"] for row in who.get("/mandates/ending").json()] == [held["id"]]
    assert outsider().get("/mandates/ending").json() == []
    renewal = {
        "last_day": (TODAY + timedelta(days=300)).isoformat(),
        "reason": "elder_wish",
        "text_version": "2",
    }
    path = f"/mandates/{held['id']}/renew"
    told = problem(who.post(path, renewal | {"channel": "sms"}), 422, "invalid")
    assert "短信或电话不能单独" in str(told)
    fresh = who.post(path, renewal | {"channel": "paper"}).json()
    assert (fresh["renews"], fresh["state"]) == (held["id"], "open")
    problem(outsider().post(path, renewal | {"channel": "paper"}), 404, "not-found")


def test_the_words_of_consents_and_who_is_asked_anew(elder):
    who = clerk()
    texts = who.get("/consent-texts/location").json()
    assert [text["version"] for text in texts] == ["1", "2"]
    said = {"purpose": "location", "basis": "consent", "channel": "paper", "given_by": "elder"}
    who.post(f"/elders/{elder.id}/consents", said | {"text_version": "1"})
    assert [row["person"] for row in who.get("/consents/outdated").json()] == [str(elder.id)]
    assert outsider().get("/consents/outdated").json() == []
    problem(who.post(f"/elders/{elder.id}/consents", said | {"text_version": "9"}), 422, "invalid")
