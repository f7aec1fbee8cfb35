"""A purchase from the need to the evaluation: each step in its turn, by another person, with its paper."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.purchase import operations, queries
from chongyang.purchase.models import Contract
from chongyang.purchase.operations import ContractForm, LotTold, UnableToBuy
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.treasury.models import Budget
from tests import factories
from tests.purchase.people import AREA, NOW

COUNTY = "410105"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
LOT = LotTold("助浴和保洁", (COUNTY,), {"bath_help": 12_000, "cleaning": 8_000}, 5_000_000)
TOLD = {"title": "金水区居家养老服务", "need": "为符合条件的老人购买上门服务。", "year": 2019, "lots": [LOT]}
LATER = NOW + timedelta(days=21)
FORM = ContractForm("JS-2019-001", 4_800_000, date(2019, 7, 5), date(2019, 7, 8), date(2020, 7, 8))


def scope(role, code=COUNTY, office="county.410105.civil-affairs"):
    held = territory.get_organisation(office) if office else None
    return factories.scope_of(factories.make_account(role, held, code))


class Office:
    """Everybody who takes part in one purchase."""

    def __init__(self):
        self.buyer = scope(Role.PURCHASER)
        self.finance, self.payer = scope(Role.COUNTY_FINANCE), scope(Role.COUNTY_FINANCE)
        self.reviewer, self.user = scope(Role.COUNTY_REVIEWER), scope(Role.COUNTY_REVIEWER)
        self.judge = scope(Role.THIRD_PARTY_ASSESSOR)
        self.evaluator = scope(Role.THIRD_PARTY_ASSESSOR)
        with enter(system_scope("test")):
            self.budget = Budget.objects.create(
                area=410105000000,
                level="county",
                fund="general_budget",
                programme="x",
                year=2019,
                ceiling_fen=6_000_000,
            )

    def do(self, step, by, now=NOW, **told):
        with enter(by):
            return getattr(operations, step)(**told, scope=by, by=by.actor, now=now)

    def begin(self, **changed):
        return self.do("begin", self.buyer, **TOLD | changed)

    def paper(self, row, by=None):
        self.do("attach", by or self.buyer, procurement=row.id, title="", chunks=[PDF], name="材料.pdf")

    def until_awarded(self):
        row = self.begin()
        told = {"procurement": row.id}
        self.paper(row)
        self.do("confirm_budget", self.finance, budget=self.budget.id, **told)
        self.do("approve_method", self.reviewer, method="public_tender", reason="达到公开招标数额", **told)
        self.paper(row)
        self.do("announce", self.buyer, offers_until=NOW + timedelta(days=20), **told)
        (lot,) = queries.lots_of(row)
        bids = [
            self.do("record_bid", self.buyer, lot=lot.id, organisation=org, price_fen=fen)
            for org, fen in (
                (territory.get_organisation("city.finance").id, 4_900_000),
                (self.buyer.organisation, 4_800_000),
            )
        ]
        self.paper(row, self.judge)
        points = {bid.id: Decimal("88.5") for bid in bids}
        return self.do("award", self.judge, LATER, points=points, **told), lot

    def until_signed(self):
        row, lot = self.until_awarded()
        self.paper(row)
        return row, self.do("sign", self.buyer, LATER, lot=lot.id, form=FORM)


def test_the_whole_way(db):
    office = Office()
    row, contract = office.until_signed()
    told = {"procurement": row.id, "now": LATER}
    assert contract.organisation == office.buyer.organisation  # the cheaper of equals
    assert (contract.publish_due_on, contract.file_due_on) == (date(2019, 7, 9), date(2019, 7, 16))
    office.do("publish_contract", office.buyer, LATER, contract=contract.id, on=date(2019, 7, 9))
    office.do(
        "file_contract", office.buyer, LATER, contract=contract.id, on=date(2019, 7, 16), filing="备案 1 号"
    )
    office.paper(row)
    office.do("accept", office.user, amount_fen=4_000_000, words="按合同完成。", **told)
    office.paper(row, office.payer)
    office.do("pay", office.payer, amount_fen=4_000_000, reference="支付令 2020-17", **told)
    office.paper(row, office.evaluator)
    done = office.do("evaluate", office.evaluator, score=91, words="达到目标。", **told)
    assert (done.state, done.score) == ("done", 91)
    assert len(queries.documents_of(done)) == 7


def test_nobody_holds_two_stages_of_a_purchase(db):
    office = Office()
    row, _ = office.until_signed()
    office.paper(row)
    with pytest.raises(UnableToStep):
        office.do("accept", office.reviewer, procurement=row.id, amount_fen=1, words="好")


def test_a_step_without_its_paper_or_out_of_turn_is_refused(db):
    office = Office()
    row = office.begin()
    with pytest.raises(UnableToBuy) as refused:
        office.do("confirm_budget", office.finance, procurement=row.id, budget=office.budget.id)
    assert set(refused.value.reasons) == {"papers"}
    with pytest.raises(UnableToBuy):
        office.do("announce", office.buyer, procurement=row.id, offers_until=LATER)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"need": "x" * 2001}, "need"),
        ({"lots": []}, "lots"),
        ({"lots": [LotTold("x", ("410102",), {"bath_help": 1}, 1)]}, "lots"),
        ({"lots": [LotTold("x", (COUNTY,), {"nothing": 1}, 1)]}, "lots"),
        ({"lots": [LotTold("x", ("zz",), {"bath_help": 1}, 1)]}, "lots"),
        ({"lots": [LotTold("x", (COUNTY,), {"bath_help": 1}, 0)]}, "lots"),
    ],
)
def test_a_need_that_is_not_one_is_refused(db, changed, field):
    with pytest.raises(UnableToBuy) as refused:
        Office().begin(**changed)
    assert field in refused.value.reasons


def test_the_budget_must_be_of_the_year_and_place_and_enough(db):
    office = Office()
    row = office.begin()
    office.paper(row)
    Budget.objects.filter(id=office.budget.id).update(committed_fen=2_000_000)
    for budget, field in ((office.budget.id, "budget"), (new_key(), "budget")):
        with pytest.raises(UnableToBuy) as refused:
            office.do("confirm_budget", office.finance, procurement=row.id, budget=budget)
        assert field in refused.value.reasons


def test_offers_end_by_the_clock(db):
    office = Office()
    row, lot = office.until_awarded()
    with pytest.raises(UnableToBuy):
        office.do("record_bid", office.buyer, LATER, lot=lot.id, organisation=new_key(), price_fen=1)
    assert row.state == "contracting"


def test_a_number_of_a_contract_is_taken_once_and_a_lot_is_signed_once(db):
    office = Office()
    _, contract = office.until_signed()
    with pytest.raises(UnableToBuy):
        office.do("sign", office.buyer, LATER, lot=contract.lot_id, form=FORM)
    form = ContractForm("JS-2019-001", 1, date(2020, 7, 1), date(2020, 7, 8), date(2021, 7, 8))
    with pytest.raises(UnableToBuy) as refused:
        office.do("extend", office.buyer, LATER, contract=contract.id, form=form)
    assert "number" in refused.value.reasons
    form = ContractForm("JS-2020-001", 4_000_000, date(2020, 7, 1), date(2020, 7, 8), date(2021, 7, 8))
    assert (
        office.do("extend", office.buyer, LATER, contract=contract.id, form=form).extended_from == contract.id
    )


def test_what_government_pays_needs_a_contract_in_force(db):
    office = Office()
    _, contract = office.until_signed()
    org, day = contract.organisation, date(2019, 8, 1)
    told = queries.contract_for(org, AREA, "bath_help", day)
    assert (told.contract, told.number, told.ceiling_fen) == (contract.id, "JS-2019-001", 12_000)
    for asked in (
        (new_key(), AREA, "bath_help", day),
        (org, 410102001002, "bath_help", day),
        (org, AREA, "day_trip", day),
        (org, AREA, "bath_help", date(2019, 7, 7)),
        (org, AREA, "bath_help", date(2020, 7, 8)),
    ):
        assert queries.contract_for(*asked) is None
    office.do("end_contract", office.buyer, LATER, contract=contract.id, on=date(2019, 9, 1), reason="解除")
    assert queries.contract_for(org, AREA, "bath_help", date(2019, 8, 31)) is not None
    assert queries.contract_for(org, AREA, "bath_help", date(2019, 9, 1)) is None


def test_a_contract_that_is_nearly_used_up_or_ends_is_told_once(db):
    office = Office()
    _, contract = office.until_signed()
    use = {"contract": contract.id, "on": date(2019, 8, 31), "by": SYSTEM, "now": NOW}
    for _ in range(2):
        left = operations.note_use(key="2019-08", amount_fen=3_000_000, **use)
    assert left == 1_800_000
    august = NOW + timedelta(days=80)
    assert operations.warn_contracts(now=august) == 0
    operations.note_use(key="2019-09", amount_fen=900_000, **use)
    assert operations.warn_contracts(now=august) == 1
    assert operations.warn_contracts(now=august) == 0
    assert Event.objects.filter(kind="purchase.contract.warned").count() == 1
    held = Contract.objects.get(id=contract.id)
    told = queries.warnings_of(held, 3_900_000, date(2020, 6, 20))
    assert told == ["late_published", "late_filed", "ending", "used_up"]


def test_the_outsider_finds_no_purchase_and_the_street_of_the_county_does(db):
    office = Office()
    row = office.begin()
    outsider = scope(Role.PURCHASER, "410102", "county.410102.civil-affairs")
    street = scope(Role.STREET_CLERK, "410105001", None)
    with enter(outsider):
        assert queries.list_procurements(outsider) == []
        with pytest.raises(queries.NotFound):
            queries.access_procurement(outsider, row.id)
    with enter(street):
        assert [one.id for one in queries.list_procurements(street)] == [row.id]
    with pytest.raises(UnableToBuy):
        office.do("begin", street, **TOLD)
