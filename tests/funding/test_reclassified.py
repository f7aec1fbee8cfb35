"""Another class in the middle of an award: an age, a star, a raise, other payers for the same. In fen."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
import yaml
from django.db import connection

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.funding.models import AwardFact, MonthLine
from chongyang.funding.operations.awarding import open_award
from chongyang.funding.queries.yuan import explain_yuan
from chongyang.policy.models import Choice, Overlay
from chongyang.policy.rules import programmes
from chongyang.policy.rules.amounts import RULES
from chongyang.policy.rules.engine.steps import amount, condition
from chongyang.treasury.integrity import CHECKS
from chongyang.treasury.models import (
    AllottedFund,
    Budget,
    Entry,
    OrderPart,
    PaymentOrder,
    Posting,
    Receivable,
)
from chongyang.treasury.operations import UnableToPay
from tests import factories
from tests.funding import awards, people
from tests.funding.awards import COUNTY, JUNE, Three

JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2019, month, 1) for month in (7, 8, 9, 10))
CITY = 410100000000
CARER = "carer_post_allowance"
OLD_AGE, RUNNING = "old_age_test", "home_running_test"


def old_age_test(v):
    """100 yuan a month from eighty, 200 from ninety."""
    yield condition("is_old", "满八十周岁", pl.col("age") >= 80)
    yield amount("高龄津贴", pl.when(pl.col("age") >= 90).then(20_000).otherwise(10_000), {"county": 100})


def home_running_test(v):
    """1,000 yuan a month for each star, in equal parts."""
    yield amount("运营补贴", pl.col("star") * 100_000, {"city": 50, "county": 50})


def programme(code, who, inputs, **more):
    return {
        "code": code,
        "title": f"{code}（测试）",
        "clause": "2018-34/3.1.3",
        "rule": code,
        "flow": "institution" if who == "organisation" else "person",
        "applicant": "测试",
        "who": who,
        "object": "institution" if who == "organisation" else "person",
        "period": "month",
        "fund": "general_budget",
        "evidence": ["测试材料"],
        "stop": ["测试"],
        "recovery": "测试",
        "confirmed": False,
        "inputs": inputs,
        **more,
    }


@pytest.fixture(autouse=True)
def _own_programmes(db, tmp_path, monkeypatch):
    """Two of the city's own: a file and a rule of a few lines each."""
    for rule in (old_age_test, home_running_test):
        monkeypatch.setitem(RULES, rule.__name__, rule)
    age = {"age": {"type": "number", "label": "周岁", "minimum": 0, "whole": True}}
    star = {"star": {"type": "number", "label": "星级", "minimum": 0, "maximum": 5, "whole": True}}
    rows = [
        programme(OLD_AGE, "elder", age, grows={"age": "year"}),
        programme(RUNNING, "organisation", star),
    ]
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    programmes.look_in(tmp_path)
    for code in (CARER, OLD_AGE, RUNNING):
        people.budgets(code)
    yield
    programmes.look_in(None)


def owed(made):
    return sum(Receivable.objects.filter(awards.of(made)).values_list("amount_fen", flat=True))


def run_through(three, *months):
    for month in months:
        three.run(month)


def by_month(before, after, turned):
    """One payment for each of four months, of which the later ones give more."""
    return {f"{one:%Y-%m}": [before if one < turned else after] for one in (JUNE, JULY, AUGUST, SEPTEMBER)}


# An age


@pytest.mark.parametrize(
    ("born_on", "turned"),
    [
        (date(1929, 7, 31), AUGUST),
        (date(1929, 8, 1), AUGUST),
        (date(1929, 8, 2), SEPTEMBER),
    ],
)
def test_an_age_turns_on_its_birthday_and_the_month_after_pays_more(born_on, turned):
    elder = factories.make_elder(born_on=born_on)
    row = awards.application(OLD_AGE, person=elder.id)
    row.inputs = {"age": 89}
    row.save()
    with enter(system_scope("test")):
        made = open_award(row, SYSTEM, now())
    assert AwardFact.objects.get(award=made).valid_from == born_on.replace(year=2018)
    run_through(Three(OLD_AGE), JUNE, JULY, AUGUST, SEPTEMBER)
    assert awards.sums(made) == by_month(10_000, 20_000, turned)


def test_who_turns_out_to_be_older_is_paid_the_difference_from_the_month_of_the_birthday():
    made, three = awards.award(OLD_AGE, person=factories.make_elder().id, inputs={"age": 85}), Three(OLD_AGE)
    run_through(three, JUNE, JULY, AUGUST)
    awards.pay()
    awards.fact(made, "age", 90, date(2019, 6, 2))
    run = three.run(SEPTEMBER)
    assert awards.sums(made) == {
        "2019-06": [10_000],
        "2019-07": [10_000, 10_000],
        "2019-08": [10_000, 10_000],
        "2019-09": [20_000],
    }
    assert (run.due_fen, run.back_fen, run.recovered_fen) == (20_000, 20_000, 0)
    lines = MonthLine.objects.filter(run=run).order_by("month")
    told = [(f"{line.month:%m}", line.before_fen, line.amount_fen, line.difference_fen) for line in lines]
    assert told == [("07", 10_000, 20_000, 10_000), ("08", 10_000, 20_000, 10_000), ("09", 0, 20_000, 20_000)]


