"""Own payments, errands and settlement by JSON: the owner, the colleague, the outsider; files looked at."""

import base64
from typing import Any

import pytest

from chongyang.checkout.models import Bill, Errand, Merchant
from chongyang.checkout.operations import vendors
from chongyang.gateway.payments.contrib.sandbox import Sandbox
from chongyang.settlement import operations as settlement
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.api.callers import caller
from tests.checkout.people import bill, doer, merchant
from tests.core.test_files import PDF_BYTES
from tests.orders.homes import family_of
from tests.settlement.people import AFTER, MONTH, contracted, give_budgets, visit

COUNTY, OTHER = "410105", "410102"


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.FILES = tmp_path


def put(by, path, data=PDF_BYTES):
    told = {"Authorization": f"Bearer {by.secret}"}
    return by.client.put("/api" + path, data=data, headers=told, content_type="application/octet-stream")


def problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), (
        answer.content
    )
    assert answer.json()["code"] == code


@pytest.fixture
def family(db):
    elder = factories.make_elder()
    return elder, caller(Role.FAMILY, account=family_of(elder))


@pytest.fixture
def sandbox(settings):
    settings.DEMO = True
    vendors.register(Sandbox())
    yield
    vendors._vendors.pop("sandbox")


@pytest.mark.usefixtures("sandbox")
def test_bills_payments_and_refunds_by_two(family):
    elder, app = family
    rows = [bill(elder.id) for _ in range(3)]
    merchant(rows[0].organisation, "sandbox")
    first = app.get("/checkout/bills?limit=2").json()
    rest = app.get(f"/checkout/bills?limit=2&cursor={first['next']}").json()
    assert {one["id"] for one in first["items"] + rest["items"]} == {str(row.id) for row in rows}
    assert rest["next"] is None
    one = f"/checkout/bills/{rows[0].id}"
    problem(app.post(f"{one}/payments", {"vendor": "unknown"}), 409, "conflict")
    made = app.post(f"{one}/payments", {"vendor": "sandbox"})
    assert made.status_code == 201, made.content
    problem(caller(Role.FAMILY).get(one), 404, "not-found")
    buyer = caller(Role.PURCHASER, COUNTY)
    assert buyer.get(one).json()["attempts"][0]["id"] == made.json()["id"]
    problem(caller(Role.PURCHASER, OTHER).get(one), 404, "not-found")
    ask = f"/checkout/payments/{made.json()['id']}/refunds"
    problem(buyer.post(ask, {"amount_fen": 1, "reason": "重做"}), 409, "conflict")
    Bill.objects.get(id=rows[0].id).attempts.update(state="paid", paid_at=AFTER)
    told = buyer.post(ask, {"amount_fen": 500, "reason": "重做"}).json()
    way = f"/checkout/refunds/{told['id']}/decision"
    problem(buyer.post(way, {"approve": True}), 409, "conflict")
    assert caller(Role.PURCHASER, COUNTY).post(way, {"approve": True}).json()["state"] == "approved"
    assert [row["id"] for row in buyer.get("/checkout/refunds").json()["items"]] == [told["id"]]


def test_an_errand_with_its_receipts_as_bytes(family):
    elder, app = family
    provider = Organisation.objects.get(id=doer().organisation)
    body: dict[str, Any] = {"person": str(elder.id), "organisation": str(provider.id), "utility": "gas"}
    body |= {"household_number": "4101050012345", "most_fen": 20_000}
    problem(app.post("/checkout/errands", {**body, "utility": "x"}), 409, "conflict")
    made = app.post("/checkout/errands", body)
    assert made.status_code == 201, made.content
    assert "4101050012345" not in made.content.decode()
    one = f"/checkout/errands/{made.json()['id']}"
    carer = caller(Role.CARE_WORKER, organisation=provider)
    problem(put(carer, f"{one}/payment?amount_fen=15000&name=a.pdf", b"MZ rubbish"), 409, "conflict")
    problem(put(carer, f"{one}/payment?amount_fen=20001&name=a.pdf"), 409, "conflict")
    assert put(carer, f"{one}/payment?amount_fen=15000&name=a.pdf").json()["state"] == "paid_for"
    problem(put(carer, f"{one}/cash?amount_fen=15000"), 409, "conflict")
    assert app.post(f"{one}/sign").json()["state"] == "handed_over"
    given = app.get(f"{one}/receipts/paid").json()
    assert base64.b64decode(given["content"]) == PDF_BYTES
    assert Bill.objects.get(reference=Errand.objects.get().id).amount_fen == 15_000
    stranger = caller(Role.CARE_WORKER, organisation=Organisation.objects.get(id=doer().organisation))
    problem(stranger.get(one), 404, "not-found")
    problem(stranger.get(f"{one}/receipts/paid"), 404, "not-found")
    assert stranger.get("/checkout/errands").json()["items"] == []
    assert caller(Role.AUDITOR).get(one).status_code == 403


