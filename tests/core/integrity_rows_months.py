"""Bad rows of standing awards: stops, months and their lines, signals, holds and samples."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM
from chongyang.funding.models import (
    Application,
    Award,
    AwardStop,
    MonthLine,
    MonthRun,
    Sample,
    SampleLine,
    Signal,
)
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import PaymentOrder
from tests.core.integrity_rows import TODAY, bad, dead, good_elder
from tests.core.integrity_rows_funding import application
from tests.funding import awards
from tests.treasury import people as money

LONG_AGO = timedelta(days=90)
THIS_MONTH = TODAY.replace(day=1)


def award(**columns: Any) -> Award:
    """One that begins this month, so that no month of it is missing yet."""
    made = awards.award(first=THIS_MONTH, person=good_elder().id, programme="home_care_purchase")
    Award.objects.filter(id=made.id).update(**columns)
    return Award.objects.get(id=made.id)


def stop(row: Award, **columns: Any) -> AwardStop:
    told = {"kind": "person", "reason": "离岗", "from_on": THIS_MONTH, "proposed_at": now() - LONG_AGO}
    return AwardStop.objects.create(award=row, area=row.area, person=row.person, **{**told, **columns})


def run(**columns: Any) -> MonthRun:
    told: dict[str, Any] = {
        "programme": "home_care_purchase",
        "area": awards.COUNTY,
        "month": THIS_MONTH,
        "state": "approved",
        "computed_at": now(),
        "computed_by": new_key(),
        "approved_at": now(),
        "steps": {str(THIS_MONTH): [{"name": "amount"}]},
        "awards": 1,
        "due_fen": 300,
        "digest": "0" * 64,
    }
    return MonthRun.objects.create(**{**told, **columns})


def line(made: MonthRun, row: Award, **columns: Any) -> MonthLine:
    told: dict[str, Any] = {
        "month": THIS_MONTH,
        "answer": "yes",
        "amount_fen": 300,
        "difference_fen": 300,
        "values": [300],
        "digest": "0" * 64,
        "order": new_key(),
    }
    return MonthLine.objects.create(
        run=made, award=row, area=row.area, person=row.person, **{**told, **columns}
    )


def order(**words: Any) -> PaymentOrder:
    money.fund_budget()
    return money.order(**words)


def signal(case: Application, **columns: Any) -> Signal:
    told = {"rule": "photo_twice", "severity": "serious", "key": f"test:{new_key()}", "raised_at": now()}
    return Signal.objects.create(application=case, area=case.area, person=case.person, **{**told, **columns})


def approved() -> Application:
    return awards.application("home_care_purchase", first=THIS_MONTH, person=good_elder().id)


def sampled(case: Application, **columns: Any) -> SampleLine:
    days = {"from_on": TODAY - LONG_AGO, "to_on": TODAY, "each": 1, "seed": 1}
    sample = Sample.objects.create(area=case.area, drawn_at=now() - LONG_AGO, **days)
    told = {"order": new_key(), "programme": case.programme, "area": case.area, "person": case.person}
    return SampleLine.objects.create(sample=sample, application=case, **{**told, **columns})


def ended() -> Award:
    return award(valid_to=THIS_MONTH)


@bad("funding.award_of_dead")
def _() -> UUID:
    died = dead().id
    return award(person=died, payee=died).id


@bad("funding.award_without_approval")
def _() -> UUID:
    row = award()
    Application.objects.filter(id=row.application_id).update(state="withdrawn")
    return row.id


@bad("funding.award_without_facts")
def _() -> UUID:
    case = approved()
    told = {"programme": case.programme, "area": case.area, "county": awards.COUNTY, "object": "x"}
    days = {"valid_from": THIS_MONTH, "opened_at": now()}
    return Award.objects.create(application=case, person=case.person, payee=case.person, **told, **days).id


@bad("funding.award_month_missing")
def _() -> UUID:
    return award(valid_from=TODAY - LONG_AGO).id


@bad("funding.stop_waiting")
def _() -> UUID:
    row = award()
    stop(row)
    return row.id


@bad("funding.stop_without_end")
def _() -> UUID:
    row = award()
    stop(row, state="confirmed", decided_at=now())
    return row.id


@bad("funding.paid_after_end")
def _() -> UUID:
    row = ended()
    line(run(approved_at=now() - LONG_AGO), row)
    return row.id


@bad("funding.month_waiting")
def _() -> UUID:
    return run(state="computed", approved_at=None, computed_at=now() - LONG_AGO).id


@bad("funding.month_without_trace")
def _() -> UUID:
    made = run()
    line(made, award(), values=[])
    return made.id


@bad("funding.month_sums_differ")
def _() -> UUID:
    made = run(due_fen=301)
    line(made, award())
    return made.id


@bad("funding.month_unpaid")
def _() -> UUID:
    made = run()
    line(made, award(), order=None)
    return made.id


@bad("funding.payment_without_award")
def _() -> UUID:
    return order(reference=("funding.award", award().id)).id


@bad("funding.approved_without_payment")
def _() -> UUID:
    return approved().id


@bad("funding.approved_without_decision")
def _() -> UUID:
    row = approved()
    Application.objects.filter(id=row.id).update(order=order().id)
    return row.id


@bad("funding.signal_unanswered")
def _() -> UUID:
    return signal(application(good_elder()), raised_at=now() - LONG_AGO).id


@bad("funding.appeal_unanswered")
def _() -> UUID:
    days = {"answered_at": now() - LONG_AGO, "appealed_at": now() - LONG_AGO}
    return signal(application(good_elder()), state="appealed", **days).id


@bad("funding.signal_without_hold")
def _() -> UUID:
    case = approved()
    order(reference=("funding.application", case.id))
    return signal(case).id


@bad("funding.hold_of_nothing")
def _() -> UUID:
    cleared = signal(application(good_elder()), state="unfounded", answered_at=now())
    paid = order()
    treasury.hold_orders(orders=[paid.id], key=f"funding.signal:{cleared.id}", by=SYSTEM, now=now())
    return paid.holds.get().id


@bad("funding.sample_waiting")
def _() -> UUID:
    return sampled(application(good_elder())).id


@bad("funding.sample_without_signal")
def _() -> UUID:
    return sampled(application(good_elder()), result="bad", done_at=now()).id