def test_who_turns_out_to_be_too_young_gives_back_and_waits_for_her_birthday():
    made, three = awards.award(OLD_AGE, person=factories.make_elder().id, inputs={"age": 80}), Three(OLD_AGE)
    run_through(three, JUNE, JULY)
    awards.pay()
    awards.fact(made, "age", 79, JUNE)
    run = three.run(AUGUST)
    assert (run.due_fen, run.recovered_fen, owed(made)) == (0, 20_000, 20_000)
    awards.fact(made, "age", 80, SEPTEMBER)
    run_through(three, SEPTEMBER)
    assert awards.sums(made)["2019-09"] == [10_000]


# A star


@pytest.mark.parametrize(
    ("on", "first"), [(AUGUST, AUGUST), (date(2019, 8, 2), SEPTEMBER), (date(2019, 7, 31), AUGUST)]
)
def test_another_star_in_the_middle_of_an_award_pays_from_its_month(on, first):
    made, three = awards.award(RUNNING, organisation=new_key(), inputs={"star": 3}), Three(RUNNING)
    run_through(three, JUNE, JULY)
    awards.fact(made, "star", 4, on)
    run_through(three, AUGUST, SEPTEMBER)
    assert awards.sums(made) == by_month(300_000, 400_000, first)
    parts = OrderPart.objects.filter(order__organisation=made.organisation, order__period_from=SEPTEMBER)
    assert dict(parts.values_list("level", "amount_fen")) == {"city": 200_000, "county": 200_000}


def test_a_star_that_was_lost_is_recovered_in_instalments_and_one_that_came_is_paid_back():
    made, three = awards.award(RUNNING, organisation=new_key(), inputs={"star": 4}), Three(RUNNING)
    run_through(three, JUNE, JULY)
    awards.pay()
    awards.fact(made, "star", 2, JULY)
    run = three.run(AUGUST)
    assert (run.recovered_fen, owed(made)) == (200_000, 200_000)
    row = Receivable.objects.get(organisation=made.organisation)
    assert list(row.instalments.order_by("number").values_list("amount_fen", flat=True)) == [33_333] * 5 + [
        33_335
    ]
    awards.fact(made, "star", 5, JULY)
    run = three.run(SEPTEMBER)
    assert awards.sums(made) == {
        "2019-06": [400_000],
        "2019-07": [400_000, 300_000],
        "2019-08": [200_000, 300_000],
        "2019-09": [500_000],
    }
    assert run.back_fen == 300_000 + 300_000


def test_an_institution_has_one_award_of_a_programme_and_its_area_reads_it():
    made = awards.award(RUNNING, organisation=new_key(), inputs={"star": 3})
    other = awards.application(RUNNING, organisation=made.organisation)
    other.inputs = {"star": 3}
    other.save()
    with pytest.raises(Exception, match="不能重复享受"), enter(system_scope("test")):
        open_award(other, SYSTEM, now())


# A raise of a county or a street


def overlay(first, last, value=180, on=JULY):
    told = {"document": "测试文件2号", "proposed_by": new_key(), "proposed_at": now()}
    return Overlay.objects.create(
        parameter="carer.post_allowance.1",
        first=first,
        last=last,
        value=Decimal(value),
        payer="county",
        valid_from=on,
        confirmed_by=new_key(),
        confirmed_at=now(),
        **told,
    )


@pytest.mark.parametrize(
    "area", [(410105000000, 410105999999), (410105001000, 410105001999)], ids=["county", "street"]
)
def test_a_raise_is_paid_from_its_month_and_the_explanation_says_so(area):
    made, three = awards.award(), Three()
    run_through(three, JUNE, JULY)
    awards.pay()
    overlay(*area)
    run_through(three, AUGUST)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000, 8_000], "2019-08": [18_000]}
    orders = PaymentOrder.objects.filter(person=made.payee)
    raised = {}
    for row in orders.order_by("period_from", "line"):
        told = explain_yuan(people.county_finance(), row.id).ground
        rests = {one.parameter.id: one for one in told.rests_on}["2018-34:carer.post_allowance.1"]
        raised[f"{row.period_from:%m}-{row.line}"] = (rests.is_raised, int(rests.value))
    assert raised == {"06-0": (False, 100), "07-0": (False, 100), "07-1": (True, 180), "08-0": (True, 180)}


def test_a_raise_elsewhere_changes_nothing():
    made = awards.award()
    overlay(410105002000, 410105002999)
    run_through(Three(), JULY)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000]}


# Other payers for the same sum


