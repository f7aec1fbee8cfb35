"""The service desk: find, choose, see who offers for how much and what the voucher covers, place; steps."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.hotline.models import Complaint
from chongyang.orders.models import Order, Plan
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory.enums import Role
from tests import factories
from tests.orders.homes import family_of, placed, quota_of
from tests.orders.people import ITEM, offered_by, walk
from tests.web.test_mine import page


@pytest.fixture
def elder(db):
    return factories.make_elder()


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def desk(db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return client_of(factories.make_operator())


def asked(**told):
    day = timezone.localdate(now() + timedelta(days=2)).isoformat()
    return {"item": ITEM, "day": day, "begins": "09:00", "ends": "12:00", **told}


def test_from_the_search_to_the_order(desk, elder):
    quota_of(elder)
    write_tokens(elder)
    dear, cheap = offered_by(12_000), offered_by(10_000)
    found = desk.post(reverse("ordering"), {"text": elder.name}).content.decode()
    url = reverse("ordering_for", args=[elder.id])
    assert url in found
    text = page(desk, url + "?" + "&".join(f"{key}={value}" for key, value in asked().items()))
    assert text.index(cheap.name) >= 0
    assert "服务券付 ¥80.00，自己付 ¥20.00" in text
    assert "服务券付 ¥96.00，自己付 ¥24.00" in text
    offers = re.findall(r'name="offer" value="([^"]+)"', text)
    assert len(offers) == 2
    assert not Order.objects.exists()
    done = desk.post(url, asked(offer=offers[1], key="k", note="敲门大声"))
    row = Order.objects.get()
    assert done["Location"] == reverse("ordering_order", args=[row.id])
    assert (row.organisation, row.price_fen, row.channel) == (dear.organisation, 12_000, "call")
    desk.post(url, asked(offer=offers[1], key="k", note="敲门大声"))
    assert Order.objects.count() == 1


def test_the_desk_shows_what_is_late_and_what_is_open(desk, elder):
    waiting = placed(elder)
    offered_by()
    going = placed(elder)
    text = page(desk, reverse("ordering"))
    assert "要催办的" in text
    assert "没有服务商接单" in text
    for row in (waiting, going):
        assert row.number in text
    assert elder.name not in text
    one = page(desk, reverse("ordering") + "?state=offered")
    assert going.number in one
    assert page(desk, reverse("ordering") + "?state=nonsense&after=nonsense")


def test_one_order_with_its_steps_and_money(desk, elder):
    offered_by()
    row = placed(elder)
    url, step = reverse("ordering_order", args=[row.id]), reverse("ordering_step", args=[row.id])
    assert "¥100.00" in page(desk, url)
    desk.post(step, {"do": "accept"})
    assert Order.objects.get().state == "accepted"
    desk.post(step, {"do": "withdraw", "reason": "nonsense"})
    assert Order.objects.get().state == "accepted"
    desk.post(step, {"do": "withdraw", "reason": "mistake", "note": "电话里说的"})
    assert Order.objects.get().state == "withdrawn"
    text = page(desk, url)
    assert "下错单" in text
    assert "电话里说的" in text


def test_another_provider_is_asked(desk, elder):
    offered_by(10_000)
    row = placed(elder)
    other = offered_by(15_000)
    text = page(desk, reverse("ordering_order", args=[row.id]))
    (offer,) = re.findall(r'<option value="([0-9a-f-]{36})"', text)
    desk.post(reverse("ordering_step", args=[row.id]), {"do": "offer", "offer": offer, "reason": "老人要换"})
    after = Order.objects.get()
    assert (after.organisation, after.price_fen) == (other.organisation, 15_000)
    assert "老人要换" in page(desk, reverse("ordering_order", args=[row.id]))


def test_a_dispute_a_redo_and_a_complaint(desk, elder):
    offered_by()
    row = walk(placed(elder), "accept", "start", "finish")
    url, step = reverse("ordering_order", args=[row.id]), reverse("ordering_step", args=[row.id])
    desk.post(step, {"do": "dispute", "reason": "没有做完"})
    text = page(desk, url)
    window = re.findall(r'<option value="(\d{8}-\d{4})"', text)[3]
    desk.post(step, {"do": "redo", "reason": "没有做完", "window": "never"})
    assert Order.objects.count() == 1
    desk.post(step, {"do": "redo", "reason": "没有做完", "window": window})
    again = Order.objects.get(redo_of=row.id)
    assert again.price_fen == 0
    assert "免费重做" in page(desk, reverse("ordering_order", args=[again.id]))
    assert again.number in page(desk, url)
    told = {"content": "护理员态度不好"}
    desk.post(reverse("ordering_complaint", args=[row.id]), told)
    desk.post(reverse("ordering_complaint", args=[row.id]), told)
    complaint = Complaint.objects.get()
    assert (complaint.reference, complaint.person) == (row.id, elder.id)
    assert complaint.number in page(desk, url)


def test_a_plan_of_two_days_a_week(desk, elder):
    offered_by()
    url = reverse("ordering_for", args=[elder.id])
    desk.post(url, asked(weekdays=["1", "4", "nonsense"], holidays="skip", key="p"))
    plan = Plan.objects.get()
    assert (plan.weekdays, plan.holidays) == ([1, 4], "skip")
    assert "每周一、周四 09:00" in page(desk, url)
    act = reverse("ordering_plan", args=[plan.id])
    desk.post(act, {"do": "pause", "reason": "away", "from_on": "", "to_on": "nonsense"})
    assert not Order.objects.filter(plan=plan, closed_at=None).exists()
    desk.post(act, {"do": "resume"})
    desk.post(act, {"do": "end"})
    assert Plan.objects.get().ended_at


@pytest.mark.parametrize(
    "told",
    [
        {"day": "nonsense"},
        {"begins": "25:00"},
        {"item": "moonwalk"},
        {"begins": "12:00", "ends": "09:00"},
        {"day": "2020-01-01"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
    ],
)
def test_bad_words_place_nothing_and_are_told(desk, elder, told):
    offered_by()
    url = reverse("ordering_for", args=[elder.id])
    assert desk.post(url, asked(**told)).status_code == 422
    assert desk.get(url, asked(**told)).status_code == 200
    assert not Order.objects.exists()


def test_nobody_orders_for_who_died(desk):
    offered_by()
    dead = factories.make_elder(life_status="dead", status_on=timezone.localdate(now()))
    url = reverse("ordering_for", args=[dead.id])
    assert "不能下单" in page(desk, url)
    assert desk.post(url, asked()).status_code == 422
    assert not Order.objects.exists()


def test_owner_colleague_outsider(desk, elder, settings):
    offered_by()
    row = placed(elder)
    clerk = client_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    far = client_of(factories.make_account(Role.STREET_CLERK, None, "410102001"))
    family = client_of(family_of(elder))
    for url in (reverse("ordering_for", args=[elder.id]), reverse("ordering_order", args=[row.id])):
        assert clerk.get(url).status_code == 200
        assert far.get(url).status_code == 404
        assert family.get(url).status_code == 403
        assert Client().get(url).status_code == 302
    assert far.post(reverse("ordering_step", args=[row.id]), {"do": "accept"}).status_code == 404
    assert row.number not in page(far, reverse("ordering"))


def test_looking_at_a_person_is_written_down(desk, elder):
    page(desk, reverse("ordering_for", args=[elder.id]))
    assert Event.objects.filter(person=elder.id, purpose="service", payload__fields=["orders"]).exists()


def test_the_code_at_the_door_on_the_seats_page(desk, elder, settings):
    offered_by()
    row = walk(placed(elder), "accept", "start")
    Order.objects.filter(id=row.id).update(from_at=row.from_at - timedelta(days=2))
    url = reverse("ordering_code", args=[row.id])
    assert url in page(desk, reverse("ordering_order", args=[row.id]))
    answer = desk.post(url, {"do": "show"})
    assert re.search(r">\d{6}<", answer.content.decode())
    assert Event.objects.filter(kind="visits.code.shown", subject=row.id).count() == 1
    far = client_of(factories.make_account(Role.STREET_CLERK, None, "410102001"))
    for client, status in ((far, 404), (client_of(family_of(elder)), 403), (Client(), 302)):
        assert client.post(url).status_code == status


def test_several_services_at_once_on_the_desk(desk, elder):
    offered_by()
    url = reverse("ordering_package", args=[elder.id])
    assert url in page(desk, reverse("ordering_for", args=[elder.id]))
    window = re.findall(r'<option value="(\d{8}-\d{4})"', page(desk, url))[4]
    fields = {"item": [ITEM, "opera"], "window": window, "key": "p", "back": "call"}
    answer = desk.post(url, fields)
    assert answer["Location"] == reverse("ordering_for", args=[elder.id]) + "?back=call"
    states = sorted(Order.objects.values_list("state", flat=True))
    assert states == ["created", "offered"]
    far = client_of(factories.make_account(Role.STREET_CLERK, None, "410102001"))
    assert far.get(url).status_code == 404


def test_a_call_leads_to_the_order_and_back(desk, elder):
    """The call is kept with one click, the order follows, each page knows the way back."""
    from chongyang.core.keys import new_key
    from chongyang.hotline.models import Call

    offered_by()
    began = {"began_at": now().isoformat(), "key": str(new_key()), "caller": "13800138000"}
    answer = desk.post(reverse("seat_call"), {**began, "person": str(elder.id), "then": "order"})
    url = reverse("ordering_for", args=[elder.id]) + "?back=call"
    assert answer["Location"] == url
    assert Call.objects.get().purpose == "consultation"
    assert reverse("seat_call") in page(desk, url)
    assert 'name="back" value="call"' in page(desk, url)
    answer = desk.post(reverse("ordering_for", args=[elder.id]), asked(key="k", back="call"))
    order = Order.objects.get()
    assert answer["Location"] == reverse("ordering_order", args=[order.id]) + "?back=call"
    assert "回到这次来电" in page(desk, answer["Location"])
    answer = desk.post(reverse("ordering_step", args=[order.id]), {"do": "accept", "back": "call"})
    assert answer["Location"].endswith("?back=call")
    unknown = {**began, "key": str(new_key()), "then": "order"}
    assert desk.post(reverse("seat_call"), unknown)["Location"] == reverse("ordering") + "?back=call"


@pytest.mark.parametrize("back", ["nonsense", "line-nonsense", "https://evil.example", "line-", "call/../x"])
def test_a_way_back_that_is_none_is_not_shown(desk, elder, back):
    from urllib.parse import quote

    text = page(desk, reverse("ordering_for", args=[elder.id]) + f"?back={quote(back)}")
    assert "回到这次来电" not in text
    assert 'href="https://evil' not in text
