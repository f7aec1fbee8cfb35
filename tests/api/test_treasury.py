"""Payments by JSON: the same four persons, the same refusals, the same rows as at the desk."""

import base64
from datetime import date

import pytest

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import system_scope
from chongyang.territory.enums import Role
from chongyang.treasury.models import Batch, BatchLine, Budget
from tests import factories
from tests.api.callers import caller
from tests.treasury.people import (
    CITY,
    COUNTY,
    PROGRAMME,
    TODAY,
    YEAR,
    answer,
    confirm_account_of,
    fund_budget,
    order,
    payee_told,
    ready_orders,
)
from tests.treasury.test_recoveries import paid_order, recover


def finance(county="410105"):
    return caller(Role.COUNTY_FINANCE, county)


def step(who, batch, name):
    return who.post(f"/treasury/batches/{batch}/steps/{name}", {})


def put(who, path, content):
    told = {"Authorization": f"Bearer {who.secret}"}
    return who.client.put("/api" + path, data=content, content_type="application/octet-stream", headers=told)


def test_a_batch_goes_through_four_tokens(db):
    fund_budget()
    ready_orders()
    maker, checker, releaser, reconciler = (finance() for _ in range(4))
    made = maker.post("/treasury/batches", {"area": COUNTY, "until": TODAY.isoformat()})
    assert made.status_code == 201
    batch = made.json()["id"]
    assert step(maker, batch, "submit").json()["state"] == "submitted"
    assert step(maker, batch, "approve").status_code == 409
    assert step(checker, batch, "approve").status_code == 200
    assert "release" in releaser.get(f"/treasury/batches/{batch}").json()["actions"]
    assert checker.get(f"/treasury/batches/{batch}").json()["actions"] == []
    assert step(releaser, batch, "release").json()["state"] == "released"
    file = maker.post(f"/treasury/batches/{batch}/file", {"format": "plain_csv"}).json()
    assert "300.00" in base64.b64decode(file["content"]).decode("utf-8-sig")
    row = Batch.objects.get()
    taken = put(maker, f"/treasury/batches/{batch}/returns/plain_csv", answer(row, "成功", "失败"))
    assert (taken.status_code, taken.json()["paid"], taken.json()["failed"]) == (200, 1, 1)
    assert step(maker, batch, "reconcile").status_code == 409
    assert step(reconciler, batch, "reconcile").json()["state"] == "settled"
    returned = maker.get("/treasury/orders?state=returned").json()["items"]
    assert maker.post(f"/treasury/orders/{returned[0]['id']}/again").json()["state"] == "planned"


def test_names_and_numbers_are_masked(db):
    fund_budget()
    ready_orders(1)
    who = finance()
    batch = who.post("/treasury/batches", {"area": COUNTY, "until": TODAY.isoformat()}).json()["id"]
    line = BatchLine.objects.get()
    (told,) = who.get(f"/treasury/batches/{batch}/lines").json()["items"]
    assert told["name"] == "王*理"
    assert told["number"].startswith("****")
    assert told["number"][-4:] == line.number.plain[-4:]
    statement = who.get(f"/treasury/payees/{line.order.payee_id}/statement")
    assert line.name.plain not in statement.content.decode()


def test_the_neighbouring_county_and_a_clerk_find_nothing(db):
    fund_budget()
    (row,) = ready_orders(1)
    who = finance()
    batch = who.post("/treasury/batches", {"area": COUNTY, "until": TODAY.isoformat()}).json()["id"]
    other, clerk = finance("410102"), caller(Role.STREET_CLERK, "410105001")
    for path in (f"/treasury/batches/{batch}", f"/treasury/payees/{row.payee_id}/statement"):
        assert other.get(path).status_code == 404
        assert clerk.get(path).status_code == 403
    assert step(other, batch, "submit").status_code == 404
    assert other.get("/treasury/batches").json()["items"] == []
    assert other.get("/treasury/orders").json()["items"] == []


