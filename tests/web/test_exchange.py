"""The desk of the query door: who enters, proposing, deciding by another, keys shown once, the log."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from chongyang.core import outbox
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.exchange.models import Agreement, Subscription
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.api.callers import Caller
from tests.api.test_exchange import asking
from tests.exchange.helpers import PURPOSE, TODAY, agreed, department
from tests.web.test_street import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def client(role: Role, *codes: str):
    return signed_in(factories.make_account(role, None, *codes))


def typed(**more):
    told = {
        "name": "养老待遇核对",
        "code": "social-security",
        "organisation": department().key,
        "areas": "410105",
        "purposes": f"{PURPOSE}｜社会保险法 第七十四条",
        "basis": "statutory",
        "law": "社会保险法 第七十四条",
        "answer_kind": "fields",
        "fields_told": ["life_status"],
        "changes": ["died"],
        "hour_limit": 20,
        "day_limit": 50,
        "batch_limit": 10,
        "contact": "信息科",
        "signed_by": "副局长",
        "signed_on": TODAY,
        "valid_from": TODAY,
        "valid_to": TODAY + timedelta(days=300),
    }
    return {**told, **more}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    row, _ = agreed()
    who = client(role)
    wanted = 200 if can(role, Can.READ_AGREEMENTS) else 403
    assert who.get(reverse("exchange")).status_code == wanted
    assert who.get(reverse("exchange_agreement", args=[row.id])).status_code == wanted
    assert who.get(reverse("exchange_new")).status_code == (200 if can(role, Can.PROPOSE_AGREEMENTS) else 403)


def test_one_proposes_another_decides_a_key_is_shown_once(db):
    steward, reviewer = client(Role.DATA_STEWARD), client(Role.CITY_REVIEWER)
    assert steward.post(reverse("exchange_new"), typed(code="Ä")).status_code == 422
    steward.post(reverse("exchange_new"), typed())
    row = Agreement.objects.get()
    address = reverse("exchange_agreement", args=[row.id])
    assert "审定生效" not in steward.get(address).content.decode()
    assert steward.post(reverse("exchange_decide", args=[row.id]), {"decision": "accept"}).status_code == 403
    assert "审定生效" in reviewer.get(address).content.decode()
    reviewer.post(reverse("exchange_decide", args=[row.id]), {"decision": "accept"})
    page = steward.post(reverse("exchange_key", args=[row.id])).content.decode()
    secret = re.search(r"cy_[0-9a-f]{8}_[0-9a-f]{64}", page)
    assert secret
    assert secret[0] not in steward.get(address).content.decode()
    elder = factories.make_elder()
    told = Caller(None, secret[0]).post("/exchange/questions", asking(elder.identity_number.plain))
    assert told.json()["items"][0]["answer"] == "yes"
    page = steward.get(address).content.decode()
    assert "SS-1" in page
    assert elder.name not in page
    assert elder.identity_number.plain not in page


def test_suspended_resumed_ended_each_with_its_right_and_reason(db):
    row, _ = agreed()
    steward, reviewer = client(Role.DATA_STEWARD), client(Role.CITY_REVIEWER)

    def act(who, action, **said):
        who.post(reverse("exchange_act", args=[row.id, action]), said)
        row.refresh_from_db()
        return row.state

    assert act(steward, "suspend") == "in_force"
    assert act(steward, "suspend", reason="核查") == "suspended"
    assert act(steward, "resume") == "suspended"
    assert act(reviewer, "resume") == "in_force"
    assert act(steward, "end", reason="期满") == "ended"
    assert steward.post(reverse("exchange_act", args=[row.id, "dance"])).status_code == 404


def test_a_subscription_shows_its_signing_secret_once_and_refuses_plain_http(db):
    row, _ = agreed()
    steward = client(Role.DATA_STEWARD)
    address = reverse("exchange_subscribe", args=[row.id])
    page = steward.post(address, {"url": "http://ss.example/"}, follow=True).content.decode()
    assert "https" in page
    page = steward.post(address, {"url": "https://ss.example/"}).content.decode()
    assert re.search(r"\b[0-9a-f]{64}\b", page)
    steward.post(reverse("exchange_unsubscribe", args=[row.id]))
    assert "没有订阅" in steward.get(reverse("exchange_agreement", args=[row.id])).content.decode()


def test_who_decides_sees_every_limit_that_is_decided(db):
    client(Role.DATA_STEWARD).post(reverse("exchange_new"), typed(hour_limit=21, day_limit=53))
    address = reverse("exchange_agreement", args=[Agreement.objects.get().id])
    page = text_of(client(Role.CITY_REVIEWER).get(address))
    for words in ("每小时限额21", "每天限额53", "每次人数10"):
        assert words in page


def test_a_quota_that_is_used_up_says_so_and_a_young_agreement_is_not_called_silent(db):
    row, secret = agreed(hour_limit=1, day_limit=5, batch_limit=1)
    steward, address = client(Role.DATA_STEWARD), reverse("exchange_agreement", args=[row.id])
    for url in (reverse("exchange"), address):
        page = text_of(steward.get(url))
        assert "已用完" not in page
        assert "三十天没有查询" not in page
    Agreement.objects.update(decided_at=now() - timedelta(days=31))
    for url in (reverse("exchange"), address):
        assert "三十天没有查询" in text_of(steward.get(url))
    number = factories.make_elder().identity_number.plain
    Caller(None, secret).post("/exchange/questions", asking(number))
    for url in (reverse("exchange"), address):
        page = text_of(steward.get(url))
        assert page.count("已用完") == 1
        assert "三十天没有查询" not in page


def test_changes_that_are_not_taken_stand_on_the_page_of_their_agreement(db):
    row, _ = agreed()
    steward, address = client(Role.DATA_STEWARD), reverse("exchange_agreement", args=[row.id])
    steward.post(reverse("exchange_subscribe", args=[row.id]), {"url": "https://ss.example/"})
    Subscription.objects.update(last_number=3, delivered_number=1)
    told = {"subscription": str(Subscription.objects.get().id), "up_to": 3}
    outbox.send(destination="exchange.webhook", key="x", payload=told, area=row.area, now=now())
    assert "没有送达" not in text_of(steward.get(address)), "it was not tried yet"
    OutboxMessage.objects.update(attempts=2, last_error="department social-security: HTTP 503")
    assert "2 条变动没有送达" in text_of(steward.get(address))
    assert "系统会按间隔重试" in text_of(steward.get(address))
    OutboxMessage.objects.update(state="dead")
    assert "已不再重试" in text_of(steward.get(address))
    Subscription.objects.update(delivered_number=3)
    assert "没有送达" not in text_of(steward.get(address))


def test_an_agreement_out_of_reach_is_not_there(db):
    row, _ = agreed(areas=("410102",))
    outsider = client(Role.DATA_STEWARD, "410105")
    assert outsider.get(reverse("exchange_agreement", args=[row.id])).status_code == 404
    assert row.name not in outsider.get(reverse("exchange")).content.decode()
    outsider.post(reverse("exchange_act", args=[row.id, "end"]), {"reason": "x"})
    row.refresh_from_db()
    assert row.state == "in_force"
