"""The form of a responder: the clerk of her area edits, a colleague too, an outsider finds nobody."""

import pytest
from django.urls import reverse

from chongyang.core.models import Event, FieldChange
from chongyang.providers.models import Responder
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_street import clerk, colleague, elder, outsider, signed_in, text_of

__all__ = ["clerk", "colleague", "elder", "outsider"]
AREA = 410105001001
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def row(db):
    return factories.make_responder(area=AREA)


def said(**more):
    return {"skills": ["first_aid", "lifting"], "languages": ["wu"], "sex": "female", "capacity": "2", **more}


def page(row):
    return reverse("street_responder", args=[row.id])


def test_a_clerk_edits_and_an_event_names_the_fields_alone(clerk, row):
    assert "赵网格" in text_of(clerk.get(reverse("street_responders")))
    told = said(ends_first_aid="2027-05-01", travel_mode="walk")
    assert clerk.post(page(row), told).status_code == 302
    held = Responder.objects.get(id=row.id)
    assert (held.skills, held.skill_ends) == (["first_aid", "lifting"], {"first_aid": "2027-05-01"})
    assert (held.languages, held.sex, held.travel_mode, held.capacity) == (["wu"], "female", "walk", 2)
    [event] = Event.objects.filter(kind="providers.responder.updated")
    assert set(event.payload["fields"]) >= {"skills", "languages", "sex"}
    assert "female" not in str(event.payload)
    clerk.post(page(row), told)
    assert Event.objects.filter(kind="providers.responder.updated").count() == 1


def test_the_row_before_is_kept_as_history(clerk, row):
    clerk.post(page(row), said())
    [change] = FieldChange.objects.filter(row=row.id)
    assert change.before["capacity"] == 1


def test_a_key_is_taken_and_given_back(clerk, row, elder):
    clerk.post(page(row), said(key_of=elder.name))
    assert Responder.objects.get(id=row.id).holds_keys_of == [elder.id]
    assert elder.name in text_of(clerk.get(page(row)))
    clerk.post(page(row), said(keys=[str(elder.id)]))
    assert Responder.objects.get(id=row.id).holds_keys_of == [elder.id]
    clerk.post(page(row), said())
    assert Responder.objects.get(id=row.id).holds_keys_of == []


def test_a_key_of_nobody_or_of_two_keeps_what_was_typed(clerk, row, elder):
    write_tokens(factories.make_elder())
    for text, words in (("赵不在", "辖区内没有这位老人"), (elder.name, "找到不止一人")):
        answer = clerk.post(page(row), said(key_of=text))
        assert (answer.status_code, words in text_of(answer)) == (200, True)
    assert Responder.objects.get(id=row.id).languages == []


@pytest.mark.parametrize(
    "wrong",
    [{"capacity": "0"}, {"capacity": "x"}, {"skills": ["flying"]}, {"sex": "other"}, {"languages": ["x"]}],
)
def test_bad_input_is_told_and_changes_nothing(clerk, row, wrong):
    answer = clerk.post(page(row), said(**wrong))
    assert (answer.status_code, "没有保存" in text_of(answer)) == (200, True)
    assert Responder.objects.get(id=row.id).sex == ""


def test_a_colleague_may_and_an_outsider_finds_nobody(colleague, outsider, row):
    assert colleague.post(page(row), said()).status_code == 302
    assert outsider.get(page(row)).status_code == 404
    assert outsider.post(page(row), said(sex="male")).status_code == 404
    assert "赵网格" not in text_of(outsider.get(reverse("street_responders")))
    assert Responder.objects.get(id=row.id).sex == "female"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.GRID_WORKER, Role.SYSTEM_ADMIN])
def test_other_roles_have_no_such_page(row, role):
    who = signed_in(factories.make_account(role))
    assert who.get(page(row)).status_code == 403
    assert who.get(reverse("street_responders")).status_code == 403
