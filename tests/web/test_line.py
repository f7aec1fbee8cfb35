"""The line at the desks: a ring with who it may be, one click answers, the second is told; the shift desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.emergency.models import Incident
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import Call, CallAudit, CallBack, HandOver, SeatTime
from chongyang.registry.operations.tokens import write_tokens
from chongyang.telecare.operations.sims import put_sim
from chongyang.territory.enums import Role
from tests import factories
from tests.hotline.ringing import ring, tell
from tests.web.test_seat import signed_in, text_of

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    write_tokens(row)
    factories.make_contact(row)
    return row


@pytest.fixture
def operator(db):
    return factories.make_operator()


@pytest.fixture
def seat(operator):
    return signed_in(operator)


@pytest.fixture
def lead(db):
    return signed_in(factories.make_account(Role.SHIFT_LEAD))


def answered(client, **words):
    call = ring(ago=9, **words)
    client.post(reverse("seat_ring_answer", args=[call.id]), headers=HTMX)
    call.refresh_from_db()
    return call


def test_a_ring_says_who_it_may_be_under_covered_names(seat, elder):
    ring(elder.phone.plain)
    shown = text_of(seat.get("/seat/"))
    assert "本人号码" in shown
    assert "陈秀兰" not in shown
    assert elder.phone.plain not in shown


def test_a_contacts_ring_names_the_relation_and_a_hidden_one_says_so(seat, elder):
    contact = factories.make_contact(elder, rank=2, relation="son")
    ring(contact.phone.plain)
    ring("anonymous")
    shown = text_of(seat.get("/seat/"))
    assert "联系人号码" in shown
    assert "号码隐藏" in shown


def test_one_click_answers_and_opens_the_form(seat, elder):
    call = ring(elder.phone.plain, ago=4)
    answer = seat.post(reverse("seat_ring_answer", args=[call.id]), headers=HTMX)
    assert answer["HX-Redirect"] == reverse("seat_line", args=[call.id])
    page = seat.get(answer["HX-Redirect"]).content.decode()
    assert f'value="{elder.id}" checked' in page
    assert SeatTime.objects.get(ended_at=None).doing == "talking"


def test_the_second_seat_is_told_who_has_it(seat, elder):
    other = signed_in(factories.make_operator())
    call = answered(other, number=elder.phone.plain)
    answer = seat.post(reverse("seat_ring_answer", args=[call.id]), follow=True)
    assert "已有人接听" in text_of(answer)


def test_from_the_ring_to_the_incident(seat, elder):
    call = answered(seat, number=elder.phone.plain)
    said = {"purpose": "emergency", "person": str(elder.id), "note": "跌倒"}
    answer = seat.post(reverse("seat_line", args=[call.id]), said)
    assert answer.url == reverse("seat_incident", args=[Incident.objects.get().id])


def test_a_correction_without_a_reason_is_told(seat):
    call = answered(seat)
    url = reverse("seat_line", args=[call.id])
    seat.post(url, {"purpose": "consultation"})
    assert "更正已登记的来电须说明原因" in text_of(seat.post(url, {"purpose": "complaint"}))
    assert Call.objects.get().purpose == "consultation"


def test_hang_up_pass_on_and_three_way(seat):
    call, colleague = answered(seat), factories.make_operator()
    signed_in(colleague).post(reverse("seat_doing"), {"doing": "ready", "extension": "8002"})
    three = seat.post(reverse("seat_line_conference", args=[call.id]), {"third": "120"}, follow=True)
    assert "三方通话" in text_of(three)
    seat.post(reverse("seat_line_transfer", args=[call.id]), {"to": str(colleague.id)})
    assert Call.objects.get().account == colleague.id
    assert "这不是您的通话" in text_of(seat.post(reverse("seat_line_hang_up", args=[call.id]), follow=True))


def test_a_missed_call_is_listed_dialled_and_closed(seat, elder):
    call = ring(elder.phone.plain, ago=30)
    tell(call.provider_call, "hang_up")
    assert "本人号码" in text_of(seat.get(reverse("seat_call_backs")))
    seat.post(reverse("seat_call_back_dial", args=[call.id]))
    assert Call.objects.filter(direction="out", reason="call_back").count() == 1
    said = {"result": "not_reached"}
    refused = seat.post(reverse("seat_call_back_close", args=[call.id]), said, follow=True)
    assert "须写明后续安排" in text_of(refused)
    seat.post(reverse("seat_call_back_close", args=[call.id]), {**said, "note": "请网格员上门"})
    assert CallBack.objects.get().closed_at


def test_the_number_is_revealed_and_that_is_written(seat):
    call = answered(seat, number="13803710001")
    shown = seat.post(reverse("seat_line_number", args=[call.id])).content.decode()
    assert "13803710001" in shown
    assert Event.objects.filter(kind="hotline.number.revealed", subject=call.id).exists()


def test_a_break_says_what_for(seat):
    assert "须选择原因" in text_of(seat.post(reverse("seat_doing"), {"doing": "break"}, follow=True))
    seat.post(reverse("seat_doing"), {"doing": "break", "reason": "meal"})
    assert SeatTime.objects.get(ended_at=None).reason == "meal"
    seat.post(reverse("seat_doing"), {"doing": "off"})
    assert not SeatTime.objects.filter(ended_at=None).exists()


def test_the_shift_desk_shows_the_line_and_listens_in_with_a_reason(lead, seat):
    call = answered(seat)
    ring(ago=20)
    shown = text_of(lead.get(reverse("shift")))
    assert "正在等待" in shown
    assert "测试" in shown
    url = reverse("shift_listen", args=[call.id])
    assert "请填写监听原因" in text_of(lead.post(url, {"reason": " "}, follow=True))
    assert "已记入审计" in text_of(lead.post(url, {"reason": "带教"}, follow=True))


def test_levels_lead_to_their_calls_and_none_is_counted_twice(lead, seat):
    first = answered(seat)
    seat.post(reverse("seat_line_hang_up", args=[first.id]))
    missed = ring(ago=100)
    tell(missed.provider_call, "hang_up")
    for by in ("day", "hour", "seat", "purpose"):
        page = lead.get(reverse("shift_levels"), {"by": by, "days": 7})
        assert page.context["number"] == 2
        assert sum(row["level"].offered for row in page.context["rows"]) == 2
        behind = [
            lead.get(reverse("shift_calls"), {"by": by, "key": row["key"], "days": 7}).context["rows"]
            for row in page.context["rows"]
        ]
        assert sorted(one["row"].id for rows in behind for one in rows) == sorted([first.id, missed.id])


def test_wrong_groups_are_not_there(lead):
    assert lead.get(reverse("shift_levels"), {"by": "name"}).status_code == 404
    assert lead.get(reverse("shift_calls"), {"by": "day", "key": "never"}).status_code == 404
    assert lead.get(reverse("shift_audits"), {"month": "2026-13"}).status_code == 404


def test_hand_over_from_one_to_another(seat, lead):
    act = reverse("shift_act")
    seat.post(act, {"do": "begin"})
    missed = ring(ago=40)
    tell(missed.provider_call, "hang_up")
    assert "待回拨的来电" in text_of(seat.get(reverse("shift_handover")))
    assert "等待接班人接受" in text_of(seat.post(act, {"do": "give", "note": "留意郑奶奶"}, follow=True))
    accept = reverse("shift_accept", args=[HandOver.objects.get().id])
    assert "不能自己接班" in text_of(seat.post(accept, follow=True))
    assert "留意郑奶奶" in text_of(lead.get(reverse("shift_handover")))
    assert "已接班" in text_of(lead.post(accept, follow=True))
    assert "已由他人接班" in text_of(lead.post(accept, follow=True))
    assert "已下班" in text_of(seat.post(act, {"do": "end"}, follow=True))


@pytest.fixture
def audit(operator):
    reviewer = factories.make_operator()
    day = (timezone.localtime(now()).replace(day=1) - timedelta(days=3)).replace(hour=10)
    for purpose in ("emergency", "consultation"):
        Call.objects.create(
            began_at=day,
            answered_at=day,
            purpose=purpose,
            account=operator.id,
            area=factories.JINSHUI,
            provider="null",
            provider_call=purpose,
        )
    hotline.draw_audits(month=day.date().replace(day=1), reviewers=[reviewer.id], now=now())
    return CallAudit.objects.order_by("turn").first(), reviewer


def test_a_sample_is_judged_by_another_and_read_by_the_seat(audit, seat, lead):
    row, reviewer = audit
    url = reverse("shift_audit", args=[row.id])
    assert "还没有评" in text_of(seat.get(url))
    judge = signed_in(reviewer)
    assert "等我评的" in text_of(judge.get(reverse("shift_audits")))
    assert "须写明哪里要改进" in text_of(judge.post(url, {"met": ["greeting"]}))
    judge.post(url, {"met": ["greeting"], "comment": "没有核实身份"})
    assert "需改进" in text_of(lead.get(reverse("shift_audits")))
    seat.post(reverse("shift_audit_read", args=[row.id]), {"reply": "明白"})
    assert CallAudit.objects.get(id=row.id).acknowledged_at


def test_outsiders_are_refused_everywhere(audit, seat):
    call = answered(seat)
    row, _ = audit
    clerk = signed_in(factories.make_account(Role.STREET_CLERK))
    far = signed_in(factories.make_account(Role.OPERATOR, None, "410122"))
    for name, args in (
        ("seat_line", [call.id]),
        ("seat_call_backs", []),
        ("shift", []),
        ("shift_levels", []),
        ("shift_calls", []),
        ("shift_call", [call.id]),
        ("shift_handover", []),
        ("shift_audits", []),
        ("shift_audit", [row.id]),
    ):
        assert clerk.get(reverse(name, args=args)).status_code == 403, name
    for name in ("shift", "shift_levels", "shift_calls"):
        assert seat.get(reverse(name)).status_code == 403
    assert far.get(reverse("seat_line", args=[call.id])).status_code == 404
    assert far.get(reverse("shift_audit", args=[row.id])).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_in_both_languages(language, lead, seat, audit):
    call = answered(lead)
    lead.post(reverse("shift_act"), {"do": "begin"})
    missed = ring(ago=40)
    tell(missed.provider_call, "hang_up")
    lead.cookies["language"] = language
    for name, args in (
        ("seat", []),
        ("seat_line", [call.id]),
        ("seat_call_backs", []),
        ("shift", []),
        ("shift_levels", []),
        ("shift_calls", []),
        ("shift_call", [call.id]),
        ("shift_handover", []),
        ("shift_audits", []),
        ("shift_audit", [audit[0].id]),
    ):
        assert lead.get(reverse(name, args=args)).status_code == 200, name


def test_a_ring_by_a_devices_card_says_which_device_it_is(seat, elder):
    device = factories.make_device(elder, kind="watch")
    device.place = "腕上"
    put_sim(device, "13900137001")
    device.save()
    ring(number="13900137001")
    page = text_of(seat.get(reverse("seat")))
    assert "设备卡号" in page
    assert "腕上" in page


def test_the_lead_reads_who_listened_and_why(elder):
    from chongyang.core.access import enter

    account = factories.make_account(Role.SHIFT_LEAD)
    lead, scope = signed_in(account), factories.scope_of(account)
    call = Call.objects.create(
        began_at=now(), answered_at=now(), recording="rec-5", person=elder.id, area=elder.area
    )
    with enter(scope):
        hotline.open_recording(call=call.id, reason="投诉里说态度不好", scope=scope, now=now())
    assert "投诉里说态度不好" in text_of(lead.get(reverse("shift_call", args=[call.id])))
    assert "投诉里说态度不好" not in str(list(Event.objects.values_list("purpose", "payload")))
