"""The responder's phone page over HTTP, without scripts: the whole task, what is hidden, what is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.operations.cases import fire_due_timers
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Dispatch
from chongyang.emergency.rules import nearest
from chongyang.providers.models import Responder, ResponderPosition
from chongyang.registry.models import Profile
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_seat import press, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
HIDDEN = ("陈秀兰", "陈*兰", "测试小区", "13803", "13903", "值班室", "高血压")


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    factories.make_contact(row)
    return row


@pytest.fixture
def helper(db):
    return factories.make_responder()


@pytest.fixture
def phone(helper):
    return signed_in(factories.account_of(helper))


def offer_to(elder, *helpers) -> list[Dispatch]:
    scope = factories.scope_of(factories.make_operator())
    incident = press(elder)
    emergency.acknowledge(incident=incident.id, scope=scope, now=now())
    emergency.triage(incident=incident.id, answers={"cannot_rise": True}, scope=scope, now=now())
    return emergency.offer(
        incident=incident.id, responders=[one.id for one in helpers], scope=scope, now=now()
    )


def page(client: Client, dispatch: Dispatch):
    return client.get(reverse("responder_journey", args=[dispatch.id]))


def do(client: Client, step: str, dispatch: Dispatch, **said):
    answer = client.post(reverse(f"responder_{step}", args=[dispatch.id]), said, follow=True)
    dispatch.refresh_from_db()
    return answer


def test_the_whole_task_without_scripts(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    assert "紧急呼叫" in text_of(phone.get("/go/"))
    accepted = text_of(do(phone, "accept", dispatch))
    for shown in (
        "陈秀兰",
        "测试小区3号楼2单元501",
        "5 层，无电梯",
        "单元门密码在值班室",
        "有钥匙",
        "高血压",
    ):
        assert shown in accepted
    assert "已到达" in text_of(do(phone, "depart", dispatch))
    assert "处置结果" in text_of(do(phone, "arrive", dispatch))
    done = text_of(do(phone, "finish", dispatch, outcome="solved"))
    assert "已完成，谢谢" in done
    assert dispatch.state == "finished"
    assert dispatch.incident.state in ("arrived", "resolved")
    assert not any(word in done for word in HIDDEN)


def test_an_offer_tells_nothing_personal(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    for answer in (phone.get("/go/"), page(phone, dispatch)):
        shown = answer.content.decode()
        assert "金水区·经八路街道" in shown
        assert not any(word in shown for word in HIDDEN)
    assert not Event.objects.filter(kind="registry.file.read", actor_role="grid_worker").exists()


def test_reading_the_file_after_accepting_is_written_down(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    do(phone, "accept", dispatch)
    read = Event.objects.filter(kind="registry.file.read", person=elder.id, actor_role="grid_worker")
    assert read.count() == 1


def test_a_second_press_is_the_same_step(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    do(phone, "accept", dispatch)
    again = do(phone, "accept", dispatch)
    assert dispatch.state == "accepted"
    assert "已有变化" not in text_of(again)


def test_a_refusal_needs_a_reason(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    assert "请选择或填写原因" in text_of(do(phone, "refuse", dispatch))
    assert dispatch.state == "offered"
    assert "已告知坐席" in text_of(do(phone, "refuse", dispatch, reason="距离太远"))
    assert dispatch.refusal == "距离太远"


def test_the_first_who_accepts_has_it(elder, helper):
    other = factories.make_responder()
    first, second = offer_to(elder, helper, other)
    do(signed_in(factories.account_of(helper)), "accept", first)
    late = do(signed_in(factories.account_of(other)), "accept", second)
    assert "不用去了" in text_of(late)
    assert not any(word in late.content.decode() for word in HIDDEN)


def test_giving_back_closes_the_file(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    do(phone, "accept", dispatch)
    back = do(phone, "give_back", dispatch, other="电动车坏了")
    assert dispatch.state == "withdrawn"
    assert not any(word in back.content.decode() for word in HIDDEN)
    assert dispatch.incident.state == "dispatching"


def test_an_offer_that_ran_out_says_so(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    fire_due_timers(now=now() + timedelta(minutes=4))
    assert "接单时间已过" in text_of(page(phone, dispatch))


def test_a_result_without_what_it_needs_is_told(phone, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    for step in ("accept", "arrive"):
        do(phone, step, dispatch)
    assert "办结前须选择处置结果" in text_of(do(phone, "finish", dispatch))
    lacking = do(phone, "finish", dispatch, outcome="no_contact")
    assert "此处置结果须填写说明" in text_of(lacking)
    chosen = html.fromstring(lacking.content.decode()).xpath("//input[@name='outcome'][@checked]/@value")
    assert chosen == ["no_contact"]
    assert dispatch.state == "arrived"


def test_duty_is_switched_and_told(phone, helper):
    off = phone.post(reverse("responder_duty"), {"on_duty": "0"}, follow=True)
    helper.refresh_from_db()
    assert not helper.is_on_duty
    assert "不会接到新任务" in text_of(off)
    phone.post(reverse("responder_duty"), {"on_duty": "1"})
    helper.refresh_from_db()
    assert helper.is_on_duty


def test_a_colleague_of_the_same_station_sees_neither_offer_nor_person(elder, helper):
    (dispatch,) = offer_to(elder, helper)
    colleague = signed_in(factories.account_of(factories.make_responder(station=helper.station)))
    assert page(colleague, dispatch).status_code == 404
    assert do(colleague, "accept", dispatch).status_code == 404
    assert "现在没有任务" in text_of(colleague.get("/go/"))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.STREET_CLERK, Role.AUDITOR])
def test_the_outsider_gets_nowhere(role, elder, helper):
    (dispatch,) = offer_to(elder, helper)
    outsider = signed_in(factories.make_account(role))
    assert outsider.get("/go/").status_code == 403
    assert page(outsider, dispatch).status_code == 403
    assert outsider.get(reverse("responder_live")).status_code == 403


def test_a_responder_of_another_county_sees_nothing(elder, helper):
    (dispatch,) = offer_to(elder, helper)
    away = signed_in(factories.account_of(factories.make_responder(area=factories.ZHONGYUAN)))
    assert page(away, dispatch).status_code == 404


def test_an_account_that_is_no_responder_is_told(db):
    volunteer = signed_in(factories.make_account(Role.VOLUNTEER))
    assert "还没有登记为响应人员" in text_of(volunteer.get("/go/"))
    assert volunteer.post(reverse("responder_duty"), {"on_duty": "1"}).status_code == 404


def share(phone, value="1"):
    return phone.post(reverse("responder_sharing"), {"shares": value}, follow=True)


def say(phone, **said):
    return phone.post(reverse("responder_position"), {"longitude": "113.69", "latitude": "34.78", **said})


def test_a_position_is_asked_for_and_taken_only_after_a_yes(phone, helper):
    text = text_of(phone.get(reverse("responder")))
    assert "共享位置（可选）" in text
    assert say(phone).status_code == 409
    assert "坐席可以看到您的位置" in text_of(share(phone))
    assert say(phone, accuracy="9", at="1").status_code == 204
    assert ResponderPosition.objects.get().responder_id == helper.id
    assert "停止共享" in text_of(phone.get(reverse("responder")))
    assert "位置已删除" in text_of(share(phone, "0"))
    assert not ResponderPosition.objects.exists()


def test_off_duty_the_phone_is_told_to_stop(phone, helper):
    share(phone)
    say(phone)
    phone.post(reverse("responder_duty"), {"on_duty": "0"})
    assert not ResponderPosition.objects.exists()
    answer = say(phone)
    assert answer.status_code == 409
    assert answer.json()["reason"]


@pytest.mark.parametrize("said", [{"longitude": "x"}, {"latitude": "nan"}, {"latitude": ""}])
def test_a_position_that_is_none_is_refused(phone, helper, said):
    share(phone)
    assert say(phone, **said).status_code == 400


@pytest.mark.parametrize("at", ["-99999999999999999", "1e300", "99999999999999", "soon"])
def test_a_moment_that_cannot_be_is_now(phone, helper, at):
    share(phone)
    assert say(phone, at=at).status_code == 204
    assert abs(ResponderPosition.objects.get().at - now()) < timedelta(minutes=1)


def test_a_seat_has_no_page_to_share_from(db):
    seat = signed_in(factories.make_operator())
    assert say(seat).status_code == 403
    assert share(seat).status_code == 403


def test_the_way_is_told_before_and_after_accepting(phone, elder, helper):
    [dispatch] = offer_to(elder, helper)
    told = text_of(phone.get(reverse("responder")))
    assert "约 3 分钟 · 403 米" in told
    assert "按直线估算" in told
    do(phone, "accept", dispatch)
    answer = page(phone, dispatch)
    assert "分钟" in text_of(answer)
    assert 'href="geo:34.77' in answer.content.decode()


def test_an_offer_says_nothing_that_tells_who_it_is(phone, elder, helper):
    Profile.objects.filter(id=elder.id).update(languages=["wu"], prefers_sex="female")
    Responder.objects.filter(id=helper.id).update(languages=["wu"], sex="female")
    [dispatch] = offer_to(elder, helper)
    assert not set(dispatch.reasons) & set(nearest.ABOUT_ELDER)
    text = text_of(page(phone, dispatch))
    assert "语言" not in text
    assert "性别" not in text


def test_accepting_what_was_withdrawn_says_so_and_changes_nothing(phone, elder, helper):
    [dispatch] = offer_to(elder, helper)
    scope = factories.scope_of(factories.make_operator())
    emergency.withdraw(dispatch=dispatch.id, scope=scope, now=now())
    answer = do(phone, "accept", dispatch)
    assert dispatch.state == "withdrawn"
    assert dispatch.accepted_at is None
    assert "任务已撤回，不用去了" in text_of(answer)
