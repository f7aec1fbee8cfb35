"""The elder's and her family's pages: three taps, what comes, what was, what the voucher holds."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.core.models import Event
from chongyang.orders import operations
from chongyang.orders.models import Order, Plan
from chongyang.registry.rules.mandates import Allow
from chongyang.territory.enums import Role
from tests import factories
from tests.orders.homes import family_of, placed, quota_of
from tests.orders.people import ITEM, SYSTEM_SCOPE, offered_by, walk

LINK = re.compile(r'href="([^"]+)"')


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def daughter(elder, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(family_of(elder))
    return client


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def links(text, part):
    return [url for url in LINK.findall(text) if part in url]


def test_an_order_takes_three_taps(daughter, elder):
    """What, when, yes: the links that the pages themselves offer, nothing typed."""
    quota_of(elder)
    offered_by()
    first = page(daughter, reverse("mine"))
    (when,) = [url for url in links(first, "/order/") if ITEM in url]
    second = page(daughter, when)
    window = links(second, when)[0]
    third = page(daughter, window)
    assert "¥80.00" in third
    assert "¥20.00" in third
    fields = dict(re.findall(r'<input type="hidden" name="(key)" value="([^"]+)"', third))
    taps = [when, window, "确认预约"]
    assert len(taps) == 3
    done = daughter.post(window, fields)
    row = Order.objects.get()
    assert (done.status_code, done["Location"]) == (302, reverse("mine_order", args=[row.id]))
    assert (row.channel, row.covered_fen, row.own_fen) == ("family", 8_000, 2_000)
    daughter.post(window, fields)
    assert Order.objects.count() == 1


def test_what_comes_is_on_the_first_page_and_can_be_withdrawn(daughter, elder):
    offered_by()
    row = placed(elder)
    assert reverse("mine_order", args=[row.id]) in page(daughter, reverse("mine"))
    text = page(daughter, reverse("mine_order", args=[row.id]))
    assert "撤销预约" in text
    assert elder.name not in text
    step = reverse("mine_step", args=[row.id])
    daughter.post(step, {"do": "withdraw", "reason": "provider"})
    assert Order.objects.get().state == "offered"
    daughter.post(step, {"do": "withdraw", "reason": "hospital"})
    assert Order.objects.get().state == "withdrawn"
    assert "住院" in page(daughter, reverse("mine_order", args=[row.id]))


def test_what_was_done_waits_for_her_word(daughter, elder):
    offered_by()
    row = walk(placed(elder), "accept", "start", "finish")
    assert "请您确认" in page(daughter, reverse("mine"))
    step = reverse("mine_step", args=[row.id])
    daughter.post(step, {"do": "dispute", "reason": ""})
    assert Order.objects.get().state == "done"
    daughter.post(step, {"do": "dispute", "reason": "没有洗头"})
    assert Order.objects.get().state == "disputed"
    daughter.post(step, {"do": "confirm"})
    assert Order.objects.get().state == "confirmed"
    daughter.post(step, {"do": "verify"})
    assert Order.objects.get().state == "confirmed"


def test_a_plan_begins_rests_goes_on_and_ends(daughter, elder):
    offered_by()
    when = reverse("mine_when", args=[elder.id, ITEM])
    window = links(page(daughter, when), when)[0]
    daughter.post(window, {"key": "k", "weekly": "1"})
    plan = Plan.objects.get()
    assert Order.objects.filter(plan=plan).count() >= 1
    assert "固定上门" in page(daughter, reverse("mine"))
    url = reverse("mine_plan", args=[plan.id])
    daughter.post(url, {"do": "pause", "reason": "hospital"})
    assert not Order.objects.filter(plan=plan, closed_at=None).exists()
    daughter.post(url, {"do": "resume"})
    assert Order.objects.filter(plan=plan, closed_at=None).exists()
    daughter.post(url, {"do": "end"})
    assert Plan.objects.get().ended_at


def test_history_and_voucher(daughter, elder):
    quota = quota_of(elder)
    offered_by()
    row = walk(placed(elder), "accept", "start", "finish", "verify")
    assert row.number in page(daughter, reverse("mine_order", args=[row.id]))
    assert reverse("mine_order", args=[row.id]) in page(daughter, reverse("mine_history", args=[elder.id]))
    text = page(daughter, reverse("mine_voucher", args=[elder.id]))
    assert "¥420.00" in text
    assert "使用" in text
    quota.refresh_from_db()
    assert (quota.spent, quota.held) == (8_000, 0)


def test_the_whole_catalogue_and_an_item_that_nobody_offers(daughter, elder):
    text = page(daughter, reverse("mine_choose", args=[elder.id]))
    assert len(links(text, "/order/")) > 20
    when = reverse("mine_when", args=[elder.id, "opera"])
    window = links(page(daughter, when), when)[0]
    assert "请服务台帮我找" in page(daughter, window)
    daughter.post(window, {"key": "k"})
    assert Order.objects.get().state == "created"


def test_a_window_that_is_over_leads_back_to_the_choice(daughter, elder):
    late = reverse("mine_confirm", args=[elder.id, ITEM, "20200101-0800"])
    assert daughter.get(late)["Location"] == reverse("mine_when", args=[elder.id, ITEM])


def test_who_has_no_mandate_to_order_is_told_how_to_get_one(elder, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(family_of(elder, Allow.READ_FILE))
    assert "代订服务" in page(client, reverse("mine"))
    for name in ("mine_person", "mine_choose", "mine_history", "mine_voucher"):
        assert client.get(reverse(name, args=[elder.id])).status_code == 404


def test_an_outsider_a_colleague_and_a_visitor(daughter, elder, settings):
    offered_by()
    row = placed(elder)
    other = Client()
    other.force_login(family_of(factories.make_elder()))
    seat = Client()
    seat.force_login(factories.make_operator())
    urls = [
        reverse("mine_person", args=[elder.id]),
        reverse("mine_when", args=[elder.id, ITEM]),
        reverse("mine_order", args=[row.id]),
    ]
    for url in urls:
        assert daughter.get(url).status_code == 200
        assert other.get(url).status_code == 404
        assert seat.get(url).status_code == 403
        assert Client().get(url).status_code == 302
    assert other.post(reverse("mine_step", args=[row.id]), {"do": "confirm"}).status_code == 404


def test_looking_is_written_down_for_her(daughter, elder):
    page(daughter, reverse("mine"))
    told = Event.objects.filter(person=elder.id, purpose="own_file", payload__fields=["orders"])
    assert told.exists()


def test_the_elder_herself_orders_from_her_own_account(elder, settings):
    from chongyang.core.clock import now
    from chongyang.core.scopes import SYSTEM
    from chongyang.registry import operations as registry
    from chongyang.registry.rules.mandates import Basis, MandateChannel

    settings.SECOND_FACTOR_REQUIRED = False
    account = factories.make_account(Role.ELDER)
    registry.give_mandate(
        elder=elder.id,
        username=account.username,
        form=registry.MandateForm(
            basis=Basis.OWN_ACCOUNT.value,
            allows=(Allow.READ_FILE.value,),
            channel=MandateChannel.PAPER.value,
            text_version="2026-1",
        ),
        scope=SYSTEM_SCOPE,
        by=SYSTEM,
        now=now(),
    )
    client = Client()
    client.force_login(account)
    offered_by()
    when = reverse("mine_when", args=[elder.id, ITEM])
    window = links(page(client, when), when)[0]
    client.post(window, {"key": "k"})
    assert Order.objects.get().channel == "portal"
    assert operations
