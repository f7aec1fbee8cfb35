"""Government purchase by JSON: the same rows and refusals as at the desk."""

from datetime import date

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.purchase import operations
from chongyang.purchase.models import Entitlement
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller
from tests.core.test_files import PDF_BYTES
from tests.purchase.people import account
from tests.purchase.test_buying import FORM, LATER, Office

STREET, COUNTY, OTHER = "410105001", "410105", "410102"


def test_a_decision_goes_its_way_and_the_outsider_finds_nothing(db):
    elder = factories.make_elder(born_on=date(1935, 1, 2))
    operations.propose_entitled(now=now(), only=[elder.id])
    row = Entitlement.objects.get()
    one = f"/purchase/entitlements/{row.id}"
    clerk, assessor = caller(Role.COMMUNITY_OFFICER, STREET), caller(Role.THIRD_PARTY_ASSESSOR, COUNTY)
    reviewer = caller(Role.COUNTY_REVIEWER, COUNTY)
    assert clerk.get(one).json()["facts"][0]["condition"] == "living"
    assert clerk.post(f"{one}/steps/apply", {}).json()["state"] == "assessment"
    early = reviewer.post(f"{one}/steps/approve", {})
    assert (early.status_code, early.json()["code"]) == (409, "conflict")
    assert assessor.post(f"{one}/steps/assess", {"level": "2"}).json()["state"] == "decision"
    assert reviewer.post(f"{one}/steps/approve", {}).json()["state"] == "notice"
    outsider = caller(Role.COUNTY_REVIEWER, OTHER)
    assert outsider.get(one).status_code == 404
    assert outsider.get("/purchase/entitlements").json()["items"] == []
    assert caller(Role.VOLUNTEER).get(one).status_code == 403
    listed = reviewer.get("/purchase/entitlements?show=open").json()
    assert [item["id"] for item in listed["items"]] == [str(row.id)]
    assert elder.name not in str(listed)


def test_accounts_by_pages_statement_and_correction_by_two(db):
    held = [account() for _ in range(3)]
    one, two = (caller(Role.COUNTY_REVIEWER, COUNTY) for _ in range(2))
    first = one.get("/purchase/accounts?limit=2").json()
    rest = one.get(f"/purchase/accounts?limit=2&cursor={first['next']}").json()
    keys = [item["id"] for item in first["items"] + rest["items"]]
    assert sorted(keys) == sorted(str(row.id) for row in held)
    told = one.get(f"/purchase/accounts/{held[0].id}").json()
    assert (told["account"]["left"], told["lines"][0]["kind"]) == (20_000, "granted")
    asked = {"units": -500, "reason": "重复"}
    made = one.post(f"/purchase/accounts/{held[0].id}/corrections", asked)
    assert made.status_code == 201, made.content
    way = f"/purchase/corrections/{made.json()['id']}"
    assert one.post(way, {"confirm": True}).status_code == 409
    assert two.post(way, {"confirm": True}).json()["confirmed"] is True
    assert one.get(f"/purchase/accounts/{held[0].id}").json()["account"]["granted"] == 19_500


def test_a_purchase_is_begun_read_and_stepped(db):
    office = territory.get_organisation("county.410105.civil-affairs")
    buyer = caller(Role.PURCHASER, COUNTY, organisation=office)
    lot = {"title": "助浴", "areas": [COUNTY], "items": {"bath_help": 12_000}, "sum_fen": 5_000_000}
    body = {"title": "上门服务", "need": "助浴", "year": 2019, "lots": [lot]}
    assert buyer.post("/purchase/procurements", body | {"lots": []}).status_code == 409
    made = buyer.post("/purchase/procurements", body)
    assert made.status_code == 201, made.content
    one = f"/purchase/procurements/{made.json()['id']}"
    assert buyer.get(one).json()["lots"][0]["items"] == {"bath_help": 12_000}
    for action in ("announce", "award", "accept", "pay", "evaluate", "approve_method", "confirm_budget"):
        assert buyer.post(f"{one}/steps/{action}", {}).status_code == 409, action
    bid = {"organisation": str(new_key()), "price_fen": 1}
    assert buyer.post(f"/purchase/lots/{buyer.get(one).json()['lots'][0]['id']}/bids", bid).status_code == 409
    assert buyer.post(f"{one}/steps/cancel", {"words": "不买了"}).json()["state"] == "cancelled"
    listed = buyer.get("/purchase/procurements?show=ended").json()["items"]
    assert [item["id"] for item in listed] == [made.json()["id"]]
    assert caller(Role.PURCHASER, OTHER, organisation=office).get("/purchase/rules").status_code == 200


def test_contracts_are_signed_published_and_ended(db):
    stage = Office()
    row, _ = stage.until_awarded()
    stage.paper(row)
    office = territory.get_organisation("county.410105.civil-affairs")
    same = caller(Role.PURCHASER, COUNTY, organisation=office)
    lot = same.get(f"/purchase/procurements/{row.id}").json()["lots"][0]["id"]
    days = {name: str(getattr(FORM, name)) for name in ("signed_on", "valid_from", "valid_to")}
    body = {"number": FORM.number, "sum_fen": FORM.sum_fen, **days}
    made = same.post(f"/purchase/lots/{lot}/contracts", body)
    assert made.status_code == 201, made.content
    one = f"/purchase/contracts/{made.json()['id']}/steps"
    on = {"on": str(LATER.date()), "words": "备案 1 号"}
    assert same.post(f"{one}/publish", on).json()["published_on"] == str(LATER.date())
    assert same.post(f"{one}/file", on).json()["filed_on"] == str(LATER.date())
    assert same.post(f"{one}/publish", on).status_code == 409
    ended = same.post(f"{one}/end", {"on": "2019-09-01", "words": "解除"}).json()
    assert ended["ended_on"] == "2019-09-01"
    assert [item["number"] for item in same.get("/purchase/contracts").json()] == [FORM.number]


def test_a_paper_of_a_purchase_comes_as_bytes(db, settings, tmp_path):
    settings.FILES = tmp_path
    office = territory.get_organisation("county.410105.civil-affairs")
    buyer = caller(Role.PURCHASER, COUNTY, organisation=office)
    lot = {"title": "助浴", "areas": [COUNTY], "items": {"bath_help": 12_000}, "sum_fen": 5_000_000}
    body = {"title": "上门服务", "need": "助浴", "year": 2019, "lots": [lot]}
    one = f"/purchase/procurements/{buyer.post('/purchase/procurements', body).json()['id']}/files"

    def put(by, data):
        told = {"Authorization": f"Bearer {by.secret}"}
        way = f"/api{one}?title=need&name=a.pdf"
        return by.client.put(way, data=data, headers=told, content_type="application/octet-stream")

    assert put(buyer, b"MZ rubbish").status_code == 409
    made = put(buyer, PDF_BYTES)
    assert (made.status_code, made.json()["title"]) == (201, "need")
    other = territory.get_organisation("county.410102.civil-affairs")
    assert put(caller(Role.PURCHASER, OTHER, organisation=other), PDF_BYTES).status_code == 404
