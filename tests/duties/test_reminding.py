"""The clock tells and proposes; a person issues."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from chongyang.duties import operations, queries
from chongyang.duties.models import Escalation, Reminder
from chongyang.duties.operations import Reminded, UnableToJudge, remind_duties
from chongyang.territory.permissions import NotAllowed
from tests.duties import people
from tests.duties.people import acting, draft, give, report

pytestmark = pytest.mark.usefixtures("db")
OCTOBER = datetime(2018, 10, 9, 2, tzinfo=UTC)
LATE = datetime(2018, 10, 25, 2, tzinfo=UTC)


def steps(run):
    return list(Escalation.objects.filter(run=run).order_by("proposed_at").values_list("about", "step"))


def states(run):
    return list(Escalation.objects.filter(run=run).order_by("proposed_at").values_list("step", "state"))


def test_who_has_not_reported_is_told_once():
    (run,) = give()
    give("2018-34:purchase.everywhere")
    report(run)
    assert remind_duties(now=OCTOBER) == Reminded(1, 0)
    assert remind_duties(now=OCTOBER) == Reminded(0, 0)
    assert Reminder.objects.get().about == "2018Q3"


def test_the_last_day_is_told_a_month_before():
    (run,) = give()
    report(run, period=people.Q4, now=datetime(2018, 12, 1, 2, tzinfo=UTC))
    report(run)
    remind_duties(now=datetime(2018, 12, 5, 2, tzinfo=UTC))
    assert list(Reminder.objects.values_list("about", flat=True)) == ["due"]


def test_a_missed_quarter_climbs_from_urging_to_an_interview():
    (run,) = give("2018-34:facilities.land")
    for days in (0, 10, 30, 60, 61):
        remind_duties(now=LATE + timedelta(days=days))
    assert steps(run) == [("2018Q3", "urge"), ("2018Q3", "circulate"), ("2018Q3", "interview")]


def test_only_the_gravest_step_of_a_missed_day_waits_for_a_person():
    (run,) = give("2018-34:facilities.land")
    reader = people.office()
    for days, alone in ((0, "urge"), (30, "circulate"), (60, "interview")):
        remind_duties(now=LATE + timedelta(days=days))
        assert [row.step for row in queries.list_escalations(reader)] == [alone]
    assert states(run) == [("urge", "superseded"), ("circulate", "superseded"), ("interview", "proposed")]
    urge = Escalation.objects.get(run=run, step="urge")
    assert (urge.decided_at, urge.decided_by) == (LATE + timedelta(days=30), None)
    with pytest.raises(UnableToJudge):
        operations.decide_escalation(escalation=urge.id, issue=True, **acting(reader, LATE))


def test_what_a_person_decided_stays_when_a_graver_step_comes():
    (run,) = give("2018-34:facilities.land")
    remind_duties(now=LATE)
    urge = Escalation.objects.get(run=run)
    operations.decide_escalation(escalation=urge.id, issue=True, **acting(people.office(), LATE))
    remind_duties(now=LATE + timedelta(days=30))
    assert states(run) == [("urge", "issued"), ("circulate", "proposed")]


def test_the_database_holds_one_proposal_for_a_missed_day():
    (run,) = give("2018-34:facilities.land")
    remind_duties(now=LATE)
    row = Escalation.objects.get(run=run)
    row.pk, row.step = None, "circulate"
    with pytest.raises(IntegrityError, match="duty_escalation_proposed_once"), transaction.atomic():
        row.save(force_insert=True)


def test_what_is_late_for_years_is_proposed_once_at_its_gravest():
    (run,) = give()
    assert remind_duties(now=datetime(2026, 11, 2, 2, tzinfo=UTC)).proposals == 1
    assert steps(run) == [("due", "interview")]


def test_a_letter_without_an_answer_is_missed_too():
    (run,) = give()
    report(run)
    letter = operations.sign_letter(
        letter=draft(run, people.office(), reply_by=people.day(2018, 9, 28)).id, **acting(people.office())
    )
    remind_duties(now=OCTOBER)
    assert steps(run) == [(f"reply 2018-{letter.number}", "urge")]


def test_a_closed_duty_is_left_alone():
    giver = people.office()
    (run,) = give(scope=giver)
    operations.judge_run(run=run.id, action="withdraw", reason="并项", **acting(giver))
    assert remind_duties(now=LATE) == Reminded(0, 0)


def test_a_person_issues_or_declines_with_a_reason_and_once():
    give("2018-34:facilities.land")
    give("2018-34:purchase.everywhere")
    remind_duties(now=LATE)
    first, second = Escalation.objects.order_by("id")
    said = acting(people.office(), LATE)
    with pytest.raises(NotAllowed):
        operations.decide_escalation(escalation=first.id, issue=True, **acting(people.liaison(), LATE))
    assert operations.decide_escalation(escalation=first.id, issue=True, **said).state == "issued"
    with pytest.raises(UnableToJudge):
        operations.decide_escalation(escalation=first.id, issue=False, remark="甲", **said)
    with pytest.raises(UnableToJudge):
        operations.decide_escalation(escalation=second.id, issue=False, **said)
    declined = operations.decide_escalation(escalation=second.id, issue=False, remark="已补报", **said)
    assert declined.decided_at == LATE


def test_the_command_says_what_it_did(capsys):
    call_command("remind_duties", "--json")
    assert json.loads(capsys.readouterr().out) == {"reminders": 0, "proposals": 0}
