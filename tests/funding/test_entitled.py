"""Who is entitled without applying: computed from the register, kept once, closed by what happens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core.clock import now
from chongyang.funding import operations
from chongyang.funding.models import Entitlement
from chongyang.funding.rules.finding import find
from chongyang.groups.models import Membership
from chongyang.policy import queries as policy
from chongyang.policy.models import Choice
from chongyang.policy.rules.programmes import get_programme
from chongyang.registry.models import Elder, Profile
from chongyang.territory.models import Post
from tests.funding import people
from tests.funding.awards import HOME, award, elder_award
from tests.funding.entitled import PROGRAMME, compute, of_class, poor_elder, proposal
from tests.funding.people import do

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _plan(db):
    people.lasting_plan()


def test_who_is_of_the_group_is_proposed_with_what_is_missing():
    elder = poor_elder()
    poor_elder(kinds=("aged",))
    counted = compute()[PROGRAMME]
    row = proposal(elder)
    assert (counted.asked, counted.proposed) == (2, 1)
    assert (row.answer, row.missing, row.amount_fen) == ("probably", ["document_amount_fen"], None)
    assert row.inputs == {"is_of_group": True, "is_at_home": True, "is_assessed": True}


def test_the_county_standard_makes_it_a_yes():
    elder_award()
    elder = poor_elder()
    compute()
    row = proposal(elder)
    assert (row.answer, row.amount_fen, row.parts) == ("yes", 30_000, {"county": 30_000})


def test_a_second_run_changes_nothing():
    poor_elder()
    compute()
    before = list(Entitlement.objects.order_by("id").values())
    counted = compute()[PROGRAMME]
    assert not counted.is_something
    assert list(Entitlement.objects.order_by("id").values()) == before


def whys(elder):
    rows = Entitlement.objects.filter(person=elder.id).order_by("proposed_at", "id")
    return [(row.state, row.why) for row in rows]


def test_death_a_move_and_a_condition_that_ended_close_it():
    dead, moved, richer = poor_elder(), poor_elder(), poor_elder()
    compute()
    for elder, status in ((dead, "dead"), (moved, "moved")):
        elder.life_status, elder.status_on = status, people.DAY
        elder.save()
    Membership.objects.filter(person=richer.id).update(valid_to=people.DAY)
    counted = compute()[PROGRAMME]
    assert counted.closed == 3
    assert [whys(one) for one in (dead, moved, richer)] == [
        [("closed", "dead")],
        [("closed", "moved")],
        [("closed", "no_longer")],
    ]
    of_class(richer, "destitute")
    assert compute(only=[richer.id])[PROGRAMME].proposed == 1
    assert whys(richer) == [("closed", "no_longer"), ("open", "")]


def test_an_award_and_an_application_of_her_own_close_it():
    paid, asking = poor_elder(), poor_elder()
    compute()
    award(PROGRAMME, person=paid.id)
    helper = people.helper_of(asking)
    made = people.with_evidence(people.draft(helper, PROGRAMME, inputs=HOME, person=asking.id), helper)
    do(operations.submit, helper, application=made.id)
    compute()
    assert (whys(paid), whys(asking)) == ([("closed", "award")], [("closed", "applied")])
    assert not compute()[PROGRAMME].is_something


def test_one_person_and_all_are_asked_by_the_same_columns():
    elder, other = poor_elder(), poor_elder(ability="0")
    compute(only=[elder.id])
    alone = proposal(elder)
    assert not Entitlement.objects.filter(person=other.id).exists()
    counted = compute()[PROGRAMME]
    assert (counted.asked, counted.proposed, counted.changed) == (2, 0, 0)
    found = find(get_programme(PROGRAMME), alone.inputs, alone.area, policy.values_for(alone.day))
    assert (alone.answer, alone.values) == (found.answer, [step["value"] for step in found.steps])


def test_a_doubles_class_counts_and_its_own_row_closes():
    survivor, double = poor_elder(kinds=()), poor_elder()
    compute()
    Elder.objects.filter(id=double.id).update(same_as=survivor.id)
    compute(only=[double.id])
    assert whys(double) == [("closed", "merged")]
    assert proposal(survivor).state == "open"
    Elder.objects.filter(id=double.id).update(same_as=None)
    compute(only=[double.id, survivor.id])
    assert (whys(double)[-1], whys(survivor)) == (("open", ""), [("closed", "no_longer")])


def test_the_plan_that_is_not_in_force_entitles_nobody():
    poor_elder()
    Choice.objects.all().delete()
    assert compute()[PROGRAMME].proposed == 0


def test_an_assessment_that_ran_out_and_a_home_are_told_apart():
    unsure, placed = poor_elder(), poor_elder(living="institution")
    Profile.objects.filter(id=unsure.id).update(ability_until=people.DAY)
    compute()
    assert proposal(unsure).missing == ["is_assessed", "document_amount_fen"]
    assert whys(placed) == []


def test_a_carer_is_proposed_by_the_dates_of_her_posts():
    _, responder = people.carer()
    fresh = compute()["carer_post_allowance"]
    assert (fresh.asked, fresh.proposed) == (1, 0)
    posts = Post.objects.filter(account_id=responder.account)
    posts.update(valid_from=now() - timedelta(days=366 + 400))
    assert compute()["carer_post_allowance"].proposed == 1
    row = Entitlement.objects.get(carer=responder.id)
    assert (row.answer, row.inputs["months_in_city"], row.amount_fen) == ("yes", 25, 10_000)


def test_a_run_takes_the_same_statements_for_one_person_and_for_many():
    def statements():
        with CaptureQueriesContext(connection) as asked:
            compute()
        return len(asked)

    poor_elder()
    compute()
    few = statements()
    for _ in range(11):
        poor_elder()
    compute()
    assert statements() == few
