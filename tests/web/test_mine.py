"""The elder's and her family's pages: three taps, what comes, what was, what the voucher holds."""

import re
from datetime import timedelta

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


def test_the_same_service_twice_at_one_time_is_asked_for_knowingly(daughter, elder):
    """A second tab has a key of its own: it is told of the first order before it places another."""
    offered_by()
    (when,) = [url for url in links(page(daughter, reverse("mine")), "/order/") if ITEM in url]
    window = links(page(daughter, when), when)[0]
    tabs = [
        re.findall(r'<input type="hidden" name="key" value="([^"]+)"', page(daughter, window)) for _ in "ab"
    ]
    assert daughter.post(window, {"key": tabs[0][0]}).status_code == 302
    told = daughter.post(window, {"key": tabs[1][0]})
    assert told.status_code == 422
    assert "已经约了同样的服务" in told.content.decode()
    assert Order.objects.count() == 1
    beside = str(Order.objects.get().id)
    assert daughter.post(window, {"key": tabs[1][0], "beside": beside}).status_code == 302
    assert Order.objects.count() == 2


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


def test_the_code_of_a_visit_that_is_under_way_is_shown_and_sent(daughter, elder):
    from chongyang.alerting.models import Run

    offered_by()
    later = placed(elder)
    url = reverse("mine_code", args=[later.id])
    assert "上门验证码" not in page(daughter, reverse("mine_order", args=[later.id]))
    assert "当天才有" in daughter.post(url).content.decode()
    row = walk(later, "accept", "start")
    Order.objects.filter(id=row.id).update(from_at=row.from_at - timedelta(days=2))
    assert "上门验证码" in page(daughter, reverse("mine_order", args=[row.id]))
    answer = daughter.post(url, {"do": "show"})
    assert answer["Cache-Control"] == "no-store"
    assert re.search(r">\d{6}<", answer.content.decode())
    assert not Run.objects.filter(version__chain__code="visit.code").exists()
    answer = daughter.post(url, {"do": "send"})
    assert not re.search(r">\d{6}<", answer.content.decode())
    assert Run.objects.filter(version__chain__code="visit.code", subject=row.id).exists()
    assert daughter.get(url).status_code == 405


def test_the_code_is_nobody_elses(daughter, elder, settings):
    offered_by()
    url = reverse("mine_code", args=[placed(elder).id])
    settings.SECOND_FACTOR_REQUIRED = False
    other, seat, reader = Client(), Client(), Client()
    other.force_login(family_of(factories.make_elder()))
    seat.force_login(factories.make_operator())
    reader.force_login(family_of(elder, Allow.READ_FILE))
    for client, status in ((other, 404), (reader, 404), (seat, 403), (Client(), 302)):
        assert client.post(url).status_code == status


def test_her_own_share_is_paid_from_the_order_and_the_receipt_is_there(daughter, elder):
    from chongyang.checkout.models import Bill
    from tests.checkout.people import bill

    offered_by()
    row = walk(placed(elder), "accept", "start", "finish")
    url = reverse("mine_order", args=[row.id])
    assert "去支付" not in page(daughter, url)
    owed = bill(elder.id, 2_000, reference=row.id)
    text = page(daughter, url)
    assert "去支付 ¥20.00" in text
    assert reverse("checkout_bill", args=[owed.id]) in text
    assert daughter.get(reverse("checkout_bill", args=[owed.id])).status_code == 200
    Bill.objects.filter(id=owed.id).update(state="paid", paid_at=row.opened_at)
    assert reverse("checkout_receipt", args=[owed.id]) in page(daughter, url)


def test_several_services_at_once_are_all_ordered_or_none(daughter, elder):
    offered_by()
    offered_by(item="cleaning")
    url = reverse("mine_package", args=[elder.id])
    assert url in page(daughter, reverse("mine"))
    text = page(daughter, url)
    window = re.findall(r'<option value="(\d{8}-\d{4})"', text)[4]
    assert "请至少选两项" in page(daughter, f"{url}?item={ITEM}&window={window}")
    chosen = f"{url}?item={ITEM}&item=cleaning&item=nonsense&window={window}"
    text = page(daughter, chosen)
    assert "确认这几项" in text
    assert not Order.objects.exists()
    fields = {"item": [ITEM, "cleaning"], "window": window, "key": "p"}
    assert daughter.post(url, {**fields, "window": "never"}).status_code == 422
    assert daughter.post(url, {**fields, "item": [ITEM]}).status_code == 422
    assert not Order.objects.exists()
    for _ in range(2):
        assert daughter.post(url, fields).status_code == 302
    first, second = Order.objects.order_by("item")
    assert first.package == second.package is not None
    text = page(daughter, reverse("mine_order", args=[first.id]))
    assert reverse("mine_order", args=[second.id]) in text
    other = Client()
    other.force_login(family_of(factories.make_elder()))
    assert other.get(url).status_code == 404
    assert other.post(url, fields).status_code == 404


def test_a_redo_is_asked_for_on_the_page_and_seen_when_it_is_arranged(daughter, elder):
    from tests.orders.people import seat

    offered_by()
    row = walk(placed(elder), "accept", "start", "finish")
    step = reverse("mine_step", args=[row.id])
    daughter.post(step, {"do": "redo", "reason": ""})
    assert Order.objects.get().state == "done"
    daughter.post(step, {"do": "redo", "reason": "没有洗头"})
    assert Order.objects.get().state == "disputed"
    url = reverse("mine_order", args=[row.id])
    assert "要求重做：没有洗头" in page(daughter, url)
    desk = seat()
    times = {"from_at": row.from_at + timedelta(days=1), "to_at": row.to_at + timedelta(days=1)}
    told = {"scope": desk, "by": desk.actor, "now": row.opened_at}
    again = operations.redo(order=row.id, reason="没有洗头", **times, **told)
    assert reverse("mine_order", args=[again.id]) in page(daughter, url)


def test_a_plan_rests_from_a_day_to_come(daughter, elder):
    offered_by()
    when = reverse("mine_when", args=[elder.id, ITEM])
    daughter.post(links(page(daughter, when), when)[0], {"key": "k", "weekly": "1"})
    plan = Plan.objects.get()
    first = plan.valid_from + timedelta(days=7)
    told = {"do": "pause", "reason": "away", "from_on": first.isoformat(), "to_on": ""}
    daughter.post(reverse("mine_plan", args=[plan.id]), told)
    assert plan.pauses.get().from_on == first
    assert Order.objects.filter(plan=plan, closed_at=None, from_at__date__lt=first).exists()
    assert not Order.objects.filter(plan=plan, closed_at=None, from_at__date__gte=first).exists()


def test_the_statement_of_her_account_opens_from_the_page(daughter, elder):
    held = quota_of(elder)
    text = page(daughter, reverse("mine_voucher", args=[elder.id]))
    assert reverse("purchase_statement", args=[held.id]) in text
    assert "¥500.00" in page(daughter, reverse("purchase_account", args=[held.id]))
