"""A proposal becomes a draft for the person, who agrees; or it is set aside. It gives nothing by itself."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import StageHolder
from chongyang.funding import operations, queries
from chongyang.funding.models import Application, Award, Entitlement
from chongyang.funding.queries import entitlements
from chongyang.registry import queries as registry
from chongyang.territory.models import Post
from chongyang.territory.permissions import NotAllowed
from tests.funding import people
from tests.funding.awards import elder_award
from tests.funding.entitled import compute, poor_elder, proposal
from tests.funding.people import do

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _plan(db):
    people.lasting_plan()
    elder_award()


@pytest.fixture
def elder():
    return poor_elder()


@pytest.fixture
def row(elder):
    compute()
    return proposal(elder)


def complete(made, who):
    do(
        operations.save,
        who,
        application=made.id,
        form=operations.ApplicationForm(bank="测试银行", account="62001"),
    )
    people.with_evidence(made, who)


def read(who, row):
    with enter(who):
        return entitlements.access_entitlement(who, row.id, now())


def listed(who, **told):
    with enter(who):
        return [one.id for one in entitlements.list_entitlements(who, **told)]


def test_the_desk_of_the_area_sees_it_and_no_other(row):
    for who in (people.street(), people.officer()):
        assert listed(who) == [row.id]
        assert read(who, row).id == row.id
        assert entitlements.count_entitlements(who) == {
            "open": 1,
            "taken": 0,
            "aside": 0,
            "closed": 0,
            "yes": 1,
            "probably": 0,
        }
    elsewhere = people.street("410102001")
    assert listed(elsewhere) == []
    with pytest.raises(queries.NotFound):
        read(elsewhere, row)
    for who in (people.county(), people.clerk()):
        with pytest.raises(NotAllowed):
            listed(who)
        with pytest.raises(queries.NotFound):
            read(who, row)


def test_pages_follow_each_other(elder, row):
    poor_elder()
    compute()
    who = people.street()
    with enter(who):
        first = entitlements.list_entitlements(who, limit=1)[0]
        rest = entitlements.list_entitlements(who, after=(first.proposed_at, first.id))
    assert len({first.id, *(one.id for one in rest)}) == 2


def test_a_clerk_drafts_it_and_the_person_agrees(elder, row):
    clerk, helper = people.street(), people.helper_of(elder)
    made = do(operations.take_up, clerk, entitlement=row.id)
    assert (made.person, made.asked_by, made.channel) == (elder.id, clerk.actor.account, "desk")
    assert (made.inputs, made.state) == (row.inputs, "draft")
    assert not Award.objects.filter(person=elder.id)
    complete(made, clerk)
    with pytest.raises(operations.UnableToApply, match="同意"):
        do(operations.submit, clerk, application=made.id)
    with enter(helper):
        assert [one.id for one in entitlements.list_own_entitlements(helper, now())] == [row.id]
        assert queries.access_own(helper, made.id).id == made.id
    agreed = do(operations.agree, helper, entitlement=row.id)
    assert (agreed.agreed_how, agreed.agreed_by) == ("helper", helper.actor.account)
    do(operations.submit, clerk, application=made.id)
    assert StageHolder.objects.get(case=made.id, holder=clerk.actor.account).stage == "applying"
    compute()
    assert proposal(elder).state == "taken"


def test_the_person_hands_in_what_was_drafted_for_her(elder, row):
    clerk, herself = people.street(), people.elder_herself(elder)
    made = do(operations.take_up, clerk, entitlement=row.id)
    complete(made, clerk)
    do(operations.submit, herself, application=made.id)
    held = proposal(elder)
    assert (held.agreed_how, held.agreed_by) == ("own", herself.actor.account)


def test_she_takes_it_up_herself_or_needs_it_not(elder, row):
    herself = people.elder_herself(elder)
    made = do(operations.take_up, herself, entitlement=row.id)
    assert (made.channel, made.asked_by) == ("own", herself.actor.account)
    do(operations.drop_draft, herself, application=made.id)
    compute()
    again = proposal(elder)
    assert (again.state, again.application) == ("open", None)
    do(operations.set_aside, herself, entitlement=row.id, reason="")
    assert (proposal(elder).state, proposal(elder).why) == ("aside", "own")


def test_the_desk_keeps_how_she_told_it(elder, row):
    clerk = people.street()
    do(operations.take_up, clerk, entitlement=row.id)
    with pytest.raises(operations.UnableToApply):
        do(operations.agree, clerk, entitlement=row.id, how="guess")
    assert do(operations.agree, clerk, entitlement=row.id, how="paper").agreed_how == "paper"
    with pytest.raises(operations.UnableToApply):
        do(operations.agree, clerk, entitlement=row.id, how="paper")


def test_a_helper_without_the_right_neither_sees_nor_takes(elder, row):
    reader = people.helper_of(elder, allows=("read_file",))
    with enter(reader):
        assert entitlements.list_own_entitlements(reader, now()) == []
    for operation, told in ((operations.take_up, {}), (operations.set_aside, {"reason": ""})):
        with pytest.raises(queries.NotFound):
            do(operation, reader, entitlement=row.id, **told)


def test_what_was_set_aside_comes_back_with_another_answer(elder, row):
    clerk = people.street()
    with pytest.raises(operations.UnableToApply):
        do(operations.set_aside, clerk, entitlement=row.id, reason=" ")
    do(operations.set_aside, clerk, entitlement=row.id, reason="已电话核实，暂不需要")
    compute()
    assert proposal(elder).state == "aside"
    with pytest.raises(operations.UnableToApply):
        do(operations.set_aside, clerk, entitlement=row.id, reason="再次")
    Award.objects.update(valid_to="2019-07-01")
    compute()
    assert (proposal(elder).state, proposal(elder).answer) == ("open", "probably")
    row.refresh_from_db()
    assert (row.state, row.why) == ("closed", "changed")


def test_nobody_sets_aside_what_is_her_own(elder, row, monkeypatch):
    clerk = people.street()
    monkeypatch.setattr(registry, "is_own_or_helper", lambda account, files: True)
    with pytest.raises(operations.UnableToApply, match="另一位"):
        do(operations.set_aside, clerk, entitlement=row.id, reason="不需要")


def test_what_became_of_the_draft_is_followed(elder, row):
    clerk = people.street()
    made = do(operations.take_up, clerk, entitlement=row.id)
    with pytest.raises(operations.UnableToApply):
        do(operations.take_up, clerk, entitlement=row.id)
    for state, wanted in (("withdrawn", ("aside", "withdrawn")), ("refused", ("aside", "refused"))):
        Entitlement.objects.filter(id=row.id).update(state="taken", why="")
        Application.objects.filter(id=made.id).update(state=state, submitted_at=now())
        compute()
        row.refresh_from_db()
        assert (row.state, row.why) == wanted


def test_who_died_meanwhile_is_not_applied_for(elder, row):
    clerk = people.street()
    made = do(operations.take_up, clerk, entitlement=row.id)
    do(operations.agree, clerk, entitlement=row.id, how="paper")
    complete(made, clerk)
    elder.life_status, elder.status_on = "dead", people.DAY
    elder.save()
    compute()
    row.refresh_from_db()
    assert (row.state, row.why) == ("closed", "dead")
    with pytest.raises(operations.UnableToApply, match="去世"):
        do(operations.submit, clerk, application=made.id)


def test_a_desk_drafts_for_a_carer_of_its_place(elder):
    herself, responder = people.carer()
    Post.objects.filter(account_id=responder.account).update(valid_from=now() - timedelta(days=800))
    compute()
    found = Entitlement.objects.get(carer=responder.id)
    clerk = people.street()
    made = do(operations.take_up, clerk, entitlement=found.id)
    assert (made.carer, made.person, made.channel) == (responder.id, None, "desk")
    with enter(herself):
        assert queries.access_own(herself, made.id).id == made.id
        assert [one.id for one in entitlements.list_own_entitlements(herself, now())] == [found.id]
    assert do(operations.agree, herself, entitlement=found.id).agreed_how == "own"
