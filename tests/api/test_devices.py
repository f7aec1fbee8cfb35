"""Devices by JSON: installed, tested, returned, replaced as on the desk; the outsider finds nothing."""

import pytest

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.registry.models import Elder
from chongyang.telecare import operations
from chongyang.telecare.models import Device, DeviceModel
from chongyang.telecare.rules import catalogue
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem

BED = {"place": "床头", "holder": "carer"}


@pytest.fixture
def elder(db):
    return factories.make_elder()


def stock(serial="P1", **more):
    told = {"kind": "pendant", "model": "demo-pendant", "area": factories.JINSHUI, **more}
    return Device.objects.create(serial=serial, **told)


def test_from_stock_to_the_confirmed_test_and_back(elder):
    stock()
    who = clerk()
    body = {**BED, "person": str(elder.id), "sim": "89860012345678901234"}
    told = who.post("/devices/P1/install", body).json()
    assert (told["state"], told["person"], told["place"]) == ("installed", str(elder.id), "床头")
    assert "89860012" not in who.get("/devices/P1").content.decode()
    assert who.post("/devices/P1/install", body).json()["state"] == "installed"
    assert who.post("/devices/P1/test").json()["arrived_at"] is None
    press = b'{"event": "a", "kind": "sos"}'
    assert not operations.record_frame(topic="cy/P1/alarm", body=press, by=SYSTEM, now=now()).is_alarm
    assert who.get("/devices/P1/test").json()["arrived_at"]
    assert who.post("/devices/P1/test/end").json()["outcome"] == "arrived"
    problem(who.post("/devices/P1/return", {"reason": ""}), 422, "invalid")
    assert who.post("/devices/P1/return", {"reason": "老人搬走"}).json()["state"] == "returned"
    problem(who.post("/devices/P1/test"), 409, "conflict")


def test_replace_and_repair(elder):
    stock()
    stock("P2")
    who = clerk()
    who.post("/devices/P1/install", {**BED, "person": str(elder.id)})
    assert who.post("/devices/P1/repair", {"reason": "换电池"}).status_code == 200
    problem(who.post("/devices/P1/replace", {"serial": "NONE", "reason": "坏"}), 409, "conflict")
    assert who.post("/devices/P1/replace", {"serial": "P2", "reason": "坏"}).json()["serial"] == "P2"
    assert who.get("/devices/P1").json()["state"] == "returned"


def test_what_cannot_be_installed_is_a_conflict(elder):
    stock("P1")
    stock("P2", person=elder.id, state="in_use")
    other = factories.make_elder(name="王桂英", identity_number=factories.identity_number(region="410102"))
    who = clerk()
    problem(who.post("/devices/NONE/install", {**BED, "person": str(elder.id)}), 409, "conflict")
    problem(who.post("/devices/P2/install", {**BED, "person": str(other.id)}), 409, "conflict")
    problem(
        who.post("/devices/P1/install", {**BED, "place": "屋顶", "person": str(elder.id)}), 409, "conflict"
    )
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=now().date())
    problem(who.post("/devices/P1/install", {**BED, "person": str(elder.id)}), 409, "conflict")


def test_an_outsider_finds_and_does_nothing(elder):
    stock()
    who = outsider()
    assert who.get("/devices").json()["items"] == []
    problem(who.get("/devices/P1"), 404, "not-found")
    problem(who.post("/devices/P1/install", {**BED, "person": str(elder.id)}), 404, "not-found")
    for path in ("test", "test/end"):
        problem(who.post(f"/devices/P1/{path}"), 404, "not-found")
    for path in ("return", "repair"):
        problem(who.post(f"/devices/P1/{path}", {"reason": "x"}), 404, "not-found")
    problem(who.post("/devices/P1/replace", {"serial": "P2", "reason": "x"}), 404, "not-found")


def test_who_only_reads_writes_nothing(elder):
    stock()
    problem(operator().post("/devices/P1/test"), 403, "token-name-missing")
    assert Device.objects.get().state == "stock"


def test_the_list_goes_by_pages_and_filters(elder):
    for number in range(5):
        stock(f"S{number}", area=factories.JINSHUI + number % 2)
    who = clerk()
    first = who.get("/devices?limit=3&state=stock").json()
    rest = who.get(f"/devices?limit=3&state=stock&cursor={first['next']}").json()
    assert len({row["serial"] for row in first["items"] + rest["items"]}) == 5
    assert rest["next"] is None
    assert who.get("/devices?kind=gas").json()["items"] == []
    problem(who.get(f"/devices?limit=3&cursor={first['next']}"), 400, "cursor-mismatch")


def test_models_are_changed_in_versions(db):
    text = catalogue.SHIPPED.read_text(encoding="utf-8")
    operations.load_models(text=text, replace=False, by=SYSTEM, now=now())
    steward = caller(Role.DATA_STEWARD)
    held = {row["code"]: row for row in steward.get("/device-models").json()}["demo-water"]
    assert held["is_example"]
    body = {name: held[name] for name in ("vendor", "name", "kind", "alarm_codes", "version")}
    body |= {"heartbeat_seconds": 600, "reason": "厂商更新"}
    assert steward.post("/device-models/demo-water", body).json()["version"] == 2
    problem(steward.post("/device-models/demo-water", body), 409, "conflict")
    wrong = {**body, "version": 2, "alarm_codes": {"A3": "heartbeat"}}
    problem(steward.post("/device-models/demo-water", wrong), 422, "invalid")
    problem(clerk().post("/device-models/demo-water", body), 403, "token-name-missing")
    assert DeviceModel.objects.get(code="demo-water").heartbeat_seconds == 600
