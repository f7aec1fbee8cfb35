"""Responders by the JSON door: the clerk's list and the clerk's change, nobody else's."""

import pytest

from chongyang.providers.models import Responder
from tests import factories
from tests.api.callers import clerk, operator, outsider, problem

pytestmark = pytest.mark.django_db
SAID = {
    "skills": ["first_aid"],
    "skill_ends": {"first_aid": "2027-05-01"},
    "languages": ["wu"],
    "sex": "female",
}


@pytest.fixture
def row(db):
    return factories.make_responder(area=410105001001)


def test_listed_and_changed(row):
    who = clerk()
    assert [one["id"] for one in who.get("/responders").json()] == [str(row.id)]
    elder = factories.make_elder()
    told = who.patch(f"/responders/{row.id}", {**SAID, "holds_keys_of": [str(elder.id)]}).json()
    assert (told["languages"], told["skill_ends"]) == (["wu"], {"first_aid": "2027-05-01"})
    assert Responder.objects.get(id=row.id).holds_keys_of == [elder.id]


def test_an_outsider_finds_nobody_and_a_seat_may_not(row):
    other = outsider()
    assert other.get("/responders").json() == []
    problem(other.patch(f"/responders/{row.id}", SAID), 404, "not-found")
    problem(operator().get("/responders"), 403, "token-name-missing")


def test_the_key_of_an_elder_elsewhere_cannot_be_taken(row):
    far = factories.make_elder(area=410102001001)
    answer = clerk().patch(f"/responders/{row.id}", {**SAID, "holds_keys_of": [str(far.id)]})
    assert "/holds_keys_of" in str(problem(answer, 422, "invalid"))


@pytest.mark.parametrize(
    "wrong", [{"capacity": 0}, {"skills": ["flying"]}, {"skill_ends": {"lifting": "2027-05-01"}}]
)
def test_wrong_values_are_told(row, wrong):
    problem(clerk().patch(f"/responders/{row.id}", {**SAID, **wrong}), 422, "invalid")