def payer(alternative, on=JULY):
    one, two = new_key(), new_key()
    Choice.objects.filter(parameter="carer.post_allowance.payer", valid_to=None).update(valid_to=on)
    return Choice.objects.create(
        parameter="carer.post_allowance.payer",
        alternative=alternative,
        valid_from=on,
        document="测试文件3号",
        proposed_by=one,
        proposed_at=now(),
        confirmed_by=two,
        confirmed_at=now(),
    )


def carried(made, month):
    """What each level carries of a month: parts, and what payers settled among themselves."""
    held: dict[str, int] = {}
    orders = PaymentOrder.objects.filter(person=made.payee, period_from=month).exclude(state="cancelled")
    for level, fen in OrderPart.objects.filter(order__in=orders).values_list("level", "amount_fen"):
        held[level] = held.get(level, 0) + fen
    moved = Entry.objects.filter(kind="correction", reference__in=orders.values("id"))
    for level, fen in Posting.objects.filter(entry__in=moved, account="used").values_list(
        "level", "amount_fen"
    ):
        held[level] = held.get(level, 0) + fen
    return {level: fen for level, fen in held.items() if fen}


def year():
    """In which the payments are due."""
    return OrderPart.objects.order_by("id")[0].budget.year


def spent(**levels):
    """What the bank would have done to the budgets."""
    for level, fen in levels.items():
        held = Budget.objects.filter(level=level, programme=CARER, year=year())
        if level == "city":
            budget = held.get()
            AllottedFund.objects.create(budget=budget, area=COUNTY, allotted_fen=10**9, used_fen=fen)
        held.update(spent_fen=fen, committed_fen=0)


def is_found(name):
    """Whether the named check of integrity finds something."""
    check = next(one for one in CHECKS if one.name == name)
    with connection.cursor() as cursor:
        cursor.execute(check.rows)
        return bool(cursor.fetchall())


def test_payers_settle_what_was_paid_when_the_county_pays_instead_of_the_city():
    made, three = awards.award(), Three()
    run_through(three, JUNE, JULY)
    awards.pay()
    spent(city=20_000, county=0)
    payer("county", on=JULY)
    run = three.run(AUGUST)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000], "2019-08": [10_000]}
    assert (run.back_fen, run.recovered_fen, owed(made)) == (0, 0, 0)
    assert [carried(made, month) for month in (JUNE, JULY, AUGUST)] == [
        {"city": 10_000},
        {"county": 10_000},
        {"county": 10_000},
    ]
    budgets = Budget.objects.filter(programme=CARER, year=year(), level__in=("city", "county"))
    assert dict(budgets.values_list("level", "spent_fen")) == {"city": 10_000, "county": 10_000}
    assert AllottedFund.objects.get().used_fen == 10_000
    assert not is_found("treasury.allotted_differs")
    again = three.run(SEPTEMBER)
    assert not MonthLine.objects.filter(run=again).exclude(month=SEPTEMBER).exists()
    assert Entry.objects.filter(kind="correction").count() == 1


def test_payers_change_with_the_sum_and_back_again():
    made, three = awards.award(), Three()
    run_through(three, JUNE)
    awards.pay()
    spent(city=10_000, county=0)
    payer("county", on=JUNE)
    awards.fact(made, "months_in_city", 40, JUNE)
    run_through(three, JULY)
    assert awards.sums(made) == {"2019-06": [10_000, 5_000], "2019-07": [15_000]}
    assert carried(made, JUNE) == {"county": 15_000}
    awards.pay()
    awards.fact(made, "months_in_city", 12, JUNE)
    run_through(three, AUGUST)
    assert (owed(made), carried(made, JUNE)) == (10_000, {"county": 15_000})


def test_what_was_not_paid_yet_is_ordered_anew_from_the_right_payer():
    made, three = awards.award(), Three()
    run_through(three, JUNE)
    payer("equal", on=JUNE)
    run_through(three, JULY)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000]}
    assert carried(made, JUNE) == {"city": 5_000, "county": 5_000}
    assert not Entry.objects.filter(kind="correction").exists()


def test_a_payer_without_room_stops_the_month_and_a_closed_year_waits_with_a_sentence():
    made, three = awards.award(), Three()
    run_through(three, JUNE)
    awards.pay()
    spent(city=10_000, county=0)
    payer("county", on=JUNE)
    budget = Budget.objects.get(level="county", programme=CARER, year=year())
    Budget.objects.filter(id=budget.id).update(ceiling_fen=9_999)
    run = three.check(three.compute(JULY))
    with pytest.raises(UnableToPay):
        three.approve(run)
    assert Budget.objects.get(id=budget.id).spent_fen == 0
    Budget.objects.filter(year=year()).update(closed_at=now())
    with pytest.raises(UnableToPay, match="结"):
        three.approve(run)
    Budget.objects.filter(level="county").update(closed_at=None, ceiling_fen=10**9)
    three.approve(run)
    assert "年终" in MonthLine.objects.get(run=run, month=JUNE).waits
    assert carried(made, JUNE) == {"city": 10_000}
