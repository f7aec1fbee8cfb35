"""Months that were paid already are made right when a fact changes backwards; stops end awards. Sums."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.clock import now
from chongyang.funding import operations
from chongyang.funding.models import Award, AwardStop, MonthLine
from chongyang.funding.operations import deaths
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.rules.awards import Known, add_months, inputs_on, instalments_of, load
from chongyang.registry.models import Elder
from chongyang.treasury.models import Instalment, PaymentOrder, Receivable
from tests.funding import awards, people
from tests.funding.awards import JUNE, Three
from tests.funding.people import do

JULY, AUGUST, SEPTEMBER = date(2019, 7, 1), date(2019, 8, 1), date(2019, 9, 1)


@pytest.fixture
def money(db):
    people.budgets("carer_post_allowance")
    people.budgets("home_care_purchase", fund="lottery")


def owed(made):
    return sum(Receivable.objects.filter(person=made.payee).values_list("amount_fen", flat=True))


def net(made):
    return sum(sum(fen) for fen in awards.sums(made).values()) - owed(made)


def test_years_of_service_grow_into_the_next_class_by_themselves(money):
    made, three = awards.award(inputs={**awards.CARER, "months_in_city": 35}), Three()
    three.run(JUNE)
    three.run(JULY)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [15_000]}


def test_a_fact_that_changes_backwards_pays_the_difference_as_a_correction(money):
    made, three = awards.award(), Three()
    three.run(JUNE)
    awards.pay()
    three.run(JULY)
    awards.fact(made, "months_in_city", 40, JUNE)
    run = three.run(AUGUST)
    assert awards.sums(made) == {
        "2019-06": [10_000, 5_000],
        "2019-07": [10_000, 5_000],
        "2019-08": [15_000],
    }
    assert (run.due_fen, run.back_fen, run.recovered_fen) == (15_000, 10_000, 0)
    first = PaymentOrder.objects.get(person=made.payee, period_from=JUNE, line=0)
    assert PaymentOrder.objects.get(corrects=first).line == 1
    again = three.run(SEPTEMBER)
    assert again.back_fen == 0


def test_what_was_paid_too_much_comes_back_in_instalments(money):
    made, three = awards.award(inputs={**awards.CARER, "months_in_city": 60}), Three()
    three.run(JUNE)
    three.run(JULY)
    awards.pay()
    awards.fact(made, "months_in_city", 12, JUNE)
    run = three.run(AUGUST)
    assert run.recovered_fen == 20_000
    assert owed(made) == 20_000
    assert net(made) == 30_000
    for row in Receivable.objects.filter(person=made.payee):
        parts = Instalment.objects.filter(receivable=row).values_list("amount_fen", flat=True)
        assert sum(parts) == row.amount_fen
    assert three.run(SEPTEMBER).recovered_fen == 0


def test_what_has_not_left_is_cancelled_and_ordered_anew(money):
    made, three = awards.award(inputs={**awards.CARER, "months_in_city": 60}), Three()
    three.run(JUNE)
    awards.fact(made, "months_in_city", 12, JUNE)
    three.run(JULY)
    assert awards.sums(made) == {"2019-06": [10_000], "2019-07": [10_000]}
    assert PaymentOrder.objects.filter(person=made.payee, state="cancelled").count() == 1


def test_what_is_on_its_way_waits_and_is_made_right_later(money):
    made, three = awards.award(inputs={**awards.CARER, "months_in_city": 60}), Three()
    three.run(JUNE)
    PaymentOrder.objects.update(state="released")
    awards.fact(made, "months_in_city", 12, JUNE)
    run = three.run(JULY)
    assert MonthLine.objects.get(run=run, month=JUNE).waits
    assert net(made) == 30_000
    PaymentOrder.objects.filter(state="released").update(state="paid", paid_on=date(2019, 8, 1))
    three.run(AUGUST)
    assert net(made) == 30_000


def test_up_and_down_again_ends_at_what_is_due(money):
    made, three = awards.award(), Three()
    for month, months in ((JUNE, 30), (JULY, 60), (AUGUST, 12), (SEPTEMBER, 40)):
        three.run(month)
        awards.pay()
        awards.fact(made, "months_in_city", months, JUNE)
    three.run(add_months(SEPTEMBER, 1))
    assert net(made) == 5 * 15_000


def test_a_condition_that_ends_proposes_a_stop_that_another_confirms(money):
    made, three = awards.award(), Three()
    three.run(JUNE)
    awards.pay()
    teller = people.county()
    awards.fact(made, "is_at_post", False, date(2019, 6, 20), teller)
    stop = AwardStop.objects.get(award=made)
    assert (stop.state, stop.from_on, stop.reason) == ("proposed", JULY, "离岗")
    assert Award.objects.get(id=made.id).valid_to is None
    do(operations.decide_stop, people.county(), stop=stop.id, confirm=True)
    assert Award.objects.get(id=made.id).valid_to == JULY
    assert net(made) == 10_000


def test_who_proposes_a_stop_does_not_confirm_it_and_a_reason_is_needed(money):
    made, one = awards.award(), people.county()
    with pytest.raises(UnableToHandle):
        do(operations.propose_stop, one, award=made.id, reason=" ", from_on=JULY)
    stop = do(operations.propose_stop, one, award=made.id, reason="本人放弃", from_on=JULY)
    with pytest.raises(UnableToHandle):
        do(operations.propose_stop, people.county(), award=made.id, reason="再提", from_on=JULY)
    with pytest.raises(UnableToHandle):
        do(operations.decide_stop, one, stop=stop.id, confirm=True)
    do(operations.decide_stop, people.county(), stop=stop.id, confirm=False)
    assert Award.objects.get(id=made.id).valid_to is None
    with pytest.raises(UnableToHandle):
        do(operations.decide_stop, people.county(), stop=stop.id, confirm=True)


def test_a_death_stops_from_the_next_month_takes_back_and_a_mistake_pays_again(money):
    made, three = awards.elder_award(), Three("home_care_purchase")
    for month in (JUNE, JULY, AUGUST):
        three.run(month)
    awards.pay()
    Elder.objects.filter(id=made.person).update(life_status="dead", status_on=date(2019, 6, 18))
    deaths.stop_awards(made.person, now())
    deaths.stop_awards(made.person, now())
    assert Award.objects.get(id=made.id).valid_to == JULY
    assert AwardStop.objects.filter(award=made).count() == 1
    other = awards.elder_award()
    three.run(SEPTEMBER)
    assert (net(made), owed(made)) == (30_000, 60_000)
    Elder.objects.filter(id=made.person).update(life_status="alive", status_on=None)
    deaths.resume_awards(made.person, now())
    assert Award.objects.get(id=made.id).valid_to is None
    three.run(add_months(SEPTEMBER, 1))
    assert net(made) == 5 * 30_000
    assert net(other) == 5 * 30_000


def test_rubbish_facts_are_refused(money):
    made = awards.award()
    rubbish = [
        ("months_in_city", -1, JUNE),
        ("months_in_city", "\x00", JUNE),
        ("star", 6, JUNE),
        ("is_at_post", "maybe", JUNE),
        ("is_at_post", True, date(1900, 1, 1)),
        ("is_at_post", True, date(2199, 1, 1)),
    ]
    for name, value, on in rubbish:
        with pytest.raises(UnableToHandle):
            awards.fact(made, name, value, on)


AT = now()
MOMENTS = st.dates(date(2018, 1, 1), date(2020, 1, 1))


@given(st.integers(1, 10**7), st.dates(date(2018, 1, 1), date(2030, 1, 1)))
def test_instalments_sum_to_the_whole_in_order(amount, first):
    parts = instalments_of(amount, first.replace(day=1), load())
    days = [day for day, _ in parts]
    assert sum(fen for _, fen in parts) == amount
    assert days == sorted(set(days))
    assert all(fen > 0 for _, fen in parts)
    assert len(parts) <= load().instalments


@given(MOMENTS, st.integers(0, 600), st.integers(0, 120))
def test_months_and_ages_grow_from_the_day_that_they_were_told_for(told, months, later):
    on = add_months(told.replace(day=1), later + 1)
    grows = {"months": "month", "age": "year"}
    facts = [Known("months", months, told, AT), Known("age", 60, told, AT), Known("word", "a", told, AT)]
    known = inputs_on(facts, grows, on)
    passed = later + (told.day == 1)
    assert (known["months"], known["age"], known["word"]) == (months + passed, 60 + passed // 12, "a")


def test_an_age_turns_on_its_day():
    told = [Known("age", 79, date(2019, 6, 1), AT)]
    days = (date(2020, 5, 31), date(2020, 6, 1))
    assert [inputs_on(told, {"age": "year"}, day)["age"] for day in days] == [79, 80]


def test_two_files_with_the_same_award_are_not_linked(money):
    from chongyang.core.hanging import reason_against

    one, two = awards.elder_award(), awards.elder_award()
    assert "停发" in reason_against(one.person, two.person)
    assert not reason_against(one.person, awards.factories.make_elder().id)
