"""A responder's own duty, sharing and position by the JSON door: the same operations as the phone page."""

import pytest

from chongyang.providers.models import ResponderPosition
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, problem

HERE = {"longitude": 113.69, "latitude": 34.78, "accuracy_metres": 8}


@pytest.fixture
def responder(db):
    return factories.make_responder()


@pytest.fixture
def phone(responder):
    return caller(Role.GRID_WORKER, account=factories.account_of(responder))


def test_a_position_after_a_yes_and_none_after_the_end_of_duty(phone, responder):
    problem(phone.post("/responder/position", HERE), 409, "conflict")
    told = phone.post("/responder/sharing", {"shares": True}).json()
    assert told["responder"] == str(responder.id)
    assert told["shares_position_since"]
    assert phone.post("/responder/position", HERE).status_code == 204
    assert ResponderPosition.objects.get().accuracy_metres == 8
    assert phone.post("/responder/duty", {"on_duty": False}).json()["on_duty"] is False
    assert not ResponderPosition.objects.exists()
    problem(phone.post("/responder/position", HERE), 409, "conflict")


def test_a_withdrawal_deletes_it(phone):
    phone.post("/responder/sharing", {"shares": True})
    phone.post("/responder/position", HERE)
    assert phone.post("/responder/sharing", {"shares": False}).json()["shares_position_since"] is None
    assert not ResponderPosition.objects.exists()


def test_what_is_no_place_is_refused(phone):
    phone.post("/responder/sharing", {"shares": True})
    problem(phone.post("/responder/position", {**HERE, "longitude": 34.78}), 422, "invalid")
    problem(phone.post("/responder/position", {**HERE, "speed": 3}), 422, "invalid")


def test_who_is_no_responder_has_nothing_here(db):
    seat = caller(Role.OPERATOR)
    assert seat.post("/responder/sharing", {"shares": True}).status_code == 403
    helper = caller(Role.VOLUNTEER)
    problem(helper.post("/responder/duty", {"on_duty": True}), 404, "not-found")
    problem(helper.post("/responder/sharing", {"shares": True}), 409, "conflict")
