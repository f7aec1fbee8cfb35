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
from chongyang.scheduling.models import DayPlan, Pin, PlannedVisit
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


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """A few rounds instead of seconds: the same every time."""
    real = operations.plan_day
    monkeypatch.setattr(operations, "plan_day", lambda **told: real(**told | {"rounds": 60}))


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


def test_a_day_is_planned_looked_at_and_published(home, own):
    carer = make_carer(home, name="周护理")
    order, client = accepted(8), browser(own)
    empty = text(client.get(reverse("dispatching"), {"day": day_of(order)}))
    assert "这一天还没有排班" in empty
    planned = posted(client, "dispatching_plan", day=day_of(order))
    assert "已排好：1 次上门，0 次排不上" in text(planned)
    assert "周护理" in text(planned)
    assert order.name.plain not in planned.content.decode()
    made = DayPlan.objects.get()
    one = text(client.get(reverse("dispatching_order", args=[order.id])))
    assert "持有需要的有效证书" in one
    done = posted(client, "dispatching_publish", plan=str(made.id))
    assert "已发布" in text(done)
    assert [one.carer for one in read_orders.assignments_of([order.id])[order.id]] == [carer.id]
    again = posted(client, "dispatching_publish", plan=str(made.id))
    assert "请先重新排班" in text(again)


def test_a_visit_is_moved_by_the_form_and_a_refusal_is_told(home, own):
    make_carer(home)
    other = make_carer(home, name="王护理")
    weak = make_carer(home, name="李护理", skills=("health",))
    order, client = accepted(8), browser(own)
    posted(client, "dispatching_plan", day=day_of(order))
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
    planned = text(posted(client, "dispatching_plan", day=day_of(order)))
    assert "没有人持有需要的有效证书" in planned
    assert "没有人持有需要的有效证书" in text(client.get(reverse("dispatching_order", args=[order.id])))


def test_a_provider_sees_its_own_12349_all_and_others_nothing(home, own):
    make_carer(home)
    order = accepted(8)
    posted(browser(own), "dispatching_plan", day=day_of(order))
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
