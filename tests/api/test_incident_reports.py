"""By JSON: protocols, reports by people, splitting, taking a merge back, what is phoned in."""

from uuid import uuid4

import pytest

from chongyang.emergency.models import Attempt, Incident, Sighting
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, outsider, problem
from tests.api.test_incidents import take_call

SEEN = {"kind": "fall", "reporter": "neighbour", "seen": "听到呼救"}


@pytest.fixture
def elder(db):
    return factories.make_elder()


def test_the_protocols_are_listed_with_their_words_and_none_is_confirmed(db):
    told = operator().get("/protocols").json()
    assert {one["code"] for one in told} >= {"general", "fall", "stroke", "silent_call"}
    assert not any(one["confirmed"] for one in told)
    [fall] = [one for one in told if one["code"] == "fall"]
    assert {"code": "cannot_rise", "level": "P1"}.items() <= next(
        row for row in fall["questions"] if row["code"] == "cannot_rise"
    ).items()


def test_triage_by_a_protocol(elder):
    seat = operator()
    path = f"/incidents/{take_call(seat, elder).json()['incident']}"
    body = {"answers": {"fast_arm": True}, "protocol": "stroke"}
    assert seat.post(f"{path}/triage", body).json()["level"] == "P0"
    problem(seat.post(f"{path}/triage", {"answers": {"fast_arm": True}, "protocol": "fall"}), 422, "invalid")
    problem(seat.post(f"{path}/triage", {"answers": {}, "protocol": "astrology"}), 422, "invalid")


def test_a_clerks_report_becomes_an_incident_once(elder):
    who, body = clerk(), {**SEEN, "person": str(elder.id), "key": str(uuid4())}
    first = who.post("/reports", body)
    assert first.status_code == 201, first.content
    assert who.post("/reports", body).json()["incident"] == first.json()["incident"]
    assert Sighting.objects.get().door == "api"
    problem(outsider().post("/reports", body | {"key": str(uuid4())}), 404, "not-found")
    told = problem(who.post("/reports", SEEN), 422, "invalid")
    assert [error["pointer"] for error in told["errors"]] == ["/whom"]


def test_a_worker_calls_for_help_and_a_seat_cannot(db):
    worker = factories.make_responder()
    goes = caller(Role.GRID_WORKER, account=factories.account_of(worker))
    answer = goes.post("/sos", {"longitude": 113.7, "latitude": 34.7})
    assert answer.status_code == 201, answer.content
    assert Incident.objects.get().kind == "worker_sos"
    problem(operator().post("/sos", {}), 403, "token-name-missing")


def test_splitting_unmerging_and_the_later_case_number(elder):
    seat = operator()
    path = f"/incidents/{take_call(seat, elder).json()['incident']}"
    take_call(seat, elder, began_at="2026-11-22T00:00:00+08:00")
    reports = seat.get(f"{path}/reports").json()
    assert len(reports) == 2
    body = {"origins": [reports[1]["id"]], "reason": "另一件事", "person": str(elder.id), "kind": "illness"}
    made = seat.post(f"{path}/split", body).json()
    assert made["kind"] == "illness"
    assert len(seat.get(f"{path}/reports").json()) == 1
    problem(seat.post(f"{path}/split", body), 409, "conflict")
    other = f"/incidents/{made['id']}"
    merged = seat.post(f"{other}/merge", {"into": path.rpartition("/")[2], "reason": "同一件事"}).json()
    assert merged["state"] == "merged"
    assert seat.post(f"{other}/unmerge", {"reason": "又不是"}).json()["state"] == "acknowledged"
    seat.post(f"{path}/attempts", {"target": "120", "result": "handed_over"})
    attempt = str(Attempt.objects.get(target="120").id)
    told = seat.post(f"{path}/case-number", {"attempt": attempt, "case_number": "郑120-3"}).json()
    assert [one["case_number"] for one in told["attempts"]] == ["", "郑120-3"]


def test_a_responder_phones_in(elder):
    seat, responder = operator(), factories.make_responder()
    path = f"/incidents/{take_call(seat, elder).json()['incident']}"
    seat.post(f"{path}/triage", {"answers": {"fell": True}})
    [offered] = seat.post(f"{path}/offers", {"responders": [str(responder.id)]}).json()
    way = f"/dispatches/{offered['id']}"
    assert seat.post(f"{way}/accept-by-phone").json()["state"] == "accepted"
    assert seat.post(f"{way}/arrive-by-phone").json()["state"] == "arrived"
    problem(seat.post(f"{way}/refuse-by-phone", {"reason": "晚了"}), 409, "conflict")
