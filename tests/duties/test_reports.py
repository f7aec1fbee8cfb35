"""Reports by quarter, their additions, and the lights that come of them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chongyang.duties import operations, queries
from chongyang.duties.enums import Light
from chongyang.duties.models import LightSet, Progress, Run
from chongyang.duties.operations import Handed, UnableToJudge, UnableToReport
from chongyang.indicators.models import Value
from chongyang.territory.permissions import NotAllowed
from tests.duties import people
from tests.duties.people import AUTUMN, Q3, Q4, acting, give, report

pytestmark = pytest.mark.usefixtures("db")
WINTER = datetime(2018, 12, 20, 2, tzinfo=UTC)
SPRING = datetime(2019, 3, 1, 2, tzinfo=UTC)


def lit(period=Q3, today=None, scope=None):
    (found,) = queries.list_runs_lit(scope or people.office(), period, today=today)
    return found


def test_a_report_counts_and_a_second_takes_its_place_in_time():
    (run,) = give()
    first = report(run)
    second = report(run, percent=55, follows=first.id, with_file=True)
    third = report(run, percent=60, follows=second.id, with_file=True)
    first.refresh_from_db()
    assert first.replaced_at == AUTUMN
    assert lit().progress.percent == 60
    assert len(third.files) == 2
    assert Progress.objects.count() == 3


def test_a_late_double_click_is_told_that_somebody_was_first():
    (run,) = give()
    report(run)
    with pytest.raises(UnableToReport) as refused:
        report(run, percent=70)
    assert "period" in refused.value.faults
    assert lit().progress.percent == 40


def test_a_past_quarter_takes_additions_alone():
    (run,) = give()
    held = report(run)
    with pytest.raises(UnableToReport):
        report(run, follows=held.id, now=SPRING)
    made = operations.add_to_progress(
        progress=held.id,
        words="另有三个设施已验收",
        document="验收批复12号",
        files=[Handed("a.pdf", [people.PDF])],
        **acting(people.liaison(), SPRING),
    )
    held.refresh_from_db()
    assert (held.done, held.replaced_at) == ("已建成四十个设施", None)
    assert made.told_at == SPRING
    assert len(made.files) == 1


@pytest.mark.parametrize(("words", "document"), [("", "批复"), ("甲", ""), ("甲" * 1001, "批复")])
def test_an_addition_needs_words_and_a_document(words, document):
    (run,) = give()
    held = report(run)
    with pytest.raises(UnableToReport):
        operations.add_to_progress(
            progress=held.id, words=words, document=document, **acting(people.liaison(), SPRING)
        )


def test_while_a_quarter_is_open_nothing_is_added():
    (run,) = give()
    held = report(run)
    with pytest.raises(UnableToReport):
        operations.add_to_progress(
            progress=held.id, words="甲", document="乙", **acting(people.liaison(), AUTUMN)
        )


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"done": " "}, "done"),
        ({"done": "甲" * 1001}, "done"),
        ({"percent": 101}, "percent"),
        ({"percent": -1}, "percent"),
        ({"own_light": "blue"}, "own_light"),
        ({"own_light": "grey"}, "own_light"),
        ({"reached": ("2018-34:beds.new_2018",)}, "reached"),
        ({"problem": "甲" * 501}, "problem"),
        ({"period": Q4}, "period"),
        ({"period": people.Period(2018)}, "period"),
        ({"period": people.Period(2018, 2)}, "period"),
    ],
)
def test_what_says_nothing_or_comes_at_the_wrong_time_is_refused(words, field):
    (run,) = give()
    with pytest.raises(UnableToReport) as refused:
        report(run, **words)
    assert field in refused.value.faults


def test_a_file_that_is_none_is_refused_with_its_sentence():
    (run,) = give()
    with pytest.raises(UnableToReport) as refused:
        operations.report_progress(
            run=run.id,
            period=Q3,
            told=people.told(),
            files=[Handed("a.exe", [b"MZ\x00"])],
            **acting(people.liaison()),
        )
    assert "files" in refused.value.faults
    assert Progress.objects.count() == 0


def test_the_rules_light_stands_whatever_the_owner_proposes():
    (run,) = give()
    assert lit().light is Light.GREY
    report(run, own_light="green", percent=10, problem="土地没有落实")
    assert lit(today=AUTUMN.date()).light is Light.YELLOW
    assert lit(Q4, today=people.day(2018, 12, 1)).progress.own_light == "green"


def test_past_its_day_it_is_red_with_the_reason():
    (run,) = give()
    report(run, percent=90)
    found = lit(people.Period(2019, 1), today=people.day(2019, 1, 2))
    assert found.light is Light.RED
    assert "overdue" in [rule.key for rule in found.judged.why]
    assert found.is_overdue
    assert not lit(Q4, today=people.day(2018, 12, 31)).is_overdue
    assert lit(Q4).is_overdue


def test_two_quarters_without_a_word_are_red():
    give("2018-34:facilities.land")
    assert lit(people.Period(2019, 1), today=people.day(2019, 1, 11)).light is Light.YELLOW
    assert lit(people.Period(2019, 1), today=people.day(2019, 1, 20)).light is Light.RED


def test_a_milestone_that_people_judge_is_missed_unless_it_was_told():
    (run,) = give("2018-34:purchase.everywhere")
    report(run, people.liaison("city.finance"), Q4, WINTER, percent=95)
    assert lit(people.Period(2019, 1), today=people.day(2019, 1, 5)).facts.milestones_missed == 1
    held = Progress.objects.get()
    report(
        run,
        people.liaison("city.finance"),
        Q4,
        WINTER,
        percent=95,
        follows=held.id,
        reached=("2018-34:purchase.everywhere",),
    )
    assert lit(people.Period(2019, 1), today=people.day(2019, 1, 5)).facts.milestones_missed == 0


def test_a_figure_tells_what_it_can_whatever_the_report_says():
    (run,) = give("2018-34:platform.registration")
    report(run, period=Q4, now=WINTER, reached=("2018-34:registration.2018",), percent=95)
    period = people.Period(2019, 1)
    _value("registration.share", period, 12)
    assert lit(period, today=people.day(2019, 2, 1)).facts.indicators_red == 1
    Value.objects.update(value=Decimal(31))
    assert lit(period, today=people.day(2019, 2, 1)).facts.milestones_missed == 0


def _value(indicator, period, number):
    days = period.days
    Value.objects.create(
        indicator=indicator,
        version=1,
        level="city",
        place="city",
        period=str(period),
        first_on=days.first,
        until_on=days.until,
        source="computed",
        numerator=number,
        denominator=100,
        value=number,
        found_at=SPRING,
    )


def test_the_office_differs_with_a_reason_and_the_rules_light_stays_beside():
    (run,) = give()
    report(run)
    said = {"run": run.id, "period": Q3, **acting(people.office())}
    for words in (
        {"light": "red", "reason": " "},
        {"light": "blue", "reason": "甲"},
        {"light": "grey", "reason": "甲"},
    ):
        with pytest.raises(UnableToJudge):
            operations.set_light(**words, **said)
    before = lit(today=AUTUMN.date()).judged.light
    with pytest.raises(UnableToJudge):
        operations.set_light(light=before.value, reason="甲", **said)
    operations.set_light(light="red", reason="现场核查与报告不符", **said)
    found = lit(today=AUTUMN.date())
    assert (found.light, found.judged.light) == (Light.RED, before)
    operations.set_light(light="red", reason="二次核查", **said)
    assert LightSet.objects.filter(replaced_at=None).count() == 1


def test_an_owner_sets_no_light():
    (run,) = give()
    with pytest.raises(NotAllowed):
        operations.set_light(run=run.id, period=Q3, light="red", reason="甲", **acting(people.liaison()))


def test_the_tally_is_by_organisation_and_agrees_with_the_list():
    give(people.EACH)
    give()
    run = Run.objects.get(organisation_key=people.JINSHUI)
    report(run, people.liaison(people.JINSHUI), percent=80)
    scope, today = people.office(), AUTUMN.date()
    counted = queries.tally(scope, Q3, today=today)
    assert len(counted) == 13
    assert counted[people.JINSHUI] == queries.Tally(items=1, green=1)
    assert counted[people.CIVIL].grey == 1
    assert [lit.run.id for lit in queries.list_lit(scope, Q3, Light.GREEN, today=today)] == [run.id]
    for held in counted.values():
        assert held.items == held.green + held.yellow + held.red + held.grey


def test_gaps_are_listed_and_what_an_office_gave_stands_beside():
    give(people.UNOWNED, people.FINANCE, basis="会议纪要")
    gaps = queries.list_gaps(people.office(), now=AUTUMN)
    keys = [item.key for item in gaps.unowned]
    assert people.UNOWNED in keys
    assert "2018-34:support.fund" not in keys
    assert gaps.held[people.UNOWNED] == (people.FINANCE,)
    assert "2018-34:facilities.land" in [item.key for item in gaps.without_milestone]
    assert people.UNOWNED not in [item.key for item in gaps.not_given]
    assert people.FINANCE in gaps.without_liaison
