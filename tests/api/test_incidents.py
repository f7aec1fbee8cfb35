"""The emergency line by JSON: from the call to the close, as the seat and the responder do it."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.emergency.models import Incident
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem


@pytest.fixture
def elder(db):
    return factories.make_elder()


def take_call(who, elder, **more):
    began = (now() - timedelta(seconds=20)).isoformat()
    body = {
        "caller": "13800001234",
        "began_at": began,
        "purpose": "emergency",
        "person": str(elder.id),
        **more,
    }
    return who.post("/calls", body)


def test_the_way_of_a_call_from_the_seat_to_the_door_and_back(elder):
    seat, responder = operator(), factories.make_responder()
    call = take_call(seat, elder)
    assert call.status_code == 201, call.content
    assert "*" in call.json()["caller_number"]
    path = f"/incidents/{call.json()['incident']}"
    assert seat.get("/incidents/open").json()[0]["state"] == "acknowledged"
    assert seat.post(f"{path}/attempts", {"target": "elder", "result": "no_answer"}).status_code == 200
    assert seat.post(f"{path}/triage", {"answers": {"fell": True}}).json()["level"] == "P0"
    recommended = seat.get(f"{path}/recommendations").json()
    first = recommended["items"][0]
    assert (first["responder"], first["channel"]) == (str(responder.id), "app")
    assert (first["basis"], first["seconds"] > 0) == ("straight_line", True)
    assert recommended["nearer"] == []
    offered = seat.post(f"{path}/offers", {"responders": [str(responder.id)]}).json()[0]
    goes = caller(Role.GRID_WORKER, account=factories.account_of(responder))
    assert [row["id"] for row in goes.get("/dispatches").json()] == [offered["id"]]
    problem(goes.get(f"/elders/{elder.id}", X_Purpose="emergency"), 404, "not-found")
    way = f"/dispatches/{offered['id']}"
    for step in ("accept", "depart", "arrive"):
        assert goes.post(f"{way}/{step}").status_code == 200, step
    file = goes.get(f"/elders/{elder.id}", X_Purpose="emergency").json()
    assert file["opened"]["phone"] == elder.phone.plain
    assert goes.post(f"{way}/finish", {"outcome": "solved", "note": "已扶起"}).json()["state"] == "finished"
    problem(goes.get(f"/elders/{elder.id}", X_Purpose="emergency"), 404, "not-found")
    closed = seat.post(f"{path}/close", {"outcome": "solved"})
    assert closed.json()["state"] == "closed"
    chain = seat.get(f"{path}/chain").json()
    assert [link["link"] for link in chain if link["at"] is None] == []
    assert seat.get("/incidents/count").json() == {"open": {}}


def test_who_comes_second_hears_who_was_first(elder):
    incident = Incident.objects.get(id=take_call(operator(), elder).json()["incident"])
    told = problem(operator().post(f"/incidents/{incident.id}/acknowledge"), 409, "conflict")
    assert told["done_by"] == "operator"
    assert told["done_at"]


def test_a_close_without_what_it_asks_names_each_field(elder):
    seat = operator()
    path = f"/incidents/{take_call(seat, elder).json()['incident']}"
    told = problem(seat.post(f"{path}/close", {"outcome": "false_alarm"}), 422, "invalid")
    assert [error["pointer"] for error in told["errors"]] == ["/false_reason"]
    problem(seat.post(f"{path}/close", {"outcome": "whatever"}), 422, "invalid")
    problem(seat.post(f"{path}/triage", {"answers": {"weather": True}}), 422, "invalid")
    assert Incident.objects.get().closed_at is None


def test_the_callers_number_is_shown_with_an_event(elder):
    seat = operator()
    incident = take_call(seat, elder).json()["incident"]
    assert seat.post(f"/incidents/{incident}/caller").json() == {"caller_number": "13800001234"}
    assert Event.objects.filter(kind="emergency.caller.revealed", subject=incident).count() == 1


def test_a_wrong_number_is_named_and_a_call_of_a_stranger_is_not_there(elder):
    told = problem(take_call(operator(), elder, caller="12"), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/caller"
    stranger = caller(Role.OPERATOR, "410102")
    problem(take_call(stranger, elder), 404, "not-found")


def test_colleague_reads_outsider_and_clerk_do_not_work_at_it(elder):
    incident = take_call(operator(), elder).json()["incident"]
    assert clerk().get(f"/incidents/{incident}").json()["id"] == incident
    problem(outsider().get(f"/incidents/{incident}"), 404, "not-found")
    problem(outsider().get(f"/incidents/{incident}/chain"), 404, "not-found")
    problem(clerk().post(f"/incidents/{incident}/acknowledge"), 403, "token-name-missing")
    assert outsider().get("/incidents").json()["items"] == []


def test_pages_of_incidents_meet_without_a_gap(db):
    seat = operator()
    for _ in range(5):
        take_call(seat, factories.make_elder())
    found, path = [], "/incidents?limit=2"
    while path:
        told = seat.get(path).json()
        found += [row["id"] for row in told["items"]]
        path = told["next"] and f"/incidents?limit=2&cursor={told['next']}"
    assert len(found) == len(set(found)) == 5


def test_a_stranger_takes_no_dispatch_of_another(elder):
    seat, responder = operator(), factories.make_responder()
    path = f"/incidents/{take_call(seat, elder).json()['incident']}"
    seat.post(f"{path}/triage", {"answers": {"fell": True}})
    offered = seat.post(f"{path}/offers", {"responders": [str(responder.id)]}).json()[0]
    other = caller(Role.GRID_WORKER, account=factories.account_of(factories.make_responder()))
    problem(other.post(f"/dispatches/{offered['id']}/accept"), 404, "not-found")
    assert seat.post(f"/dispatches/{offered['id']}/withdraw").json()["state"] == "withdrawn"
