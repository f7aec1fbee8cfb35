"""Remote monitoring by JSON: readings in and out, alerts, limits; the outsider finds nothing."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.telecare.models import Alert, Device, Reading
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem

WHY = {"X_Purpose": "service"}


@pytest.fixture
def elder(db):
    made = factories.make_elder()
    told = {"person": made.id, "area": made.area, "state": "in_use", "installed_on": now().date()}
    Device.objects.create(serial="BP", kind="blood_pressure", **told)
    return made


def batch(event, *values):
    rows = [
        {"kind": "systolic", "value": value, "at": (now() - timedelta(minutes=9 - place)).isoformat()}
        for place, value in enumerate(values)
    ]
    return {"event": event, "readings": rows}


def test_the_way_of_readings_to_an_alert_and_its_end(elder):
    who = clerk()
    body = batch("e1", 190, 191)
    assert who.post("/devices/BP/readings", body).json() == {"values": 2, "note": ""}
    assert who.post("/devices/BP/readings", body).status_code == 200
    assert Reading.objects.count() == 2
    found = who.get("/alerts?level=urgent").json()
    alert = found["items"][0]
    assert (alert["rule"], alert["person"], found["next"]) == ("systolic_crisis", str(elder.id), None)
    assert alert["reasons"][0]["limit"] == 180
    assert who.post(f"/alerts/{alert['id']}/take").json()["state"] == "acknowledged"
    assert who.post(f"/alerts/{alert['id']}/close", {"outcome": "doctor"}).json()["state"] == "closed"
    problem(who.post(f"/alerts/{alert['id']}/close", {"outcome": "doctor"}), 409, "conflict")


def test_reading_needs_a_purpose_and_is_written_down(elder):
    who = clerk()
    who.post("/devices/BP/readings", batch("e1", 130))
    since, until = (now() - timedelta(hours=1)).isoformat(), (now() + timedelta(hours=1)).isoformat()
    address = f"/elders/{elder.id}/vitals?since={since.replace('+', '%2B')}&until={until.replace('+', '%2B')}"
    problem(who.get(address), 400, "purpose-missing")
    assert [row["value"] for row in who.get(address, **WHY).json()] == [130]
    assert Event.objects.get(kind="registry.file.read").payload == {"fields": ["vitals"]}
    problem(outsider().get(address, **WHY), 404, "not-found")


def test_limits_are_set_with_a_reason(elder):
    who = clerk()
    address = f"/elders/{elder.id}/limits"
    held = {row["rule"]: row for row in who.get(address, **WHY).json()}
    assert held["systolic_crisis"]["origin"] == "default"
    told = {"rule": "systolic_crisis", "limit": 170, "reason": "医生建议"}
    after = {row["rule"]: row for row in who.post(address, told).json()}
    assert (after["systolic_crisis"]["limit"], after["systolic_crisis"]["origin"]) == (170, "override")
    problem(who.post(address, {**told, "limit": 4000}), 422, "invalid")
    problem(operator().post(address, told), 403, "not-allowed")
    problem(outsider().post(address, told), 404, "not-found")


def test_an_outsider_sends_and_handles_nothing(elder):
    clerk().post("/devices/BP/readings", batch("e1", 190, 191))
    who = outsider()
    problem(who.post("/devices/BP/readings", batch("e2", 190)), 422, "invalid")
    assert who.get("/alerts").json()["items"] == []
    problem(who.post(f"/alerts/{Alert.objects.first().id}/take"), 409, "conflict")


def test_a_role_without_the_capability_has_no_such_token(elder):
    problem(caller(Role.COUNTY_REVIEWER).get("/alerts"), 403, "token-name-missing")


def test_alerts_come_in_pages(elder):
    for number in range(3):
        other = factories.make_elder()
        told = {"person": other.id, "area": other.area, "state": "in_use", "installed_on": now().date()}
        Device.objects.create(serial=f"G{number}", kind="glucose", **told)
        clerk().post(
            f"/devices/G{number}/readings",
            {"event": "x", "readings": [{"kind": "glucose", "value": 2.0}]},
        )
    seen, who = [], clerk()
    address = "/alerts?limit=2"
    while address:
        page = who.get(address).json()
        seen += [row["id"] for row in page["items"]]
        address = f"/alerts?limit=2&cursor={page['next']}" if page["next"] else ""
    assert len(seen) == len(set(seen)) == Alert.objects.count() == 6
