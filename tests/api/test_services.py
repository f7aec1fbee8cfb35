"""Catalogue, offers, entry and carers by JSON: the same operations as the desk, the same refusals."""

from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.services import operations
from chongyang.services.models import Entry, ServiceProvider, YearlyCheck
from chongyang.services.rules import catalogue, flows
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.workforce.models import Absence, Carer, Credential
from tests import factories
from tests.api.callers import Caller, caller, problem
from tests.core.test_files import PDF_BYTES
from tests.services import made, people
from tests.services.evaluated import PARTS
from tests.web.provider_desk import carer_form
from tests.workforce.made import make_carer

pytestmark = pytest.mark.usefixtures("db")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def org():
    return made.organisation()


def provider(org) -> Caller:
    return caller(Role.CONTRACTOR, organisation=org)


def county(code: str = "410105") -> Caller:
    return caller(Role.COUNTY_REVIEWER, code)


def day(days: int) -> str:
    return str(timezone.localdate(now()) + days * DAY)


def test_the_catalogue_and_who_offers_are_for_everybody(org):
    row = made.make_provider(org)
    made.make_offer(row)
    anybody = caller(Role.FAMILY)
    items = anybody.get("/services/items").json()
    assert [one["key"] for one in items] == list(catalogue.items())
    assert items[0]["steps"][0]["label"]
    assert items[0]["confirmed"] is False
    told = anybody.get("/services/offers?item=bath_help&area=410105001001").json()
    assert [one["price_fen"] for one in told] == [8000]
    for rubbish in ("item=x&area=-1", "item=bath_help&area=99999999999999999"):
        assert anybody.get(f"/services/offers?{rubbish}").json() == []
    assert [one["name"] for one in anybody.get("/services/providers").json()] == [row.name]
    assert anybody.get(f"/services/providers/{row.id}/offers").json()[0]["item"] == "bath_help"
    problem(anybody.get(f"/services/providers/{org.id}"), 404, "not-found")
    problem(anybody.get("/services/carers"), 403, "token-name-missing")


def test_offers_begin_change_and_end_on_coming_days(org):
    made.make_provider(org)
    own = provider(org)
    body = {"item": "bath_help", "price_fen": 8000, "areas": ["410105"], "valid_from": day(1)}
    problem(own.post("/services/offers", {**body, "valid_from": day(0)}), 422, "invalid")
    told = own.post("/services/offers", body)
    assert told.status_code == 201
    one = f"/services/offers/{told.json()['id']}"
    assert own.post(f"{one}/price", {"price_fen": 9000, "valid_from": day(5)}).json()["price_fen"] == 9000
    stranger = provider(made.organisation())
    problem(stranger.post(f"{one}/end", {"ends_on": day(3)}), 422, "invalid")
    assert own.post(f"{one}/end", {"ends_on": day(3)}).status_code == 204
    capacity = {"area": "410105", "minutes": {"1": 600}}
    assert own.post("/services/capacity", capacity).json()[0]["minutes"] == 600
    ranged = {"item": "bath_help", "area": "410105", "price_from_fen": 9000, "price_to_fen": 11000}
    assert county().post("/services/ranges", {**ranged, "valid_from": day(9)}).status_code == 201
    problem(county("410102").post("/services/ranges", {**ranged, "valid_from": day(9)}), 422, "invalid")


def test_an_application_by_four_people(org):
    own = provider(org)
    row = own.post("/services/entries").json()
    one = f"/services/entries/{row['id']}"
    told = problem(own.post(f"{one}/submit"), 422, "invalid")
    assert "/evidence" in str(told)
    form = people.filled()
    names = ("name", "kind", "credit_code", "address", "phone", "statement")
    body = {name: getattr(form, name) for name in names} | {"kinds": form.kinds, "areas": form.areas}
    assert own.patch(one, body).json()["phone"] == "0371-66660001"
    for kind in flows.load().evidence:
        people.do(
            operations.attach,
            factories.scope_of(own.account),
            entry=Entry.objects.get().id,
            kind=kind,
            chunks=[people.PDF],
            name="材料.pdf",
        )
    assert own.post(f"{one}/submit").json()["state"] == "acceptance"
    problem(county("410102").post(f"{one}/accept"), 404, "not-found")
    first = county()
    assert first.post(f"{one}/accept").json()["state"] == "visit"
    visit = {"visited_on": "2019-06-03", "finding": "与材料一致。"}
    problem(first.post(f"{one}/visit", visit), 409, "conflict")
    county().post(f"{one}/visit", visit)
    assert county().get("/services/entries").json()[0]["state"] == "decision"
    assert county().post(f"{one}/admit").json()["state"] == "in_force"
    assert own.get("/services/own-entries").json()[0]["state"] == "admitted"
    assert len(own.get(one).json()["files"]) == 3


