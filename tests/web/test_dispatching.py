"""The dispatcher's desk by HTTP: who opens it, planning, publishing, moving, pinning, odd addresses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from chongyang.core.clock import now
from chongyang.orders import operations as orders
from chongyang.orders import queries as read_orders
from chongyang.scheduling import operations
from chongyang.scheduling.models import DayPlan, KeyHolding, Pin, PlanJob, PlannedVisit
from chongyang.scheduling.operations import jobs
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from tests import factories
from tests.orders.people import contractor, make_carer, offered_by, org_scope
from tests.scheduling.days import elder_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def browser(scope) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=scope.actor.account))
    return client


def text(answer) -> str:
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def accepted(hour: int, elder=None, **told):
    """An order of tomorrow, by the real clock, accepted."""
    seat = factories.scope_of(factories.make_operator())
    tomorrow = timezone.localtime(now()).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    begin = tomorrow.replace(hour=hour)
    row = orders.create(
        person=(elder or elder_at(1)).id,
        item="bath_help",
        from_at=begin,
        to_at=begin + timedelta(hours=3),
        channel="call",
        scope=seat,
        by=seat.actor,
        now=now(),
        **told,
    )
    scope = org_scope(row)
    return orders.step(order=row.id, action="accept", by=scope.actor, now=now(), scope=scope)


def day_of(order) -> str:
    return timezone.localdate(order.from_at).isoformat()


def posted(client, name, *keys, **told):
    return client.post(reverse(name, args=keys), told, follow=True)


def planned(client, order, **told):
    """The button, the worker with a few rounds instead of seconds, and the page as it is then."""
    asked = {"day": day_of(order), **told}
    begun = posted(client, "dispatching_plan", **asked)
    assert "已开始排" in text(begun)
    assert operations.run_next(clock=now, rounds=60) is not None
    return client.get(reverse("dispatching"), asked)


def test_a_day_is_planned_looked_at_and_published(home, own):
    carer = make_carer(home, name="周护理")
    order, client = accepted(8), browser(own)
    empty = text(client.get(reverse("dispatching"), {"day": day_of(order)}))
    assert "这一天还没有排班" in empty
    board = planned(client, order)
    assert "1 次上门，1 人出门，0 次排不上" in text(board)
    assert "周护理" in text(board)
    assert order.name.plain not in board.content.decode()
    made = DayPlan.objects.get()
    one = text(client.get(reverse("dispatching_order", args=[order.id])))
    assert "持有需要的有效证书" in one
    done = posted(client, "dispatching_publish", plan=str(made.id))
    assert "已发布" in text(done)
    assert [one.carer for one in read_orders.assignments_of([order.id])[order.id]] == [carer.id]
    again = posted(client, "dispatching_publish", plan=str(made.id))
    assert "请先重新排班" in text(again)


def test_a_second_click_begins_nothing_and_the_page_tells_how_far_it_is(home, own):
    make_carer(home)
    order, client = accepted(8), browser(own)
    for _ in range(2):
        board = posted(client, "dispatching_plan", day=day_of(order))
    assert PlanJob.objects.count() == 1
    assert "已交给后台程序" in text(board)
    assert "排这一天" not in text(board)
    part, asked = reverse("dispatching_jobs"), {"day": day_of(order)}
    assert "HX-Refresh" not in client.get(part, asked)
    PlanJob.objects.update(stage="searching", began_at=now(), tries=2)
    told = text(client.get(part, asked))
    assert "正在找更好的排法" in told
    assert "这是第 2 次" in told
    PlanJob.objects.update(state="failed", closed_at=now(), reason=jobs.DIED, words={"tries": "3"})
    failed = client.get(part, asked)
    assert failed["HX-Refresh"] == "true"
    assert "中断了 3 次" in text(failed)
    assert "中断了 3 次" in text(client.get(reverse("dispatching"), asked))
    stranger = browser(contractor(Organisation.objects.get(id=offered_by().organisation)))
    assert "中断了" not in stranger.get(part, asked).content.decode()


def test_a_plan_at_ten_keeps_what_is_pinned_or_due_within_the_quarter(home, own, monkeypatch):
    """By the buttons: planned, published, and planned anew on the day itself."""
    for name, longitude in (("周护理", 113.68), ("王护理", 113.70)):
        make_carer(home, name=name, longitude=longitude)
    wanted = [accepted(hour, elder_at(east)) for hour, east in ((8, 1), (8, -1), (14, 1), (14, -1))]
    client = browser(own)
    planned(client, wanted[0])
    posted(client, "dispatching_publish", plan=str(DayPlan.objects.get(state="draft").id))
    before = {row.order: row for row in PlannedVisit.objects.filter(plan__state="published")}
    due, pinned = before[wanted[1].id], before[wanted[2].id]
    pin = {"do": "pin", "carer": str(pinned.carer), "starts": "", "reason": "elder"}
    posted(client, "dispatching_pin", wanted[2].id, **pin)
    ten = due.from_at - timedelta(minutes=due.travel_minutes + 10)
    posted(client, "dispatching_plan", day=day_of(wanted[0]))
    assert operations.run_next(clock=lambda: ten, rounds=60).state == "done"
    after = {row.order: row for row in PlannedVisit.objects.filter(plan__state="draft")}
    assert (after[due.order].carer, after[due.order].from_at) == (due.carer, due.from_at)
    assert after[due.order].fixed
    assert after[pinned.order].carer == pinned.carer
    board = text(client.get(reverse("dispatching"), {"day": day_of(wanted[0])}))
    assert "不动" in board
    assert "固定" in board


def test_a_visit_is_moved_by_the_form_and_a_refusal_is_told(home, own):
    make_carer(home)
    other = make_carer(home, name="王护理")
    weak = make_carer(home, name="李护理", skills=("health",))
    order, client = accepted(8), browser(own)
    planned(client, order)
    moved = posted(client, "dispatching_move", order.id, carer=str(other.id), starts="09:40")
    assert "已移动" in text(moved)
    row = PlannedVisit.objects.get(plan__state="draft")
    assert (row.carer, timezone.localtime(row.from_at).strftime("%H:%M")) == (other.id, "09:40")
    refused = posted(client, "dispatching_move", order.id, carer=str(weak.id), starts="09:40")
    assert "没有" in text(refused)
    for starts in ("07:00", "", "25:99", "09:40:00+99"):
        posted(client, "dispatching_move", order.id, carer=str(other.id), starts=starts)
    assert Pin.objects.get(ended_at=None).carers == [other.id]
    assert "已取消固定" in text(posted(client, "dispatching_pin", order.id, do="unpin"))
    pinned = posted(client, "dispatching_pin", order.id, do="pin", starts="09:00", reason="elder")
    assert "已固定" in text(pinned)
    wrong = posted(client, "dispatching_pin", order.id, do="pin", starts="09:00", reason="nothing")
    assert "请选择原因" in text(wrong)


def test_who_is_left_out_is_said_with_the_reason(home, own):
    make_carer(home, skills=("health",))
    order, client = accepted(8), browser(own)
    assert "没有人持有需要的有效证书" in text(planned(client, order))
    assert "没有人持有需要的有效证书" in text(client.get(reverse("dispatching_order", args=[order.id])))


def test_a_provider_sees_its_own_12349_all_and_others_nothing(home, own):
    make_carer(home)
    order = accepted(8)
    planned(browser(own), order)
    seats = browser(factories.scope_of(factories.make_account(Role.DISPATCHER)))
    asked = {"day": day_of(order)}
    assert "1 次上门" in text(seats.get(reverse("dispatching"), asked))
    assert seats.get(reverse("dispatching_order", args=[order.id])).status_code == 200
    stranger = browser(contractor(Organisation.objects.get(id=offered_by().organisation)))
    theirs = {**asked, "provider": str(home)}
    assert "没有要排的上门服务" in text(stranger.get(reverse("dispatching"), theirs))
    assert stranger.get(reverse("dispatching_order", args=[order.id])).status_code == 404
    plan = DayPlan.objects.get()
    for name, keys, body in (
        ("dispatching_publish", [], {"plan": str(plan.id)}),
        ("dispatching_move", [order.id], {"starts": "09:00"}),
        ("dispatching_pin", [order.id], {"do": "unpin"}),
    ):
        assert stranger.post(reverse(name, args=keys), body).status_code == 404
    operator = browser(factories.scope_of(factories.make_operator()))
    assert operator.get(reverse("dispatching")).status_code == 403
    assert Client().get(reverse("dispatching")).status_code == 302


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_odd_days_show_today_and_plan_nothing(own, day):
    client = browser(own)
    assert client.get(reverse("dispatching"), {"day": day, "provider": "x"}).status_code == 200
    assert posted(client, "dispatching_plan", day=day, provider="x").status_code == 200
    assert posted(client, "dispatching_publish", plan="x").status_code == 200


@pytest.mark.parametrize(
    "rubbish", ["\x01\x1b[31m", "长" * 3000, "-1", "\ufeff\u202e", "9" * 400, "%s{0}{{x}}"]
)
def test_rubbish_in_any_field_is_refused_in_words(home, own, rubbish):
    make_carer(home)
    order, client = accepted(8), browser(own)
    names = ("day", "provider", "plan", "carer", "starts", "reason", "do", "from")
    told = dict.fromkeys(names, rubbish)
    for name, keys in (
        ("dispatching_plan", []),
        ("dispatching_publish", []),
        ("dispatching_move", [order.id]),
        ("dispatching_pin", [order.id]),
    ):
        assert posted(client, name, *keys, **told).status_code == 200
    assert client.get(reverse("dispatching"), told).status_code == 200
    assert Pin.objects.count() == 0


def test_a_dispatcher_sees_which_keys_are_out_and_a_stranger_none(home, own):
    carer = make_carer(home, name="周护理")
    order, client = accepted(8), browser(own)
    assert "没有护理员保管钥匙" in text(client.get(reverse("dispatching_keys")))
    page = text(client.get(reverse("dispatching_order", args=[order.id])))
    assert "请选择交给谁" in text(posted(client, "dispatching_key_give", order.id, to=""))
    assert "还给老人" in page
    posted(client, "dispatching_key_give", order.id, to=str(carer.id))
    waiting = client.get(reverse("dispatching_keys"))
    assert "1 把已登记交出" in text(waiting)
    assert reverse("dispatching_order", args=[order.id]) in waiting.content.decode()
    assert order.name.plain not in waiting.content.decode()
    assert "确认收到" not in text(waiting), "who gave it cannot say that it came"
    other = browser(factories.scope_of(factories.make_account(Role.DISPATCHER)))
    held = KeyHolding.objects.get()
    assert "确认收到" in text(other.get(reverse("dispatching_keys")))
    assert "交出去的都有人确认收到" in text(posted(other, "dispatching_key", held.id, do="take"))
    assert "周护理" in text(client.get(reverse("dispatching_keys")))
    assert "selected>周护理" in client.get(reverse("dispatching_order", args=[order.id])).content.decode()
    stranger = browser(contractor(Organisation.objects.get(id=offered_by().organisation)))
    assert "没有护理员保管钥匙" in text(stranger.get(reverse("dispatching_keys")))


def test_a_key_is_handed_over_by_two_and_the_page_says_where_it_is(home, own):
    account = factories.make_account(Role.CARE_WORKER)
    carer = make_carer(home, name="周护理", account=account.id)
    order, client = accepted(8), browser(own)
    assert "没有护理员保管这家的钥匙" in text(client.get(reverse("dispatching_order", args=[order.id])))
    given = text(posted(client, "dispatching_key_give", order.id, to=str(carer.id)))
    assert "对方还没有确认" in given
    holding = KeyHolding.objects.get()
    refused = posted(client, "dispatching_key", holding.id, do="take", order=str(order.id))
    assert "不能自己确认" in text(refused)
    phone = Client()
    phone.force_login(account)
    mine = phone.get(reverse("dispatching_keys"))
    assert "我拿到了" in text(mine)
    assert order.name.plain not in mine.content.decode()
    assert "由您保管" in text(posted(phone, "dispatching_key", holding.id, do="take"))
    assert "周护理" in text(client.get(reverse("dispatching_order", args=[order.id])))
    told = {"to": "back", "holding": str(holding.id)}
    assert "还给老人" in text(posted(client, "dispatching_key_give", order.id, **told))
    stranger = browser(contractor(Organisation.objects.get(id=offered_by().organisation)))
    for name, key in (("dispatching_key", holding.id), ("dispatching_key_give", order.id)):
        assert stranger.post(reverse(name, args=[key]), {"do": "cancel", "to": "back"}).status_code == 404
    for rubbish in ("", "x", "\x01", "长" * 3000):
        posted(client, "dispatching_key_give", order.id, to=rubbish, holding=rubbish)
        posted(client, "dispatching_key", holding.id, do=rubbish, order=rubbish)
