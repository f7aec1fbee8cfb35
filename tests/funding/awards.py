"""A carer with a standing award, and the three who run a month."""

from datetime import date

from django.db.models import Q

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.funding import operations
from chongyang.funding.models import Application, Award, AwardFact, MonthLine
from chongyang.funding.rules.objects import claim_of_payment
from chongyang.policy.rules.programmes import get_programme
from chongyang.treasury.models import PaymentOrder
from tests import factories
from tests.funding import people
from tests.funding.people import PLACE, do

COUNTY = 410105000000
CARER = {"is_registered": True, "is_at_post": True, "months_in_city": 20}
HOME = {"is_of_group": True, "is_at_home": True, "is_assessed": True, "document_amount_fen": 30_000}
JUNE = date(2019, 6, 1)


def application(
    programme="carer_post_allowance", *, first=JUNE, person=None, carer=None, organisation=None, area=PLACE
):
    """An approved one, without the way to it."""
    carer = None if person or organisation else carer or new_key()
    flow = "institution" if organisation else "person"
    whose = {"person": person, "carer": carer, "organisation": organisation}
    row = Application(programme=programme, flow=flow, area=area, day=first, **whose)
    row.name, row.bank, row.account = "张护理", "测试银行", "6200000000000001234"
    row.channel, row.asked_by, row.asked_at = "own", new_key(), now()
    row.state, row.submitted_at, row.amount_fen, row.order = "approved", now(), 1, new_key()
    row.save()
    return row


def award(
    programme="carer_post_allowance",
    *,
    inputs=None,
    first=JUNE,
    person=None,
    organisation=None,
    area=PLACE,
) -> Award:
    """An award as an approval leaves it; nothing was ordered yet."""
    row = application(programme, first=first, person=person, organisation=organisation, area=area)
    carer = row.carer
    payee = person or carer or organisation
    held = get_programme(programme)
    made = Award.objects.create(
        programme=programme,
        application=row,
        area=area,
        county=COUNTY,
        person=person,
        carer=carer,
        organisation=organisation,
        payee=payee,
        object=claim_of_payment(held, anchor=str(payee), inputs={}, labels=()),
        valid_from=first,
        opened_at=now(),
    )
    for name, value in (inputs or (HOME if person else CARER)).items():
        AwardFact.objects.create(
            award=made,
            area=area,
            person=person,
            name=name,
            value=value,
            valid_from=first,
            source="申请",
            told_at=now(),
        )
    return made


def elder_award(**told) -> Award:
    return award("home_care_purchase", person=factories.make_elder().id, **told)


class Three:
    """Who computes, who checks, who approves."""

    def __init__(self, programme="carer_post_allowance"):
        self.programme = programme
        self.one, self.two, self.three = people.county(), people.county(), people.county_finance()

    def compute(self, month, **told):
        words = {"programme": self.programme, "county": COUNTY, "month": month, **told}
        return do(operations.compute_month, self.one, **words)

    def check(self, run):
        return do(operations.check_month, self.two, run=run.id)

    def approve(self, run):
        return do(operations.approve_month, self.three, run=run.id)

    def run(self, month):
        return self.approve(self.check(self.compute(month)))


def fact(made, name, value, on, who=None):
    told = {"award": made.id, "name": name, "value": value, "from_on": on, "source": "核查记录"}
    return do(operations.tell_fact, who or people.county(), **told)


def pay(made=None):
    """What the bank would do; orders that are planned are paid."""
    rows = PaymentOrder.objects.filter(state="planned")
    rows = rows.filter(of(made)) if made else rows
    return rows.update(state="paid", paid_on=date(2019, 12, 1))


def of(made):
    """The payments of an award's payee."""
    return Q(person=made.payee) | Q(organisation=made.payee)


def sums(made):
    """By month, what was ordered and stands."""
    rows = PaymentOrder.objects.filter(of(made)).exclude(state="cancelled")
    told: dict[str, list[int]] = {}
    for row in rows.order_by("period_from", "line"):
        told.setdefault(f"{row.period_from:%Y-%m}", []).append(row.amount_fen)
    return told


def line(run, made, month):
    return MonthLine.objects.get(run=run, award=made, month=month)
