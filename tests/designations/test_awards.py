"""Awards follow titles: a draft of the award stands ready for the holder's clerk; a withdrawal tells it."""

from chongyang.core.models import Event
from chongyang.designations import handlers, operations
from chongyang.funding.models import Application as Award
from chongyang.funding.queries import access_own
from tests.designations import titled
from tests.funding import people
from tests.funding.people import do


def deliver(kind):
    """As the worker would, twice: an event may come again."""
    handler = {"given": handlers.follow_given, "withdrawn": handlers.follow_withdrawn}[kind]
    for event in Event.objects.filter(kind=f"designations.title.{kind}").order_by("at", "id"):
        handler(event)
        handler(event)


def test_a_smart_street_finds_its_award_drafted(db):
    clerk = people.street()
    held = titled.given(titled.submitted(clerk))
    deliver("given")
    held.refresh_from_db()
    award = Award.objects.get()
    assert held.award == award.id
    assert (award.state, award.programme) == ("draft", "smart_unit")
    assert award.inputs == {"kind": "street", "is_designated": True}
    assert "经八路街道" in award.name.plain
    assert access_own(clerk, award.id).id == award.id


def test_a_star_tells_its_award_the_grade(db):
    own = people.organisation()
    clerk, place = people.clerk(own), people.place(organisation=own.id)
    row = titled.submitted(clerk, "star_home", kind="institution", provider=place.id)
    titled.given(row, 90)
    deliver("given")
    award = Award.objects.get()
    assert (award.programme, award.inputs, award.organisation) == ("star_award", {"star": 5}, own.id)


def test_a_withdrawal_tells_the_draft(db):
    held = titled.given()
    deliver("given")
    do(operations.withdraw, titled.leading_office(), review=titled.heard(held), reason="平台停用半年")
    deliver("withdrawn")
    assert Award.objects.get().inputs["is_designated"] is False


def test_no_draft_where_nobody_of_the_holder_could_complete_it(db):
    titled.given(titled.enterprise())
    deliver("given")
    assert not Award.objects.exists()


def test_a_title_without_an_award_makes_no_draft(db):
    county = people.county()
    row = titled.submitted(county, "fine_route", kind="route", name="测试踏青游", area=410105000000)
    titled.given(row)
    deliver("given")
    assert not Award.objects.exists()
