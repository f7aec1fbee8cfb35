"""The way of a year's assessment: counted, judged, told, appealed, confirmed by another, corrected by two."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chongyang.core.operations.cases import UnableToStep
from chongyang.supervision import operations, queries
from chongyang.supervision.models import Appeal, Correction, Judgement, Run, Score, Standing
from chongyang.supervision.operations import UnableToAssess
from chongyang.supervision.queries.assessment import NotFound, list_judgements
from chongyang.supervision.rules import sources, tables
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.supervision import people

pytestmark = pytest.mark.django_db
do, NOW, LATER = people.do, people.NOW, people.LATER


@pytest.fixture
def maker(db):
    return people.office()


@pytest.fixture(autouse=True)
def _no_tallies(monkeypatch):
    """What other rooms tally is told by each test that needs it."""
    monkeypatch.setattr(sources, "_readers", {})


def score(held, subject, item):
    return Score.objects.get(run=held.run, subject=subject, item=item)


def test_the_share_of_a_target_becomes_points_with_the_way_back(maker):
    people.put_value("beds.per_thousand", "jinshui", "30", numerator=Decimal(3000))
    held = people.begin(maker)
    row = score(held, "jinshui", "beds")
    assert (row.share, row.points) == (Decimal("0.75"), Decimal("11.25"))
    (line,) = row.trace["targets"]
    assert line["target"] == "2018-34:beds.per_thousand"
    assert (line["clause"], line["indicator"], line["period"]) == (
        "2018-34/2.3.p7",
        "beds.per_thousand",
        "2018Q4",
    )
    assert (line["value"], line["goal"], line["numerator"]) == ("30", "40", "3000")


def test_more_than_the_target_is_the_whole_weight_and_no_more(maker):
    people.put_value("beds.per_thousand", "erqi", "70")
    assert score(people.begin(maker), "erqi", "beds").points == 15


def test_what_nobody_knows_is_left_out_and_its_weight_goes_to_the_others(maker):
    people.put_value("beds.per_thousand", "jinshui", "40")
    held = people.begin(maker)
    assert score(held, "jinshui", "coverage").points is None
    standing = Standing.objects.get(run=held.run, subject="jinshui")
    assert [standing.known, standing.base, standing.rank] == [15, 100, 1]
    assert Standing.objects.get(run=held.run, subject="erqi").rank is None


def test_the_later_quarter_counts_and_a_locked_value_before_another(maker):
    people.put_value("beds.per_thousand", "jinshui", "10", "2018Q3")
    people.put_value("beds.per_thousand", "jinshui", "20", "2018Q4")
    locked = people.put_value("beds.per_thousand", "erqi", "40")
    locked.source, locked.locked_at = "reported", NOW
    locked.save()
    people.put_value("beds.per_thousand", "erqi", "8")
    held = people.begin(maker)
    assert score(held, "jinshui", "beds").share == Decimal("0.5")
    assert score(held, "erqi", "beds").share == 1


def test_tallies_of_other_rooms_are_asked_by_place_and_by_organisation(maker):
    class Tally:
        def __init__(self, **numbers):
            self.__dict__.update(numbers)

    sources.tallies("reporting", lambda scope, year: {"jinshui": Tally(due=4, on_time=3)})
    sources.tallies(
        "duties",
        lambda scope, year: {"county.410105.government": Tally(green=2, yellow=2, red=0, letters=3)},
    )
    held = people.begin(maker)
    assert score(held, "jinshui", "reporting").points == Decimal("7.5")
    assert score(held, "jinshui", "duties").points == Decimal("7.5")
    assert score(held, "jinshui", "letters").points == Decimal("1.5")
    assert score(held, "jinshui", "duties").trace["up"] == [["green", "1", "2"], ["yellow", "0.5", "2"]]
    assert Standing.objects.get(run=held.run, subject="jinshui").penalty == Decimal("1.5")


def test_a_department_is_counted_by_the_targets_that_it_leads(maker):
    people.put_value("beds.per_thousand", "city", "40")
    people.put_value("registration.share", "city", "15")
    held = people.begin(maker, "departments")
    row = score(held, "city.civil-affairs", "led")
    known = [line for line in row.trace["targets"] if "share" in line]
    assert {line["target"] for line in known} >= {"2018-34:registration.2018"}
    assert all(line["place"] == "city" for line in known)
    assert 0 < row.share < 1
    assert len(held.subjects) == 28


def test_the_same_values_give_the_same_digest_and_another_value_another(maker):
    people.put_value("beds.per_thousand", "jinshui", "33.3")
    held = people.begin(maker)
    again = do(operations.recount, maker, LATER, run=held.run.id)
    assert again.digest == held.run.digest
    people.put_value("beds.per_thousand", "erqi", "33.3")
    assert do(operations.recount, maker, LATER, run=held.run.id).digest != held.run.digest


def test_two_runs_of_a_list_and_year_do_not_stand_side_by_side(maker):
    held = people.begin(maker)
    people.begin(maker, "departments")
    with pytest.raises(UnableToAssess, match="已有一次考核"):
        people.begin(people.office())
    do(operations.abandon, maker, run=held.run.id, reason="方案有误。")
    people.begin(people.office())
    with pytest.raises(UnableToAssess, match="没有这一年"):
        do(operations.open_run, maker, year=1999, listing="counties")
    with pytest.raises(UnableToAssess, match="没有这一年"):
        do(operations.open_run, maker, year=2018, listing="towns")


def test_the_twelve_legal_counties_are_another_reading(maker):
    run = do(operations.open_run, maker, year=2018, listing="counties", only_legal=True)
    held = people.fresh(run.id)
    assert len(held.subjects) == 12
    assert "zhengdong" not in held.subjects


def test_judges_give_a_mean_and_the_sheet_tells_how_far_they_are_apart(maker):
    held = people.judged(maker, points=("60", "90"))
    row = score(held, "jinshui", "leadership")
    assert row.points == 6
    assert (row.trace["mean"], row.trace["apart"], row.trace["is_apart"]) == ("75.00", "30.00", True)


def test_a_mark_given_again_replaces_the_judges_own(maker):
    held, one = people.begin(maker), people.officer()
    for points in ("60", "70"):
        do(operations.judge, one, run=held.run.id, marks=people.marks_for(held, points))
    assert score(held, "jinshui", "leadership").trace["judges"] == 1
    assert score(held, "jinshui", "leadership").points == Decimal("5.6")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item": "beds"}, "自动计分"),
        ({"points": Decimal(101)}, "0 到 100"),
        ({"points": Decimal(-1)}, "0 到 100"),
        ({"points": Decimal("NaN")}, "0 到 100"),
        ({"item": "innovation", "points": Decimal("3.5")}, "0 到 3"),
        ({"reason": "  "}, "理由"),
        ({"evidence": ""}, "理由"),
        ({"evidence": "长" * 300}, "理由"),
    ],
)
def test_a_mark_that_is_none_is_refused_and_none_of_the_others_is_kept(maker, change, said):
    held = people.begin(maker)
    good = people.marks_for(held)
    told = {
        "subject": "jinshui",
        "item": "leadership",
        "points": Decimal(80),
        "reason": "好",
        "evidence": "1号",
    }
    bad = operations.Mark(**(told | change))
    with pytest.raises(UnableToAssess, match=said):
        do(operations.judge, people.officer(), run=held.run.id, marks=[*good, bad])
    assert not Judgement.objects.exists()


def test_nobody_judges_her_own_unit(maker):
    held = people.begin(maker, "departments")
    tied = people.scope(Role.SUPERVISION_OFFICER, "city.finance")
    mark = operations.Mark("city.finance", "policies", Decimal(90), "好。", "1号")
    with pytest.raises(UnableToAssess, match="自己所在的单位"):
        do(operations.judge, tied, run=held.run.id, marks=[mark])
    counties = people.begin(maker)
    local = people.scope(Role.SUPERVISION_OFFICER, "city.government-office", "410105")
    mark = operations.Mark("jinshui", "leadership", Decimal(90), "好。", "1号")
    with pytest.raises(UnableToAssess, match="自己所在的单位"):
        do(operations.judge, local, run=counties.run.id, marks=[mark])


def test_units_are_told_only_when_two_have_judged(maker):
    held = people.begin(maker)
    do(operations.judge, people.officer(), run=held.run.id, marks=people.marks_for(held))
    with pytest.raises(UnableToAssess, match="不足 2 人"):
        do(operations.announce, maker, run=held.run.id)
    do(operations.judge, people.officer(), run=held.run.id, marks=people.marks_for(held))
    do(operations.announce, maker, run=held.run.id)
    assert people.fresh(held.run.id).run.state == tables.ANNOUNCED


def test_a_bonus_needs_two_judges_only_where_somebody_gave_one(maker):
    held = people.judged(maker)
    judge = people.officer()
    bonus = [operations.Mark("jinshui", "innovation", Decimal(3), "全市推广。", "2号")]
    do(operations.judge, judge, run=held.run.id, marks=bonus)
    with pytest.raises(UnableToAssess, match="不足 2 人"):
        do(operations.announce, maker, run=held.run.id)
    do(operations.judge, people.officer(), run=held.run.id, marks=bonus)
    do(operations.announce, maker, run=held.run.id)
    assert Standing.objects.get(run=held.run, subject="jinshui").bonus == 3


def test_who_made_the_run_does_not_judge_it(maker):
    held = people.begin(maker)
    with pytest.raises(UnableToStep, match="两个环节"):
        do(operations.judge, maker, run=held.run.id, marks=people.marks_for(held))


def test_a_unit_sees_its_own_sheet_once_it_was_told_and_no_other(maker):
    held = people.judged(maker)
    own, other, leader = people.county(), people.county("410102"), people.leader()
    assert queries.list_runs(own) == []
    with pytest.raises(NotFound):
        queries.access_run(own, held.run.id)
    assert len(queries.list_sheets(leader, queries.access_run(leader, held.run.id))) == 16
    do(operations.announce, maker, run=held.run.id)
    told = queries.access_run(own, held.run.id)
    assert [sheet.subject.key for sheet in queries.list_sheets(own, told)] == ["jinshui"]
    with pytest.raises(NotFound):
        queries.access_sheet(other, held.run.id, "jinshui")
    with pytest.raises(NotAllowed):
        list_judgements(own, told, "jinshui")
    with pytest.raises(NotAllowed):
        queries.list_runs(people.scope(Role.STREET_CLERK, "city.civil-affairs", "410105001"))


def appeal(held, who, now=NOW, **told):
    words = {"subject": "jinshui", "item": "beds", "text": "漏计了两处机构。", "evidence": "测试函1号"}
    return do(operations.appeal, who, now, run=held.run.id, **(words | told))


def test_an_appeal_is_decided_by_somebody_who_did_not_judge_and_lays_points_down(maker):
    people.put_value("beds.per_thousand", "jinshui", "30")
    held = people.begin(maker)
    judge = people.officer()
    for who in (judge, people.officer()):
        do(operations.judge, who, run=held.run.id, marks=people.marks_for(held))
    do(operations.announce, maker, run=held.run.id)
    row = appeal(held, people.county())
    decided = {"key": row.id, "upheld": True, "reply": "核实无误，补计。", "points": Decimal(14)}
    for nobody in (maker, judge):
        with pytest.raises(UnableToStep, match="两个环节"):
            do(operations.decide_appeal, nobody, **decided)
    do(operations.decide_appeal, people.officer(), **decided)
    kept = score(held, "jinshui", "beds")
    assert (kept.counted, kept.points) == (Decimal("11.25"), 14)
    with pytest.raises(UnableToAssess, match="已经处理"):
        do(operations.decide_appeal, people.officer(), **decided)


def test_an_appeal_after_its_end_twice_or_for_another_unit_is_refused(maker):
    held = people.announced(maker)
    own = people.county()
    with pytest.raises(UnableToAssess, match="自己的单位"):
        appeal(held, own, subject="erqi")
    with pytest.raises(UnableToAssess, match="理由"):
        appeal(held, own, evidence="")
    over = held.run.appeals_until + timedelta(seconds=1)
    with pytest.raises(UnableToAssess, match="申诉期已过"):
        appeal(held, own, over)
    appeal(held, own, held.run.appeals_until)
    with pytest.raises(UnableToAssess, match="已经申诉过"):
        appeal(held, people.county())
    with pytest.raises(NotFound):
        appeal(held, own, item="nothing")
    assert Appeal.objects.count() == 1


def test_the_days_of_appeal_are_working_days(maker):
    held = people.announced(maker)
    assert f"{held.run.appeals_until:%m-%d}" == "01-17"


def test_ranks_stand_only_after_the_days_of_appeal_and_all_appeals(maker):
    held = people.announced(maker)
    with pytest.raises(UnableToAssess, match="申诉期还没有结束"):
        do(operations.settle, maker, run=held.run.id)
    row = appeal(held, people.county())
    with pytest.raises(UnableToAssess, match="没有处理"):
        do(operations.settle, maker, LATER, run=held.run.id)
    do(operations.decide_appeal, people.officer(), LATER, key=row.id, upheld=False, reply="依据不足。")
    do(operations.settle, maker, LATER, run=held.run.id)


def test_a_second_person_confirms_and_who_settled_cannot(maker):
    held = people.announced(maker)
    do(operations.settle, maker, LATER, run=held.run.id)
    with pytest.raises(UnableToStep, match="两个环节"):
        do(operations.confirm, maker, LATER, run=held.run.id)
    do(operations.confirm, people.office(), LATER, run=held.run.id)
    with pytest.raises(UnableToStep, match="已经办理过"):
        do(operations.confirm, people.office(), LATER, run=held.run.id)
    with pytest.raises(UnableToStep):
        do(operations.recount, maker, LATER, run=held.run.id)
    assert Run.objects.get(id=held.run.id).locked_at == LATER


def test_what_comes_back_is_judged_and_told_again(maker):
    held = people.announced(maker)
    do(operations.settle, maker, LATER, run=held.run.id)
    do(operations.send_back, people.office(), LATER, run=held.run.id, reason="评分依据不足。")
    row = people.fresh(held.run.id).run
    assert (row.state, row.announced_at, row.appeals_until) == (tables.SCORING, None, None)
    do(operations.announce, maker, LATER, run=held.run.id)


def correct(held, who, **told):
    words = {
        "subject": "jinshui",
        "item": "leadership",
        "points": Decimal(1),
        "reason": "复核。",
        "document": "测试3号",
    }
    return do(operations.propose_correction, who, LATER, run=held.run.id, **(words | told))


def test_a_locked_score_changes_by_a_dated_correction_of_two_persons(maker):
    held = people.announced(maker)
    with pytest.raises(UnableToAssess, match="锁定以后"):
        correct(held, people.office())
    do(operations.settle, maker, LATER, run=held.run.id)
    do(operations.confirm, people.office(), LATER, run=held.run.id)
    one = people.office()
    row = correct(held, one)
    with pytest.raises(UnableToAssess, match="另一人"):
        do(operations.confirm_correction, one, LATER, key=row.id)
    assert score(held, "jinshui", "leadership").points == Decimal("6.8")
    before = Standing.objects.get(run=held.run, subject="jinshui")
    do(operations.confirm_correction, people.office(), LATER, key=row.id)
    after = Standing.objects.get(run=held.run, subject="jinshui")
    assert score(held, "jinshui", "leadership").points == 1
    assert (before.rank, after.rank) == (1, 16)
    assert people.fresh(held.run.id).run.corrected_at == LATER
    with pytest.raises(UnableToAssess, match="已经确认"):
        do(operations.confirm_correction, people.office(), LATER, key=row.id)
    with pytest.raises(UnableToAssess, match="0 到 8"):
        correct(held, one, points=Decimal(9))
    with pytest.raises(UnableToAssess, match="文件号"):
        correct(held, one, document="")
    assert Correction.objects.count() == 1


def test_equal_totals_share_a_rank(maker):
    held = people.locked(maker)
    assert set(Standing.objects.filter(run=held.run).values_list("rank", flat=True)) == {1}


def test_a_note_names_a_clause_and_is_seen_by_its_unit(maker):
    held = people.locked(maker)
    told = {"run": held.run.id, "subject": "jinshui", "kind": "award", "text": "建议表扬。"}
    with pytest.raises(UnableToAssess, match="条款"):
        do(operations.write_note, people.office(), LATER, clause="2018-34/9.9", **told)
    with pytest.raises(UnableToAssess):
        do(operations.write_note, people.office(), LATER, clause="2018-34/4.6", **(told | {"kind": "x"}))
    do(operations.write_note, people.office(), LATER, clause="2014-25/4.4", **told)
    assert len(queries.list_notes(people.county(), people.fresh(held.run.id))) == 1
    assert queries.list_notes(people.county("410102"), people.fresh(held.run.id)) == []