@pytest.mark.usefixtures("sandbox")
def test_numbers_are_told_and_told_again_and_a_statement_is_compared(db):
    org = Organisation.objects.get(id=doer().organisation)
    first, second = (caller(role, organisation=org) for role in (Role.CONTRACTOR, Role.PROVIDER_FINANCE))
    made = first.post("/checkout/merchants", {"vendor": "sandbox", "number": "SECRET-1234"})
    assert (made.status_code, made.json()["ends_with"]) == (201, "1234")
    assert "SECRET" not in made.content.decode()
    one = f"/checkout/merchants/{made.json()['id']}"
    problem(first.post(f"{one}/confirm", {"number": "SECRET-1234"}), 409, "conflict")
    problem(second.post(f"{one}/confirm", {"number": "SECRET-1235"}), 409, "conflict")
    assert second.post(f"{one}/confirm", {"number": "SECRET-1234"}).json()["is_confirmed"] is True
    problem(put(first, f"{one}/statements/2026-05-04", b"rubbish"), 409, "conflict")
    sheet = b"number,vendor_number,fen,refund\nX1,S1,500,0\n"
    day = put(first, f"{one}/statements/2026-05-04", sheet)
    assert (day.status_code, day.json()["open_differences"]) == (201, 1)
    (held,) = first.get("/checkout/differences").json()
    closed = first.post(f"/checkout/differences/{held['id']}/close", {"reason": "次日到账"})
    assert closed.json()["closed_at"]
    assert first.get("/checkout/statements").json()[0]["open_differences"] == 0
    stranger = caller(Role.CONTRACTOR, organisation=Organisation.objects.get(id=doer().organisation))
    problem(put(stranger, f"{one}/statements/2026-05-05", sheet), 404, "not-found")
    assert stranger.get("/checkout/merchants").json() == []
    problem(caller(Role.PURCHASER, COUNTY).get("/checkout/merchants"), 403, "not-allowed")
    assert first.post(f"{one}/end").json()["ended_on"]
    assert Merchant.objects.get().ended_on


def test_a_month_from_the_provider_to_the_payment(db):
    give_budgets()
    organisation = contracted()
    visit(organisation)
    visit(organisation, score=60)
    settlement.settle_month(month=MONTH, now=AFTER)
    org = Organisation.objects.get(id=organisation)
    own, buyer, payer = (
        caller(Role.CONTRACTOR, organisation=org),
        caller(Role.PURCHASER, COUNTY),
        caller(Role.COUNTY_FINANCE, COUNTY),
    )
    (row,) = own.get("/settlement/statements?month=2026-04").json()["items"]
    one = f"/settlement/statements/{row['id']}"
    stranger = caller(Role.CONTRACTOR, organisation=Organisation.objects.get(id=contracted()))
    problem(stranger.get(one), 404, "not-found")
    problem(caller(Role.PURCHASER, OTHER).get(one), 404, "not-found")
    (line,) = own.get(f"{one}/visits?deducted=true").json()["items"]
    made = own.post(f"{one}/visits/{line['id']}/objections", {"text": "老人住院"})
    assert made.status_code == 201, made.content
    answer = f"/settlement/objections/{made.json()['id']}/answer"
    problem(buyer.post(f"{one}/steps/check", {}), 409, "conflict")
    assert buyer.post(answer, {"upheld": True, "answer": "属实"}).json()["upheld"] is True
    assert own.get(one).json()["deducted_fen"] == 0
    for who, action in ((own, "agree"), (buyer, "check"), (payer, "approve")):
        done = who.post(f"{one}/steps/{action}", {})
        assert done.status_code == 200, done.content
    final = payer.get(one).json()
    assert final["payment"]
    assert sum(part["amount_fen"] for part in final["parts"]) == final["payable_fen"]
    for kind in ("pdf", "xlsx"):
        first, again = (own.get(f"{one}/files/{kind}").json()["content"] for _ in range(2))
        assert first == again
        assert len(base64.b64decode(first)) > 1_000
