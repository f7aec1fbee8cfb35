"""Titles that hang are looked at again: kept, mended, withdrawn after a hearing, lapsed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep
from chongyang.designations import operations, queries
from chongyang.designations.models import Review
from chongyang.designations.operations import UnableToJudge
from tests.designations import titled
from tests.funding import people
from tests.funding.people import do

DAY = timedelta(days=1)


def noon(day):
    """A moment of a day to come, in the city's time."""
    return now() + (day - timezone.localdate(now()))


def test_a_review_before_its_day_needs_a_reason(db):
    held = titled.given()
    with pytest.raises(UnableToJudge, match="还没有到"):
        do(operations.open_review, people.city(), held=held.id)
    row = do(operations.open_review, people.city(), held=held.id, why="群众反映")
    assert row.cause == "early"
    with pytest.raises(UnableToJudge, match="已有一件复核"):
        do(operations.open_review, people.city(), held=held.id, why="再来")


def test_a_review_opens_by_itself_on_its_day_and_once(db):
    held = titled.given()
    assert operations.open_due_reviews(now=noon(held.review_on - DAY)) == 0
    moment = noon(held.review_on)
    assert operations.open_due_reviews(now=moment) == 1
    assert operations.open_due_reviews(now=moment) == 0
    assert Review.objects.get().cause == "due"


def test_a_title_that_is_kept_is_looked_at_again_a_year_later(db):
    held = titled.given()
    review = titled.reviewed(held)
    do(operations.keep, people.city(), review=review.id)
    held.refresh_from_db()
    assert held.valid_to.year == held.valid_from.year + 3
    assert Review.objects.get().result == "kept"


def test_near_its_end_a_review_renews(db):
    held = titled.given()
    moment = noon(held.valid_to - 30 * DAY)
    review = titled.reviewed(held, at=moment)
    before = held.valid_to
    do(operations.keep, people.city(), review=review.id, now=moment)
    held.refresh_from_db()
    assert held.valid_to.year == before.year + 3


def test_who_looked_does_not_decide(db):
    held = titled.given()
    opened = do(operations.open_review, people.city(), held=held.id, why="群众反映")
    county = people.county()
    told = {"points": titled.full(held.title), "advice": "keep", "visited_on": timezone.localdate(now())}
    do(operations.report, county, review=opened.id, **told)
    with pytest.raises(UnableToStep):
        do(operations.keep, county, review=opened.id)


def test_what_is_to_be_mended_is_looked_at_again(db):
    held = titled.given()
    review = titled.reviewed(held, advice="mend", share=60)
    city, day = people.city(), timezone.localdate(now())
    with pytest.raises(UnableToJudge, match="整改期限"):
        do(operations.ask_to_mend, city, review=review.id, what="恢复夜间值守", until=day)
    row = do(operations.ask_to_mend, city, review=review.id, what="恢复夜间值守", until=day + 30 * DAY)
    assert row.state == "mending"
    told = {"points": titled.full(held.title), "advice": "keep", "visited_on": day}
    do(operations.report, people.assessor(), review=review.id, **told)
    row = do(operations.keep, city, review=review.id)
    assert row.state == "kept"


def test_mending_that_is_overdue_goes_back_to_who_decides(db):
    held = titled.given()
    review = titled.reviewed(held, advice="mend", share=60)
    until = timezone.localdate(now()) + 5 * DAY
    do(operations.ask_to_mend, people.city(), review=review.id, what="恢复夜间值守", until=until)
    assert operations.tell_overdue(now=noon(until)) == 0
    assert operations.tell_overdue(now=noon(until + DAY)) == 1
    assert Review.objects.get().state == "decision"


def test_a_withdrawal_needs_a_reason_and_a_hearing(db):
    held = titled.given()
    review = titled.reviewed(held, advice="withdraw", share=20)
    city, office = people.city(), titled.leading_office()
    with pytest.raises(UnableToJudge, match="理由"):
        do(operations.propose_withdrawal, city, review=review.id, reason=" ")
    do(operations.propose_withdrawal, city, review=review.id, reason="平台停用半年")
    with pytest.raises(UnableToJudge, match="理由"):
        do(operations.withdraw, office, review=review.id, reason="")
    with pytest.raises(UnableToJudge, match="陈述"):
        do(operations.withdraw, office, review=review.id, reason="平台停用半年")
    do(operations.hear, people.city(), review=review.id, text="到场陈述，无异议。")
    row = do(operations.withdraw, office, review=review.id, reason="平台停用半年")
    assert (row.state, row.result) == ("withdrawn", "withdrawn")
    held.refresh_from_db()
    assert (held.state, held.valid_to) == ("withdrawn", timezone.localdate(now()))


def test_without_a_word_in_its_days_a_title_is_withdrawn_after_them(db):
    held = titled.given()
    review = titled.reviewed(held, advice="withdraw", share=20)
    row = do(operations.propose_withdrawal, people.city(), review=review.id, reason="平台停用半年")
    after = noon(row.hearing_until + DAY)
    do(operations.withdraw, titled.leading_office(), review=review.id, reason="平台停用半年", now=after)
    held.refresh_from_db()
    assert held.state == "withdrawn"


def test_the_holder_speaks_in_its_days(db):
    clerk = people.street()
    held = titled.given(titled.submitted(clerk))
    review = titled.reviewed(held, advice="withdraw", share=20)
    row = do(operations.propose_withdrawal, people.city(), review=review.id, reason="平台停用半年")
    do(operations.speak, clerk, review=review.id, text="正在更换平台，下月恢复。")
    with pytest.raises(queries.NotFound):
        do(operations.speak, people.street(), review=review.id, text="别人的")
    with pytest.raises(UnableToJudge, match="结束"):
        do(operations.speak, clerk, review=review.id, text="晚了", now=noon(row.hearing_until + DAY))
    done = do(operations.let_stand, titled.leading_office(), review=review.id, reason="已恢复运行")
    assert (done.state, done.spoken.plain) == ("kept", "正在更换平台，下月恢复。")
    held.refresh_from_db()
    assert held.state == "held"


def test_a_withdrawn_title_frees_its_holder(db):
    clerk = people.street()
    held = titled.given(titled.submitted(clerk))
    do(operations.withdraw, titled.leading_office(), review=titled.heard(held), reason="平台停用半年")
    again = titled.given(titled.submitted(people.street()))
    assert again.plaque != held.plaque


def test_a_title_whose_time_is_over_lapses(db):
    held = titled.given()
    assert operations.lapse_titles(now=noon(held.valid_to - DAY)) == 0
    moment = noon(held.valid_to)
    assert operations.lapse_titles(now=moment) == 1
    held.refresh_from_db()
    assert held.state == "lapsed"
    with pytest.raises(UnableToJudge, match="不再有效"):
        do(operations.open_review, people.city(), held=held.id, why="晚了", now=moment)


def test_a_review_lies_out_of_reach_of_another_county(db):
    held = titled.given()
    review = titled.reviewed(held)
    with pytest.raises(queries.NotFound):
        queries.access_review(people.outsider(), review.id)
    with pytest.raises(queries.NotFound):
        do(operations.open_review, people.outsider(), held=held.id, why="别的县")
    assert not queries.list_reviews_of(people.outsider(), held)
