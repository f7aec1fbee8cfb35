"""Agreements by JSON: proposed by one, decided by another, stopped with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.exchange.models import Agreement
from chongyang.territory.enums import Role
from tests.api.callers import caller, clerk, problem

pytestmark = pytest.mark.django_db(transaction=False)


def terms(**more):
    today = timezone.localdate(now())
    return {
        "code": "health-check",
        "name": "卫健核对",
        "organisation": "city.health-commission",
        "areas": ["4101"],
        "purposes": [{"purpose": "建档核对", "law": "测试条款第一条"}],
        "basis": "statutory",
        "law": "测试条款第一条",
        "answer_kind": "yes_no",
        "hour_limit": 100,
        "day_limit": 1000,
        "batch_limit": 10,
        "contact": "测试联系人",
        "signed_by": "测试签署人",
        "signed_on": today.isoformat(),
        "valid_from": today.isoformat(),
        "valid_to": (today + timedelta(days=365)).isoformat(),
        **more,
    }


def proposed(by):
    answer = by.post("/exchange/agreements", terms())
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_proposed_by_one_and_decided_by_another(db):
    one, other = caller(Role.DATA_STEWARD), caller(Role.CITY_REVIEWER)
    row = proposed(one)
    url = f"/exchange/agreements/{row['id']}"
    problem(other.post(f"{url}/decide", {"is_accepted": False}), 422, "invalid")
    assert other.post(f"{url}/decide", {"is_accepted": True}).json()["state"] == "in_force"
    problem(one.post(f"{url}/suspend", {}), 422, "invalid")
    assert one.post(f"{url}/suspend", {"reason": "限额异常"}).json()["state"] == "suspended"
    assert other.post(f"{url}/resume", {}).json()["state"] == "in_force"
    assert one.post(f"{url}/end", {"reason": "到期"}).json()["state"] == "ended"
    assert [one["state"] for one in other.get("/exchange/agreements").json()] == ["ended"]


def test_what_is_wrong_is_told_and_others_have_no_token_for_it(db):
    by = caller(Role.DATA_STEWARD)
    told = problem(by.post("/exchange/agreements", terms(code="A")), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/code"
    assert not Agreement.objects.exists()
    proposed(by)
    assert clerk().get("/exchange/agreements").status_code == 403
    problem(by.get("/exchange/agreements/0190a1c0-0000-7000-8000-000000000000"), 404, "not-found")
