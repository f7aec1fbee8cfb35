"""The ledger by JSON says what its page says; corrections are the shift lead's; an outsider finds none."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.emergency.models import Link
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem
from tests.emergency.test_way_of_an_alarm import press


@pytest.fixture
def incident(db):
    return press(factories.make_elder(), at=now() - timedelta(minutes=4))


def test_figures_in_all_and_by_groups(incident):
    who = caller(Role.CITY_REVIEWER)
    told = who.get("/ledger/figures?by=street").json()
    assert told["total"]["incidents"] == 1
    assert told["groups"] == [{**told["total"], "key": "410105001"}]
    assert told["total"]["never_answered"] == 1
    assert who.get("/ledger/figures?area=410102").json()["total"]["incidents"] == 0
    problem(who.get("/ledger/figures?by=name"), 422, "invalid")


def test_a_leader_is_told_no_small_number_and_no_incident(incident):
    who = caller(Role.DEPUTY_LEADER)
    told = who.get("/ledger/figures").json()
    assert told["groups"][0]["cover"] == "small"
    assert told["groups"][0]["incidents"] == 0
    assert who.get("/ledger/incidents").json()["items"] == []
    problem(who.get(f"/ledger/incidents/{incident.id}"), 404, "not-found")


def test_pages_follow_each_other(incident):
    others = [press(factories.make_elder(), at=now() - timedelta(minutes=n)) for n in (1, 2)]
    who, seen = clerk(), []
    cursor: str | None = ""
    while cursor is not None:
        page = who.get(f"/ledger/incidents?limit=1{cursor}").json()
        seen += [row["number"] for row in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert seen == [others[0].number, others[1].number, incident.number]
    assert outsider().get("/ledger/incidents").json()["items"] == []


def test_a_correction_is_a_new_line(incident):
    who = caller(Role.SHIFT_LEAD)
    address = f"/ledger/incidents/{incident.id}"
    told = {"link": "arrived", "at": now().isoformat(), "reason": "电话补记"}
    lines = who.post(f"{address}/corrections", told).json()
    assert [(one["reason"], one["holds"]) for one in lines if one["link"] == "arrived"] == [
        ("电话补记", True)
    ]
    lines = who.post(f"{address}/corrections", {"link": "arrived", "reason": "记错"}).json()
    assert [one["holds"] for one in lines if one["link"] == "arrived"] == [False, False]
    problem(who.post(f"{address}/corrections", {"link": "received", "reason": "x"}), 409, "conflict")
    problem(operator().post(f"{address}/corrections", told), 403, "token-name-missing")
    problem(outsider().get(address), 404, "not-found")
    assert Link.objects.filter(written_at__isnull=False).count() == 2
