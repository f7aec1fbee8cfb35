"""The line by JSON: the same calls, call-backs, seats, hand-over and samples as on the desks."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.hotline.models import Call
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, clerk, operator, problem
from tests.hotline.ringing import ring, tell


@pytest.fixture
def seat(db):
    return operator()


def test_a_ring_is_answered_described_and_ended(seat):
    elder = factories.make_elder()
    call = ring(ago=8)
    assert [row["id"] for row in seat.get("/calls/ringing").json()] == [str(call.id)]
    path = f"/calls/{call.id}"
    assert seat.post(f"{path}/answer").json()["state"] == "talking"
    problem(operator().post(f"{path}/answer"), 409, "conflict")
    said = {"purpose": "emergency", "person": str(elder.id), "note": "跌倒"}
    assert seat.post(f"{path}/lines", said).json()["incident"]
    problem(seat.post(f"{path}/lines", {"purpose": "complaint"}), 422, "invalid")
    assert seat.post(f"{path}/conference", {"third": "120"}).status_code == 200
    assert seat.post(f"{path}/hang-up").json()["state"] == "ended"
    assert "*" in seat.get(path).json()["caller_number"]


def test_pages_of_calls_follow_each_other(seat):
    made = [str(ring(ago=place).id) for place in range(5)]
    first = seat.get("/calls?limit=3").json()
    rest = seat.get(f"/calls?limit=3&cursor={first['next']}").json()
    assert [row["id"] for row in first["items"] + rest["items"]] == made
    assert rest["next"] is None


def test_a_missed_call_is_called_back_and_closed(seat):
    call = ring(ago=30)
    tell(call.provider_call, "hang_up")
    assert [row["call"] for row in seat.get("/call-backs").json()] == [str(call.id)]
    assert seat.post(f"/call-backs/{call.id}/dial").status_code == 201
    problem(seat.post(f"/call-backs/{call.id}/close", {"result": "not_reached"}), 409, "conflict")
    said = {"result": "not_reached", "note": "请网格员上门"}
    assert seat.post(f"/call-backs/{call.id}/close", said).json()["result"] == "not_reached"


def test_a_seat_signs_on_and_off(seat):
    assert seat.call("put", "/seats/me", {"doing": "ready", "extension": "8001"}).json()["doing"] == "ready"
    assert len(seat.get("/seats").json()) == 1
    problem(seat.call("put", "/seats/me", {"doing": "break"}), 409, "conflict")
    assert seat.call("delete", "/seats/me").status_code == 204
    assert seat.get("/seats").json() == []


def test_a_shift_is_handed_over_between_two(seat):
    other = operator()
    assert seat.post("/shifts").status_code == 204
    given = seat.post("/hand-overs", {"note": "留意"}).json()
    problem(seat.post(f"/hand-overs/{given['id']}/accept"), 409, "conflict")
    assert other.post(f"/hand-overs/{given['id']}/accept").json()["taker"] == str(other.account.id)
    assert seat.call("delete", "/shifts/me").status_code == 204
    assert len(seat.get("/hand-overs").json()) == 1


def test_levels_listening_and_recordings_are_the_leads(seat):
    lead = caller(Role.SHIFT_LEAD)
    call = ring(ago=8)
    seat.post(f"/calls/{call.id}/answer")
    tell(call.provider_call, "record", recording="rec-1")
    [level] = lead.get("/service-levels?by=purpose&days=1").json()
    assert (level["offered"], level["within"]["10"]) == (1, 1.0)
    assert lead.post(f"/calls/{call.id}/listen", {"reason": "带教"}).status_code == 200
    assert lead.post(f"/calls/{call.id}/recording", {"reason": "投诉"}).json() == {"recording": "rec-1"}
    assert seat.get("/service-levels").status_code == 403
    assert seat.post(f"/calls/{call.id}/listen", {"reason": "x"}).status_code == 403


def test_a_sample_is_judged_and_read(seat):
    from chongyang.hotline import operations as hotline

    reviewer, lead = operator(), caller(Role.SHIFT_LEAD)
    day = (now().replace(day=1) - timedelta(days=4)).replace(hour=4)
    Call.objects.create(
        began_at=day, answered_at=day, purpose="emergency", account=seat.account.id, area=factories.JINSHUI
    )
    month = day.date().replace(day=1)
    hotline.draw_audits(month=month, reviewers=[reviewer.account.id], now=now())
    [row] = lead.get(f"/call-audits?month={month}").json()
    path = f"/call-audits/{row['id']}"
    problem(seat.post(f"{path}/judge", {"met": []}), 409, "conflict")
    said = {"met": ["greeting"], "comment": "没有核实身份"}
    assert reviewer.post(f"{path}/judge", said).json()["passed"] is False
    assert seat.post(f"{path}/acknowledge", {"reply": "明白"}).json()["reply"] == "明白"
    assert operator().get(path).status_code == 404


def test_who_does_not_answer_the_line_reads_no_call(seat):
    call = ring()
    assert clerk().get(f"/calls/{call.id}").status_code == 403
