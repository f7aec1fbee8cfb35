"""The settlement desk by its three readers: the provider, the purchaser, finance; and strangers."""

import io

import pytest
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from chongyang.settlement import operations
from chongyang.settlement.models import Line, Statement
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.settlement.people import AFTER, MONTH, contracted, give_budgets, visit
from tests.web.test_street import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def settled(db):
    organisation = contracted()
    visit(organisation)
    visit(organisation, score=60)
    (row,) = operations.settle_month(month=MONTH, now=AFTER)
    return row


@pytest.fixture
def provider(settled):
    own = Organisation.objects.get(id=settled.organisation)
    return signed_in(factories.make_account(Role.CONTRACTOR, own))


def county(role, code="410105"):
    return signed_in(factories.make_account(role, None, code))


def at(name, *keys):
    return reverse(name, args=keys)


def press(client, row, action, **more):
    return text_of(client.post(at("settlement_step", row.id), {"action": action, **more}, follow=True))


def test_from_the_provider_to_the_payment_at_the_desk(settled, provider):
    give_budgets()
    assert "等您办理" in text_of(provider.get(at("settlement")))
    assert "等购买方核对" in press(provider, settled, "agree")
    assert "等财政审定" in press(county(Role.PURCHASER), settled, "check")
    assert "付款已安排" in press(county(Role.COUNTY_FINANCE), settled, "approve")
    assert Statement.objects.get().payment is not None


def test_finance_sends_back_with_a_reason_alone(settled, provider):
    press(provider, settled, "agree")
    press(county(Role.PURCHASER), settled, "check")
    finance = county(Role.COUNTY_FINANCE)
    press(finance, settled, "send_back")
    assert Statement.objects.get().state == "checked"
    assert "已退回购买方" in press(finance, settled, "send_back", reason="合同号不符")
    assert Statement.objects.get().state == "agreed"


def test_an_objection_and_its_answer(settled, provider):
    line = Line.objects.get(percent__gt=0)
    page = text_of(provider.get(at("settlement_statement", settled.id)))
    assert "证据得分低于七十" in page
    url = at("settlement_object", settled.id, line.id)
    assert "等购买方答复" in text_of(provider.post(url, {"text": "签字已补"}, follow=True))
    purchaser = county(Role.PURCHASER)
    assert "签字已补" in text_of(purchaser.get(at("settlement_statement", settled.id)))
    objection = settled.objections.get()
    url = at("settlement_answer", objection.id)
    assert "请写明理由" in text_of(purchaser.post(url, {"upheld": "yes", "answer": " "}, follow=True))
    assert "异议成立" in text_of(purchaser.post(url, {"upheld": "yes", "answer": "属实"}, follow=True))
    assert Statement.objects.get().deducted_fen == 0


def test_the_papers_say_the_same_sums(settled, provider):
    pdf = provider.get(at("settlement_pdf", settled.id))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    book = load_workbook(io.BytesIO(provider.get(at("settlement_xlsx", settled.id)).content))
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert round(sum(row[6] for row in rows) * 100) == settled.payable_fen
    assert {row[8] or "" for row in rows} == {"", "证据得分低于七十"}


def test_strangers_find_nothing(settled, client):
    other = signed_in(factories.make_account(Role.CONTRACTOR, Organisation.objects.get(id=contracted())))
    neighbour = county(Role.PURCHASER, "410102")
    for who in (other, neighbour):
        assert "还没有结算单" in text_of(who.get(at("settlement")))
        for name in ("settlement_statement", "settlement_pdf", "settlement_xlsx"):
            assert who.get(at(name, settled.id)).status_code == 404
        assert who.post(at("settlement_step", settled.id), {"action": "agree"}).status_code == 404
    assert signed_in(factories.make_operator()).get(at("settlement")).status_code == 403
    assert client.get(at("settlement")).status_code == 302


@pytest.mark.parametrize(
    "query", ["?month=x", "?month=2026-04", "?after=x", "?deducted=1", "?after=2026-04-10_x"]
)
def test_rubbish_in_the_address_is_the_plain_page(settled, provider, query):
    assert provider.get(at("settlement") + query).status_code == 200
    assert provider.get(at("settlement_statement", settled.id) + query).status_code == 200


def test_more_statements_than_a_page_have_a_way_on(settled, monkeypatch):
    monkeypatch.setattr("chongyang.web.settlement.desk.PAGE", 1)
    visit(contracted())
    operations.settle_month(month=MONTH, now=AFTER)
    purchaser = county(Role.PURCHASER)
    first = html.fromstring(purchaser.get(at("settlement")).content.decode())
    (further,) = first.xpath("//a[starts-with(@href, '?from=')]/@href")
    rest = html.fromstring(purchaser.get(at("settlement") + further).content.decode())
    shown = [page.xpath("//a[@class='statement']/@href") for page in (first, rest)]
    every = [
        at("settlement_statement", key)
        for key in Statement.objects.order_by("id").values_list("id", flat=True)
    ]
    assert shown == [[one] for one in every]
    assert not rest.xpath("//a[starts-with(@href, '?from=')]")
    assert purchaser.get(at("settlement") + f"?from={settled.organisation}").status_code == 404


def test_what_waits_for_the_reader_stands_in_front_whatever_its_page(settled, provider, monkeypatch):
    monkeypatch.setattr("chongyang.web.settlement.desk.PAGE", 1)
    said = text_of(provider.get(at("settlement")))
    assert "等您办理" in said
    assert "没有更多了" in text_of(provider.get(at("settlement") + f"?from={settled.id}"))
