"""The purchase desk: its owner, a colleague in scope, an outsider; decisions and corrections by its pages."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.purchase import operations
from chongyang.purchase.models import Contract, Entitlement, Notice, Objection, Procurement, VoucherAccount
from chongyang.registry.models import Elder
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories
from tests.orders.homes import family_of
from tests.purchase.people import account
from tests.purchase.test_buying import PDF, Office

THIS = timezone.localdate(now()).replace(day=1)
STREET, COUNTY, OTHER = "410105001", "410105", "410102"


@pytest.fixture(autouse=True)
def _desk(settings, tmp_path):
    settings.SECOND_FACTOR_REQUIRED, settings.FILES = False, tmp_path


def browser(role, *codes):
    client = Client()
    county = codes[0] if role == Role.PURCHASER else ""
    office = territory.get_organisation(f"county.{county}.civil-affairs") if county else None
    client.force_login(factories.make_account(role, office, *codes))
    return client


@pytest.fixture
def row(db):
    elder = factories.make_elder(born_on=date(1935, 1, 2))
    operations.propose_entitled(now=now(), only=[elder.id])
    return Entitlement.objects.get()


def at(name, *keys):
    return reverse(name, args=keys)


def test_a_decision_goes_its_way_by_the_pages_and_is_read_by_name(row):
    clerk, assessor = browser(Role.COMMUNITY_OFFICER, STREET), browser(Role.THIRD_PARTY_ASSESSOR, COUNTY)
    reviewer, page = browser(Role.COUNTY_REVIEWER, COUNTY), at("purchase_case", row.id)
    assert "陈*兰" in clerk.get(at("purchase") + "?show=proposed").content.decode()
    for client, told in (
        (clerk, {"do": "apply"}),
        (assessor, {"do": "assess", "level": "2", "reason": "上门看过"}),
        (reviewer, {"do": "approve"}),
    ):
        assert client.get(page).status_code == 200
        assert client.post(page, told).status_code == 302
    row.refresh_from_db()
    assert row.state == "notice"
    read = Event.objects.filter(kind="registry.file.read", person=row.person)
    assert read.filter(payload={"fields": ["vouchers"]}).count() >= 3
    notice = Notice.objects.get()
    listed = Client().get(at("purchase_notices")).content.decode()
    assert "陈*兰" in listed
    assert "陈秀兰" not in listed
    assert (
        browser(Role.FAMILY).post(at("purchase_notice", notice.id), {"text": "不是独居"}).status_code == 302
    )
    assert Objection.objects.count() == 1
    assert reviewer.post(page, {"do": "approve"}).status_code == 200
    told = {"do": "answer", "objection": str(Objection.objects.get().id), "reply": "查过，属实独居"}
    assert browser(Role.CITY_REVIEWER).post(page, told).status_code == 302


@pytest.mark.parametrize("name", ["purchase_case", "purchase_account", "purchase_statement", "purchase_lot"])
def test_the_outsider_finds_nothing(row, name):
    held = account(person=row.person)
    key = {"purchase_case": row.id, "purchase_lot": new_key()}.get(name, held.id)
    for role in (Role.COUNTY_REVIEWER, Role.STREET_CLERK):
        assert browser(role, OTHER).get(at(name, key)).status_code == 404
    assert browser(Role.VOLUNTEER).get(at(name, key)).status_code == 403
    assert Client().get(at(name, key)).status_code == 302


@pytest.mark.parametrize(
    "name", ["purchase", "purchase_accounts", "purchase_rules", "purchase_lots", "purchase_begin"]
)
def test_each_page_opens_in_both_languages_full_and_empty(row, name):
    account(person=row.person)
    for codes in ((COUNTY,), (OTHER,)):
        client = browser(Role.PURCHASER, *codes)
        for language in ("zh-hans", "en"):
            client.cookies["django_language"] = language
            assert client.get(at(name)).status_code == 200
    for show in ("mine", "open", "in_force", "ended", "？"):
        assert client.get(at("purchase"), {"show": show, "rule": "?", "after": "x"}).status_code == 200


def test_an_account_is_corrected_by_two_and_printed(row):
    held = account(person=row.person)
    page, one = at("purchase_account", held.id), browser(Role.COUNTY_REVIEWER, COUNTY)
    two = browser(Role.COUNTY_REVIEWER, COUNTY)
    assert one.post(page, {"do": "propose", "units": "-5.00", "reason": "重复"}).status_code == 302
    correction = str(held.corrections.get().id)
    assert one.post(page, {"do": "confirm", "correction": correction}).status_code == 200
    assert two.post(page, {"do": "confirm", "correction": correction}).status_code == 302
    held.refresh_from_db()
    assert held.granted == 19_500
    paper = two.get(at("purchase_statement", held.id))
    assert paper.content.startswith(b"%PDF")
    assert paper["Cache-Control"] == "no-store"


def test_an_elder_reads_her_own_vouchers_and_nobody_elses(row):
    held, other = account(person=row.person, month=THIS), account(month=THIS)
    client = Client()
    client.force_login(family_of(Elder.objects.get(id=row.person)))
    own = client.get(at("purchase_mine")).content.decode()
    assert at("purchase_account", held.id) in own
    assert at("purchase_account", other.id) not in own
    assert client.get(at("purchase_account", held.id)).status_code == 200
    assert client.get(at("purchase_statement", held.id)).content.startswith(b"%PDF")
    assert client.get(at("purchase_account", other.id)).status_code == 404
    assert client.get(at("purchase")).status_code == 403


def test_a_purchase_is_begun_and_carried_on_by_its_page(db):
    buyer = browser(Role.PURCHASER, COUNTY)
    told = {"title": "上门服务", "need": "助浴", "year": "2019", "title-1": "助浴", "items-1": ["bath_help"]}
    told |= {"areas-1": [COUNTY], "ceiling-1": "120.00", "sum-1": "50,000"}
    refused = buyer.post(at("purchase_begin"), told | {"sum-1": "x"})
    assert refused.status_code == 422
    assert "上门服务" in refused.content.decode()
    assert buyer.post(at("purchase_begin"), told).status_code == 302
    row = Procurement.objects.get()
    assert (row.estimated_fen, row.lots.get().items) == (5_000_000, {"bath_help": 12_000})
    page = at("purchase_lot", row.id)
    file = SimpleUploadedFile("需求书.pdf", PDF, "application/pdf")
    assert buyer.post(page, {"do": "attach", "file": file}).status_code == 302
    assert buyer.post(page, {"do": "attach"}).status_code == 200
    paper = at("purchase_paper", row.documents.get().id)
    assert buyer.get(paper).content == PDF
    assert browser(Role.PURCHASER, OTHER).get(paper).status_code == 404
    assert buyer.post(page, {"do": "cancel", "words": "不买了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_contracts_are_published_and_filed_by_the_page(db):
    office = Office()
    row, contract = office.until_signed()
    buyer, page = browser(Role.PURCHASER, COUNTY), at("purchase_lot", row.id)
    told = {"contract": str(contract.id), "on": "2019-07-08", "words": "备案 1 号"}
    shown = buyer.get(page).content.decode()
    assert "公布逾期" in shown
    assert buyer.post(page, told | {"do": "publish"}).status_code == 302
    assert buyer.post(page, told | {"do": "file"}).status_code == 302
    held = Contract.objects.get()
    assert (held.published_on, held.filed_on) == (date(2019, 7, 8), date(2019, 7, 8))
    assert buyer.get(at("purchase_lots")).status_code == 200
    assert VoucherAccount.objects.count() == 0
