"""Quality and the time bank by JSON: the same answers and refusals as on the pages."""

import pytest
from django.utils import timezone

from chongyang.core import clock
from chongyang.quality.models import Rating
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.timebank.models import Activity, TimeAccount
from tests import factories
from tests.api.callers import ZHONGYUAN_STREET, caller
from tests.orders.homes import family_of
from tests.quality.people import event, helped, make_provider, own
from tests.timebank.people import fill

WAY = "/services/quality"


@pytest.fixture
def provider(db):
    return make_provider()


def test_her_family_rates_once(provider):
    elder = factories.make_elder()
    order, app = helped(provider, elder.id), caller(Role.FAMILY, account=family_of(elder))
    way = f"/services/orders/{order.id}/rating"
    assert app.post(way, {"stars": 6}).status_code == 422
    answer = app.post(way, {"stars": 4, "remark": "好"})
    assert (answer.status_code, answer.json()["stars"]) == (201, 4)
    assert "remark" not in answer.json()
    assert app.post(way, {"stars": 1}).status_code == 409
    assert Rating.objects.get().stars == 4
    assert caller(Role.FAMILY).post(way, {"stars": 1}).status_code == 404


def test_a_score_an_appeal_and_its_decision(provider):
    row = event(provider, at=clock.now())
    mine = caller(Role.CONTRACTOR, account=Account.objects.get(id=own(provider).actor.account))
    score = mine.get(f"{WAY}/providers/{provider.organisation}").json()
    assert (score["tenths"], [one["left"] for one in score["reasons"]]) == (940, [60])
    assert mine.get(f"{WAY}/providers/{make_provider().organisation}").status_code == 404
    made = mine.post(f"{WAY}/events/{row.id}/appeal", {"text": "老人住院"}).json()
    way = f"{WAY}/appeals/{made['id']}/decision"
    assert mine.post(way, {"upheld": True, "answer": "好"}).status_code == 403
    far = caller(Role.COUNTY_REVIEWER, ZHONGYUAN_STREET[:6])
    assert far.post(way, {"upheld": True, "answer": "好"}).status_code == 404
    judge = caller(Role.COUNTY_REVIEWER, "410105")
    assert [one["id"] for one in judge.get(f"{WAY}/appeals").json()] == [made["id"]]
    assert judge.post(way, {"upheld": True, "answer": "属实"}).json()["upheld"] is True
    assert mine.get(f"{WAY}/providers/{provider.organisation}").json()["tenths"] == 1000
    assert judge.get(f"{WAY}/proposals").json() == []
    assert Organisation.objects.filter(id=provider.organisation).exists()


def test_hours_by_json(db):
    app, clerk = caller(Role.VOLUNTEER, "410105"), caller(Role.STREET_CLERK, "410105")
    made = app.post("/timebank/accounts", {"born_on": "1980-05-01"})
    assert made.status_code == 201
    assert app.post("/timebank/accounts", {"born_on": "1980-05-01"}).status_code == 409
    day = timezone.localdate(clock.now()).isoformat()
    told = app.post("/timebank/activities", {"help": "company", "on": day, "minutes": 60})
    assert told.status_code == 201
    way = f"/timebank/activities/{told.json()['id']}/decision"
    assert app.post(way, {"confirm": True}).status_code == 403
    assert clerk.post(way, {"confirm": True}).json()["state"] == "confirmed"
    (row,) = app.get("/timebank/accounts").json()
    assert (row["earned"], row["left"]) == (60, 60)
    entries = app.get(f"/timebank/accounts/{row['id']}/entries").json()
    assert [one["kind"] for one in entries] == ["earned"]
    assert caller(Role.VOLUNTEER).get(f"/timebank/accounts/{row['id']}/entries").status_code == 404
    assert Activity.objects.count() == 1


def test_a_transfer_by_json(db):
    app, other = caller(Role.VOLUNTEER, "410105"), caller(Role.VOLUNTEER, "410105")
    for one in (app, other):
        one.post("/timebank/accounts", {"born_on": "1980-05-01"})
    mine = fill(TimeAccount.objects.get(account=app.account.id), 60)
    theirs = TimeAccount.objects.get(account=other.account.id)
    way = f"/timebank/accounts/{mine.id}/transfers"
    assert app.post(way, {"to": theirs.number, "minutes": 75}).status_code == 409
    made = app.post(way, {"to": theirs.number, "minutes": 30}).json()
    answer = f"/timebank/transfers/{made['id']}/answer"
    assert app.post(answer, {"accept": True}).status_code == 404
    assert other.post(answer, {"accept": True}).json()["state"] == "accepted"
    theirs.refresh_from_db()
    assert theirs.received == 30