def test_budgets_allotments_and_freezes_need_their_persons(db):
    body = {"level": "county", "area": COUNTY, "fund": "lottery", "programme": PROGRAMME, "year": YEAR}
    body |= {"kind": "initial", "amount_fen": 500, "document": "文件"}
    first, second = finance(), finance()
    line = first.post("/treasury/budget-lines", body).json()["id"]
    assert first.post(f"/treasury/budget-lines/{line}/confirm").status_code == 409
    assert second.post(f"/treasury/budget-lines/{line}/confirm").status_code == 200
    assert Budget.objects.get().ceiling_fen == 500
    assert [row["ceiling_fen"] for row in first.get(f"/treasury/budgets?year={YEAR}").json()] == [500]
    balance = first.get(f"/treasury/ledger?year={YEAR}").json()
    assert sum(row["amount_fen"] for row in balance) == 0
    budget = fund_budget("city", CITY)
    rich, other = caller(Role.CITY_FINANCE, "4101"), caller(Role.CITY_FINANCE, "4101")
    told = {"to_area": COUNTY, "amount_fen": 100, "document": "指标"}
    allotment = rich.post(f"/treasury/budgets/{budget.id}/allotments", told).json()["id"]
    assert rich.post(f"/treasury/allotments/{allotment}/confirm").status_code == 409
    assert other.post(f"/treasury/allotments/{allotment}/confirm").status_code == 200
    assert first.post(f"/treasury/allotments/{allotment}/receive").json()["state"] == "received"
    told = {"level": "county", "area": COUNTY, "valid_from": TODAY.isoformat(), "reason": "检查"}
    freeze = first.post("/treasury/freezes", told).json()["id"]
    assert first.post(f"/treasury/freezes/{freeze}/confirm").status_code == 409
    assert second.post(f"/treasury/freezes/{freeze}/confirm").status_code == 200


def test_an_account_is_confirmed_by_another(db):
    fund_budget()
    payee = order().payee_id
    first, second = finance(), finance()
    told = {"bank": "测试银行", "number": "6217 0000 0000 0007"}
    account = first.post(f"/treasury/payees/{payee}/accounts", told).json()
    assert account["number"].endswith("0007")
    assert first.post(f"/treasury/accounts/{account['id']}/confirm").status_code == 409
    assert second.post(f"/treasury/accounts/{account['id']}/confirm").status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/treasury/batches", {"area": 1, "until": "2026-01-01"}),
        ("/treasury/batches", {"area": COUNTY, "until": "never"}),
        ("/treasury/budget-lines", {"amount_fen": -1}),
        ("/treasury/freezes", {"level": "village"}),
        ("/treasury/year-ends", {"year": 10**20}),
    ],
)
def test_nonsense_is_a_problem_and_no_fault(db, path, body):
    assert finance().post(path, body).status_code == 422


def test_a_repeated_request_has_one_effect(db):
    fund_budget()
    confirm_account_of(order())
    with enter(system_scope("test")):
        who = caller(Role.COUNTY_FINANCE, account=factories.make_account(Role.COUNTY_FINANCE, None, "410105"))
    body = {"area": COUNTY, "until": TODAY.isoformat()}
    answers = [who.post("/treasury/batches", body, Idempotency_Key="one").json()["id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Batch.objects.count() == 1


def test_what_comes_back_takes_two_tokens(db):
    fund_budget()
    owed = recover(paid_order())
    teller, other, neighbour = finance(), finance(), finance("410102")
    body = {"amount_fen": 12_000, "on": TODAY.isoformat(), "bank_reference": "B-7"}
    path = f"/treasury/receivables/{owed.id}/collections"
    assert neighbour.post(path, body).status_code == 404
    told = teller.post(path, body)
    assert (told.status_code, told.json()["state"]) == (201, "proposed")
    assert [one["id"] for one in other.get("/treasury/repayments").json()] == [told.json()["id"]]
    confirm = f"/treasury/repayments/{told.json()['id']}/confirm"
    assert neighbour.post(confirm, {}).status_code == 404
    assert teller.post(confirm, {}).status_code == 409
    assert other.post(confirm, {"on_behalf_of": str(new_key())}).status_code == 409
    assert other.post(confirm, {}).json()["collected_fen"] == 12_000
    following = order(payee_told(owed.person), period=(date(YEAR, 2, 1), date(YEAR, 3, 1)))
    set_off = {"order": str(following.id)}
    told = teller.post(f"/treasury/receivables/{owed.id}/set-off", set_off).json()
    refused = f"/treasury/repayments/{told['id']}/refuse"
    assert other.post(refused, {"reason": "先转账"}).json()["state"] == "refused"
    told = teller.post(f"/treasury/receivables/{owed.id}/set-off", set_off).json()
    withdrawn = f"/treasury/repayments/{told['id']}/withdraw"
    assert teller.post(withdrawn, {}).json()["state"] == "withdrawn"
