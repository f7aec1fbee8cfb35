"""The clock tells and proposes; a person issues."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from chongyang.duties import operations
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