def test_the_county_suspends_and_ends(org):
    row = made.make_provider(org)
    one, desk = f"/services/providers/{row.id}", county()
    problem(provider(org).post(f"{one}/suspend", {"reason": "原因"}), 403, "not-allowed")
    assert desk.post(f"{one}/suspend", {"reason": "整改"}).json()["state"] == "suspended"
    assert desk.post(f"{one}/resume").json()["state"] == "in_force"
    told = desk.get("/services/evaluation-criteria").json()
    assert (sum(each["weight"] for each in told["criteria"]), told["floor"], told["confirmed"]) == (
        100,
        60,
        False,
    )
    parts = {key: str(points) for key, points in PARTS.items()}
    body = {"assessor": "测试评估中心", "parts": parts, "evaluated_on": "2019-06-03"}
    made_one = desk.post(f"{one}/evaluations", body)
    assert (made_one.status_code, made_one.json()["points"]) == (201, "86.5")
    [held] = desk.get(f"{one}/evaluations").json()
    assert held["parts"]["service"] == "25.5"
    problem(desk.post(f"{one}/evaluations", body | {"parts": {"service": "25.5"}}), 422, "invalid")
    leave = {"leaves_on": day(3), "reason": "业务调整"}
    assert provider(org).post(f"{one}/leave", leave).json()["state"] == "leaving"
    assert desk.post(f"{one}/finish-leaving").json()["state"] == "exited"
    assert ServiceProvider.objects.get().reason == "业务调整"


def test_a_yearly_check(org):
    made.make_provider(org, check_on=timezone.localdate(now()))
    operations.open_due(now=now())
    one = f"/services/checks/{YearlyCheck.objects.get().id}"
    assert provider(org).post(f"{one}/report", {"statement": "服务八百人次。"}).json()["state"] == "looking"
    look = {"visited_on": "2019-06-03", "finding": "属实。"}
    assert county().post(f"{one}/look", look).json()["state"] == "deciding"
    assert county().get("/services/checks").json()[0]["state"] == "deciding"
    assert county().post(f"{one}/pass").json()["result"] == "passed"
    assert provider(org).get("/services/own-checks").json()[0]["result"] == "passed"


def test_carers_are_kept_by_their_provider_alone(org):
    own = provider(org)
    typed = carer_form()
    body = {name: typed[name] for name in ("name", "identity_number", "phone", "dialects", "starts_on")}
    body |= {"area": 410105001000, "longitude": 113.68, "latitude": 34.77}
    problem(own.post("/services/carers", {**body, "phone": "1"}), 422, "invalid")
    told = own.post("/services/carers", body).json()
    assert (told["phone"], told["identity_number"][4:14]) == ("136****0001", "**********")
    one = f"/services/carers/{told['id']}"
    assert own.patch(one, {**body, "name": "周护理员"}).json()["name"] == "周护理员"
    paper = {"skill": "health", "issuer": "测试医院", "valid_from": "2019-01-01", "last_on": day(9)}
    assert own.post(f"{one}/credentials", paper).status_code == 201
    assert own.get("/services/carers/endings").json()[0]["is_over"] is False
    away = {"from_at": f"{day(1)}T00:00:00Z", "to_at": f"{day(2)}T00:00:00Z", "kind": "leave"}
    own.post(f"{one}/absences", away)
    account = factories.make_account(Role.CARE_WORKER, org)
    own.post(f"{one}/account", {"username": account.username})
    full = county().get(one).json()
    assert (len(full["credentials"]), len(full["absences"])) == (1, 1)
    for other in (provider(made.organisation()), county("410102")):
        problem(other.get(one), 404, "not-found")
    problem(county().post(f"{one}/end", {"ends_on": day(3)}), 403, "not-allowed")
    assert own.post(f"/services/carers/absences/{Absence.objects.get().id}/cancel").status_code == 204
    assert own.post(f"/services/carers/credentials/{Credential.objects.get().id}/end").status_code == 204
    assert own.post(f"{one}/end", {"ends_on": day(3)}).json()["ends_on"] == day(3)
    assert Carer.objects.get().account == Account.objects.get(id=account.id).id


def test_the_list_of_carers_pages(org):
    for _ in range(3):
        from tests.workforce.made import make_carer

        make_carer(org.id, skills=())
    own = provider(org)
    first = own.get("/services/carers?limit=2").json()
    rest = own.get(f"/services/carers?limit=2&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    problem(
        provider(made.organisation()).get(f"/services/carers?cursor={first['next']}"), 400, "cursor-mismatch"
    )


def test_papers_of_a_check_and_of_a_certificate_come_as_bytes(org):
    made.make_provider(org, check_on=timezone.localdate(now()))
    operations.open_due(now=now())
    check, own = f"/services/checks/{YearlyCheck.objects.get().id}/files", provider(org)
    kind = flows.load().check_evidence[0]
    put = partial(_put, own)
    assert put(f"{check}?kind={quote(kind)}&name=a.pdf", PDF_BYTES).status_code == 201
    problem(put(f"{check}?kind={quote(kind)}", b"MZ rubbish"), 422, "invalid")
    problem(put(f"{check}?kind=x", PDF_BYTES), 422, "invalid")
    problem(_put(provider(made.organisation()), f"{check}?kind={quote(kind)}", PDF_BYTES), 404, "not-found")
    carer = make_carer(org.id, skills=("health",))
    paper = f"/services/carers/credentials/{Credential.objects.get(carer=carer).id}/file"
    problem(put(paper, b"MZ rubbish"), 422, "invalid")
    problem(_put(provider(made.organisation()), paper, PDF_BYTES), 404, "not-found")
    assert put(f"{paper}?name=a.pdf", PDF_BYTES).status_code == 200
    problem(put(f"{paper}?name=a.pdf", PDF_BYTES), 422, "invalid")
    assert Credential.objects.get(carer=carer).file is not None


def _put(by, path, data):
    told = {"Authorization": f"Bearer {by.secret}"}
    return by.client.put("/api" + path, data=data, headers=told, content_type="application/octet-stream")
