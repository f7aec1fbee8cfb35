"""Orders to and from 12345: once by number, deadlines over a holiday, extensions by two people, late."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chongyang.core.access import enter, visible
from chongyang.core.models import FieldChange, Step
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import Order
from chongyang.hotline.operations import UnableToHandle
from chongyang.hotline.rules.orders import OrderForm
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests.factories import make_account, make_elder, scope_of

ZONE = ZoneInfo("Asia/Shanghai")
EVE = datetime(2026, 9, 30, 10, 0, tzinfo=ZONE)  # the day before the national holiday
FORM = OrderForm(kind="help", title="请求上门查看", content="邻居反映多日未见", other_number="ZZ-2026-0001")


def seat(role=Role.OPERATOR):
    return scope_of(make_account(role))


def write(scope, form=FORM, now=EVE, direction="in", **words):
    with enter(scope):
        return hotline.write_order(form=form, direction=direction, scope=scope, now=now, **words)


def step(scope, order, action, now=EVE, **words):
    with enter(scope):
        return hotline.step_order(order=order.id, action=action, scope=scope, now=now, **words)


def test_three_working_days_over_the_holiday(db):
    order = write(seat())
    assert order.due_at.astimezone(ZONE).date() == date(2026, 10, 10)  # a worked Saturday
    assert order.remind_at.astimezone(ZONE) == datetime(2026, 10, 9, 9, 0, tzinfo=ZONE)


def test_the_other_sides_number_is_one_order(db):
    one = write(seat())
    assert write(seat()).id == one.id
    assert Order.objects.count() == 1


def test_the_whole_way(db):
    desk = seat()
    order = write(desk)
    step(desk, order, "accept")
    with pytest.raises(UnableToStep):
        step(desk, order, "accept")
    with pytest.raises(UnableToHandle):
        step(desk, order, "answer")
    step(desk, order, "answer", answer="已上门，老人平安")
    step(desk, order, "rework", reason="来电人要求说明时间")
    row = step(desk, order, "answer", answer="今天上午 10 点已上门")
    assert row.answered_at
    row = step(desk, order, "close", satisfaction="3")
    assert (row.state, row.satisfaction) == ("closed", "3")


def test_a_return_needs_its_reason(db):
    desk = seat()
    order = write(desk)
    with pytest.raises(UnableToStep):
        step(desk, order, "return")
    assert step(desk, order, "return", reason="不属于本平台").closed_at


def test_a_unit_sees_what_is_assigned_to_it(db):
    desk = seat()
    unit = Organisation.objects.create(
        key="test.office",
        name="测试街道办事处",
        short_name="测试街道",
        kind="street",
        area=410102001000,
        intervals=[[410102001000, 410102001999]],
    )
    clerk = scope_of(make_account(Role.STREET_CLERK, unit))
    order = write(desk)
    with enter(clerk), pytest.raises(queries.NotFound):
        queries.access_order(clerk, order.id)
    step(desk, order, "accept")
    with enter(desk):
        hotline.assign_order(order=order.id, unit="测试街道办事处", scope=desk, now=EVE)
    row = step(clerk, order, "handle")
    assert row.state == "handled"
    change = FieldChange.objects.filter(row=order.id).order_by("-seq").first()
    assert (change.actor, change.before["state"]) == (clerk.actor.key, "assigned")
    assert change.organisation == unit.id
    with enter(clerk):
        assert visible(FieldChange.objects.filter(row=order.id), clerk).count() == 1


def test_an_extension_is_granted_by_another_person(db):
    desk, lead = seat(), seat(Role.SHIFT_LEAD)
    order = write(lead)
    step(lead, order, "accept")
    with enter(lead):
        hotline.ask_extension(order=order.id, workdays=2, reason="老人外出未归", scope=lead, now=EVE)
        with pytest.raises(UnableToHandle):
            hotline.decide_extension(order=order.id, grant=True, scope=lead, now=EVE)
    with enter(desk), pytest.raises(Exception, match="may not"):
        hotline.decide_extension(order=order.id, grant=True, scope=desk, now=EVE)
    other = seat(Role.SHIFT_LEAD)
    with enter(other):
        row = hotline.decide_extension(order=order.id, grant=True, scope=other, now=EVE)
        with pytest.raises(UnableToHandle):
            hotline.decide_extension(order=order.id, grant=True, scope=other, now=EVE)
    assert row.due_at.astimezone(ZONE).date() == date(2026, 10, 13)


def test_reminded_before_and_escalated_after_each_once(db):
    order = write(seat())

    def fire(now):
        with enter(system_scope("deadlines")):
            return hotline.fire_deadlines(now=now)

    assert fire(EVE) == 0
    assert fire(order.remind_at) == 1
    assert fire(order.remind_at) == 0
    assert fire(order.due_at + timedelta(minutes=1)) == 1
    assert fire(order.due_at + timedelta(hours=9)) == 0
    actions = list(Step.objects.filter(case=order.id).order_by("number").values_list("action", flat=True))
    assert actions == ["open", "remind", "escalate"]


def test_a_paper_whose_step_is_refused_holds_up_no_other(db, monkeypatch):
    refused = write(seat())
    other = write(seat(), form=replace(FORM, other_number="ZZ-2026-0002"))
    perform = cases.perform

    def some(*, case, **words):
        if case.id == refused.id:
            raise UnableToStep("refused")
        return perform(case=case, **words)

    monkeypatch.setattr(cases, "perform", some)
    with enter(system_scope("deadlines")):
        assert hotline.fire_deadlines(now=other.remind_at) == 1
    other.refresh_from_db()
    refused.refresh_from_db()
    assert other.reminded_at is not None
    assert refused.reminded_at is None


def test_an_answered_order_is_not_late(db):
    desk = seat()
    order = write(desk)
    step(desk, order, "accept")
    step(desk, order, "answer", answer="已办")
    with enter(system_scope("deadlines")):
        assert hotline.fire_deadlines(now=EVE + timedelta(days=60)) == 0
    with enter(desk):
        assert queries.count_orders(desk, EVE + timedelta(days=60)) == {"open": 1, "late": 0}


def test_an_order_sent_out_gets_the_number_of_the_other_side(db):
    desk = seat()
    order = write(desk, OrderForm(kind="service", title="代办", content="助餐"), direction="out")
    with pytest.raises(UnableToStep):
        step(desk, order, "taken")
    row = step(desk, order, "taken", other_number="12345-88")
    assert row.state == "taken"
    step(desk, order, "answered", answer="已安排")
    assert step(desk, order, "close").state == "closed"


def test_content_and_number_lie_sealed(db):
    order = write(seat(), OrderForm(**{**FORM.__dict__, "caller_phone": "13800001234"}))
    row = Order.objects.get(id=order.id)
    assert (str(row.caller_phone), str(row.content)) == ("138****1234", "＊＊＊")
    assert row.content.plain == FORM.content


def test_an_outsider_finds_nothing(db):
    elder = make_elder()
    order = write(seat(), person=elder.id)
    outsider = scope_of(make_account(Role.STREET_CLERK, None, "410102"))
    colleague = scope_of(make_account(Role.STREET_CLERK, None, "410105"))
    with enter(outsider):
        assert queries.list_orders(outsider) == []
        with pytest.raises(queries.NotFound):
            queries.access_order(outsider, order.id)
    with enter(colleague):
        assert [row.id for row in queries.list_orders(colleague)] == [order.id]
