"""Signals hold the payments of a case until a person answers; the applicant objects, another decides."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import FileStored
from chongyang.core.scopes import SYSTEM
from chongyang.funding import operations
from chongyang.funding.models import Application, SampleLine, Signal
from chongyang.funding.operations.errors import UnableToApply, UnableToHandle
from chongyang.funding.queries import NotFound
from chongyang.funding.queries import signals as reads
from chongyang.funding.rules import signals as rules
from chongyang.funding.rules.samples import draw
from chongyang.registry.models import Elder
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import PaymentOrder
from chongyang.treasury.models.holds import Hold
from chongyang.treasury.operations.payees import payee_for
from tests import factories
from tests.funding import awards, people
from tests.funding.awards import JUNE, Three
from tests.funding.people import do
from tests.treasury import people as money


def found(rule):
    operations.raise_signals(now=now())
    return list(Signal.objects.filter(rule=rule).order_by("raised_at", "id"))


def beds(who, at, objects, programme="bed_construction", **inputs):
    row = people.draft(who, programme, inputs=inputs or people.BEDS, objects=objects, place=at)
    people.with_evidence(row, who)
    return do(operations.submit, who, application=row.id)


def test_more_beds_than_filed(db):
    place = people.place(beds=11)
    row = beds(people.clerk(), place.id, "A101-A112")
    signal = found("beds_over_filed")[0]
    assert (signal.application_id, signal.finding) == (row.id, {"claimed": 12, "filed": 11})
    assert found("beds_over_filed") == [signal]


def test_as_many_beds_as_filed_raise_nothing(db):
    beds(people.clerk(), people.place(beds=12).id, "A101-A112")
    assert found("beds_over_filed") == []


def test_one_bed_under_two_programmes(db):
    org, place = people.organisation(), people.place()
    first = beds(people.clerk(org), place.id, "A101-A112")
    second = beds(people.clerk(org), place.id, "B101-B112")
    Application.objects.filter(id=second.id).update(programme="public_home", objects_named=["A101"])
    signal = found("one_bed_two_subsidies")[0]
    assert signal.application_id == second.id
    assert signal.finding == {"beds": 1, "other": str(first.id)}


def test_the_same_photo_in_two_cases(db):
    rows = [people.submitted(people.clerk(), at=people.place().id) for _ in range(2)]
    looks = [0x0F0F_0F0F_0F0F_0F0F, 0x0F0F_0F0F_0F0F_0F0E]
    for row, one in zip(rows, looks, strict=True):
        FileStored.objects.filter(id=row.evidence.order_by("id")[0].file_id).update(looks=one)
    signal = found("photo_twice")[0]
    assert (signal.application_id, signal.finding["other"]) == (rows[1].id, str(rows[0].id))


def test_photos_that_differ_raise_nothing(db):
    rows = [people.submitted(people.clerk(), at=people.place().id) for _ in range(2)]
    for row, one in zip(rows, (0, 0x7FFF_FFFF), strict=True):
        FileStored.objects.filter(id=row.evidence.order_by("id")[0].file_id).update(looks=one)
    assert found("photo_twice") == []


def test_one_account_for_three_payees(db):
    for _ in range(3):
        row = awards.application()
        told = money.payee_told(key=row.carer, number="6200000000000004444")
        payee_for(told, by=SYSTEM, now=now())
    assert len(found("account_of_many")) == 3


def test_a_star_that_was_awarded_and_not_told(db):
    place = people.place()
    first = awards.application("star_award")
    Application.objects.filter(id=first.id).update(place=place.id, inputs={"star": 4}, decided_at=now())
    second = awards.application("star_award")
    told = {"star": 5, "star_awarded_before": 3}
    Application.objects.filter(id=second.id).update(place=place.id, inputs=told, state="acceptance")
    signal = found("star_before_untrue")[0]
    assert (signal.application_id, signal.finding) == (second.id, {"told": 3, "awarded": 4})


def test_a_rule_without_its_facts_says_what_it_waits_for(db):
    assert rules.load()["absent_and_claimed"].waits_for
    assert found("absent_and_claimed") == []


@pytest.fixture
def dead(db):
    """An elder who died in June and has a payment for July."""
    people.budgets("home_care_purchase", fund="lottery")
    made = awards.elder_award()
    three = Three("home_care_purchase")
    three.run(JUNE)
    three.run(date(2019, 7, 1))
    Elder.objects.filter(id=made.person).update(life_status="dead", status_on=date(2019, 6, 18))
    return made


def _batched(made):
    for payee in PaymentOrder.objects.filter(person=made.payee):
        if not payee.payee.accounts.exists():
            told = {"payee": payee.payee_id, "bank": "测试银行", "number": "6200000000000009999"}
            do(treasury.propose_account, people.county_finance(), **told)
            money.confirm_account_of(payee)
    until = timezone.localdate(now()) + timedelta(days=90)
    return do(treasury.make_batch, people.county_finance(), area=awards.COUNTY, until=until)


def test_dead_and_paid_holds_the_payments_until_answered(dead):
    signal = found("dead_and_paid")[0]
    assert signal.finding["payments"] == 1
    assert Hold.objects.filter(ended_at=None).count() == 2
    with pytest.raises(treasury.UnableToPay):
        _batched(dead)
    told = {"signal": signal.id, "answer": "登记有误，本人健在。"}
    do(operations.answer_signal, people.county(), founded=False, **told)
    assert not Hold.objects.filter(ended_at=None).exists()
    assert _batched(dead).count == 2
    assert found("dead_and_paid") == [signal]


def test_a_month_ordered_under_an_open_signal_waits_as_well(dead):
    found("dead_and_paid")
    Three("home_care_purchase").run(date(2019, 8, 1))
    assert Hold.objects.filter(ended_at=None).count() == 3


def test_what_stands_in_a_batch_already_is_not_released(dead):
    batch = _batched(dead)
    do(treasury.submit_batch, _maker(batch), batch=batch.id)
    do(treasury.approve_batch, people.county_finance(), batch=batch.id)
    found("dead_and_paid")
    with pytest.raises(treasury.UnableToPay, match="暂缓"):
        do(treasury.release_batch, people.county_finance(), batch=batch.id)


def _maker(batch):
    from chongyang.territory.models import Account

    return factories.scope_of(Account.objects.get(id=batch.made_by))


def test_an_objection_is_answered_by_another_person(db):
    clerk = people.clerk()
    row = people.submitted(clerk, at=people.place(beds=11).id)
    signal, one = found("beds_over_filed")[0], people.county()
    with pytest.raises(UnableToHandle):
        do(operations.answer_signal, one, signal=signal.id, founded=True, answer=" ")
    with pytest.raises(UnableToApply):
        do(operations.appeal_signal, clerk, signal=signal.id, text="尚未答复")
    do(operations.answer_signal, one, signal=signal.id, founded=True, answer="备案只有11张")
    do(operations.appeal_signal, clerk, signal=signal.id, text="已变更备案")
    told = {"signal": signal.id, "upheld": False, "reply": "核对了新的备案回执"}
    with pytest.raises(UnableToHandle, match="另一位"):
        do(operations.reply_to_appeal, one, **told)
    done = do(operations.reply_to_appeal, people.county(), **told)
    assert done.state == "unfounded"
    assert [one.id for one in reads.list_signals_of(row)] == [signal.id]
    with pytest.raises(UnableToHandle):
        do(operations.reply_to_appeal, people.county(), **told)


def test_owner_colleague_and_outsider_of_signals_and_samples(db):
    row = people.submitted(people.clerk(), at=people.place(beds=11).id)
    signal = found("beds_over_filed")[0]
    for who in (people.county(), people.city()):
        with enter(who):
            assert reads.access_signal(who, signal.id).application_id == row.id
    stranger = people.outsider()
    with enter(stranger):
        assert reads.list_signals(stranger) == []
        assert reads.list_sample_lines(stranger) == []
        with pytest.raises(NotFound):
            reads.access_signal(stranger, signal.id)
    other = people.clerk()
    with enter(other), pytest.raises(NotFound):
        reads.access_own_signal(other, signal.id)


@pytest.fixture
def paid(db):
    people.budgets("carer_post_allowance")
    made = [awards.award() for _ in range(6)]
    Three().run(JUNE)
    PaymentOrder.objects.update(state="paid", paid_on=date(2019, 8, 5))
    return made


AUGUST = {"from_on": date(2019, 8, 1), "to_on": date(2019, 9, 1)}


def _sample(who, seed=7, **told):
    return do(
        operations.draw_sample, who, **{"area": awards.COUNTY, "each": 3, "seed": seed, **AUGUST, **told}
    )


def test_the_same_seed_draws_the_same_cases(paid):
    one, two, other = (_sample(people.county(), seed) for seed in (7, 7, 8))
    keys = [
        set(SampleLine.objects.filter(sample=row).values_list("order", flat=True))
        for row in (one, two, other)
    ]
    assert keys[0] == keys[1]
    assert [len(found) for found in keys] == [3, 3, 3]


def test_every_stratum_is_drawn():
    from chongyang.core.keys import new_key

    rows = [((county, code), new_key()) for county in (1, 2) for code in "ab" for _ in range(county * 2)]
    drawn = draw(rows, each=3, seed=1)
    counts = {stratum: sum(1 for one, _ in drawn if one == stratum) for stratum, _ in rows}
    assert counts == {(1, "a"): 2, (1, "b"): 2, (2, "a"): 3, (2, "b"): 3}
    assert drawn == draw(list(reversed(rows)), each=3, seed=1)


def test_a_bad_result_opens_a_signal_on_the_case(paid):
    _sample(people.county())
    line = SampleLine.objects.order_by("id").first()
    told = {"line": line.id, "way": "visit", "note": "不在岗"}
    with pytest.raises(UnableToHandle):
        do(operations.tell_result, people.county(), result="perhaps", **told)
    do(operations.tell_result, people.county(), result="bad", **told)
    assert Signal.objects.get(rule="bad_sample").application_id == line.application_id
    with pytest.raises(UnableToHandle):
        do(operations.tell_result, people.county(), result="good", **told)


def test_who_held_a_stage_of_the_payment_does_not_verify_it(paid):
    from chongyang.territory.models import Account

    _sample(people.county())
    line = SampleLine.objects.order_by("id").first()
    holders = PaymentOrder.objects.get(id=line.order).held_by
    roles = [factories.scope_of(Account.objects.get(id=key)) for key in holders]
    who = next(scope for scope in roles if scope.role == "county_reviewer")
    with pytest.raises(UnableToHandle, match="其他人"):
        do(operations.tell_result, who, line=line.id, result="good", way="call", note="属实")


@pytest.mark.parametrize(
    "told",
    [
        {"each": 0},
        {"each": 501},
        {"seed": 2**70},
        {"area": 410102000000},
        {"area": 1},
        {"to_on": date(2019, 8, 1)},
        {"from_on": date(2001, 1, 1), "to_on": date(2002, 1, 1)},
    ],
)
def test_samples_that_are_none_are_refused(paid, told):
    with pytest.raises(UnableToHandle):
        _sample(people.county(), **told)


def test_the_commands_ask_the_rules_and_draw(paid):
    out = StringIO()
    call_command("find_signals", stdout=out)
    assert "dead_and_paid" in out.getvalue()
    call_command("draw_sample", "2019-08-01", "2019-09-01", seed=1, each=2, stdout=out)
    assert "2 cases" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("draw_sample", "2001-08-01", "2001-09-01", seed=1, stdout=out)
