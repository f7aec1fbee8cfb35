"""A department that was reorganised keeps its year: duties count for who answers at the year's end."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chongyang.duties.rules.answering import answering, forebears, heirs
from chongyang.supervision import operations, queries
from chongyang.supervision.enums import Listing
from chongyang.supervision.models import Score
from chongyang.supervision.operations import UnableToAssess
from chongyang.supervision.queries.assessment import hold_scheme
from chongyang.supervision.rules import sources
from chongyang.supervision.rules.schemes import get_scheme
from chongyang.supervision.rules.subjects import subjects_of
from tests.duties import people as duties
from tests.supervision import people

pytestmark = pytest.mark.usefixtures("db")
do, NOW = people.do, people.NOW
OLD, NEW = "city.health-family-planning", "city.health-commission"
MARKET = "city.market-regulation"
NEXT = datetime(2020, 1, 9, 2, tzinfo=UTC)
"""A Thursday after the year 2019."""


def departments(year):
    scheme = get_scheme(year)
    return {one.key: one for one in subjects_of(scheme, scheme.of(Listing.DEPARTMENTS))}


def test_who_answers_follows_the_successors_of_a_day():
    assert answering(OLD, date(2018, 12, 31)) == OLD
    assert answering(OLD, date(2019, 1, 1)) == NEW
    assert heirs(OLD) == (NEW,)
    assert forebears(MARKET, date(2019, 12, 31)) == (
        "city.food-drug",
        "city.industry-commerce",
        "city.quality",
    )
    assert forebears(MARKET, date(2018, 12, 31)) == ()


def test_the_list_of_2018_stays_and_that_of_2019_names_who_took_over():
    before, after = departments(2018), departments(2019)
    assert OLD in before
    assert NEW not in before
    assert all(one.formerly == () for one in before.values())
    assert OLD not in after
    assert after[NEW].formerly == (OLD,)
    assert set(before) - set(after) == {key for key in before if answering(key, date(2019, 12, 31)) != key}


class Tally:
    def __init__(self, **numbers):
        self.__dict__.update(numbers)


def counted(monkeypatch, year):
    rows = {OLD: Tally(green=1, red=1), NEW: Tally(green=2), "city.finance": Tally(green=1, red=3)}
    monkeypatch.setattr(sources, "_readers", {"duties": lambda scope, year: rows})
    maker, at = people.office(), NOW if year == 2018 else NEXT
    held = hold_scheme(do(operations.open_run, maker, at, year=year, listing="departments"))
    return {row.subject: row for row in Score.objects.filter(run=held.run, item="duties")}


def test_duties_under_both_keys_count_for_the_successor(monkeypatch):
    rows = counted(monkeypatch, 2019)
    assert rows[NEW].share == Decimal("0.75")
    assert rows[NEW].trace["keys"] == [NEW, OLD]
    assert rows["city.finance"].share == Decimal("0.25")
    assert "keys" not in rows["city.finance"].trace


def test_a_past_year_counts_the_key_of_its_day_alone(monkeypatch):
    rows = counted(monkeypatch, 2018)
    assert rows[OLD].share == Decimal("0.5")
    assert "keys" not in rows[OLD].trace


def test_duties_of_the_ledger_given_before_and_after_are_one_tally():
    """An item given in 2018 to the commission of its day and one given in 2019 to its successor."""
    office = duties.office()
    (before,) = duties.give("2018-34:medical.hospice_pilot", OLD, scope=office, basis="甲")
    spring = datetime(2019, 3, 4, 2, tzinfo=UTC)
    (after,) = duties.give("2018-34:medical.hospice_pilot", NEW, scope=office, basis="乙", now=spring)
    assert (before.organisation_key, after.organisation_key) == (OLD, NEW)
    run = do(operations.open_run, people.office(), NEXT, year=2019, listing="departments")
    row = Score.objects.get(run=run, item="duties", subject=NEW)
    told = {name: int(number) for name, number in row.trace["over"]}
    assert sum(told.values()) == 2
    assert not Score.objects.filter(run=run, subject=OLD).exists()


def test_a_department_of_2019_leads_what_the_plan_gave_its_forebears():
    run = do(operations.open_run, people.office(), NEXT, year=2019, listing="departments")
    led = {line["target"] for line in Score.objects.get(run=run, item="led", subject=NEW).trace["targets"]}
    old = do(operations.open_run, people.office(), NOW, year=2018, listing="departments")
    assert led == {
        line["target"] for line in Score.objects.get(run=old, item="led", subject=OLD).trace["targets"]
    }
    assert led


def test_who_took_over_reads_and_appeals_the_sheet_of_its_forebear():
    held = people.announced(people.office(), "departments")
    heir, other = people.department(NEW), people.department("city.market-regulation")
    assert [one.subject.key for one in queries.list_sheets(heir, held)] == [OLD]
    told = {"run": held.run.id, "subject": OLD, "item": "led", "text": "漏计一处。", "evidence": "1号"}
    do(operations.appeal, heir, **told)
    with pytest.raises(UnableToAssess, match="自己的单位"):
        do(operations.appeal, other, **(told | {"item": "shared"}))


def test_who_took_over_does_not_judge_its_forebear():
    held = people.begin(people.office(), "departments")
    tied = people.scope(people.Role.SUPERVISION_OFFICER, NEW)
    mark = operations.Mark(OLD, "policies", Decimal(90), "好。", "1号")
    with pytest.raises(UnableToAssess, match="自己所在的单位"):
        do(operations.judge, tied, run=held.run.id, marks=[mark])
