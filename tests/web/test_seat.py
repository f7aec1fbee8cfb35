"""The seat desk over HTTP: the whole task, who may, what is refused and how it is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import Actor
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Attempt, Dispatch, Incident
from chongyang.hotline.models import Call
from chongyang.telecare.models import Device
from chongyang.territory.enums import Role
from chongyang.web.parts.desks import landing_of
from tests import factories

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def press(elder=None, *, area=factories.JINSHUI, kind="sos") -> Incident:
    device = factories.make_device(elder, area=area)
    person = elder.id if elder else None
    return emergency.receive(
        kind=kind,
        source="device",
        subject_key=f"device:{device.id}",
        area=elder.area if elder else area,
        person=person,
        device=device.id,
        said_at=now(),
        received_at=now(),
        by=Actor(kind="device", label=device.serial),
    )


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    factories.make_contact(row)
    return row


@pytest.fixture
def operator(db):
    return factories.make_operator()


@pytest.fixture
def seat(operator):
    return signed_in(operator)


def at(name: str, incident: Incident) -> str:
    return reverse(name, args=[incident.id])


def send(client: Client, name: str, incident: Incident, htmx: bool = False, **said):
    answer = client.post(at(name, incident), said, headers=HTMX if htmx else {})
    incident.refresh_from_db()
    return answer


def text_of(answer) -> str:
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def test_the_whole_task_from_the_ring_to_the_end(seat, elder):
    responder = factories.make_responder()
    incident = press(elder)
    assert "紧急呼叫" in text_of(seat.get("/seat/"))

    taken = seat.post(reverse("seat_next"))
    assert taken.url == at("seat_incident", incident)
    card = text_of(seat.get(taken.url))
    assert "已接通" in card
    assert "测试小区3号楼2单元501" in card
    assert "5 层，无电梯" in card
    send(seat, "seat_attempt", incident, target="elder", result="answered")
    send(seat, "seat_attempt", incident, target="120", case_number="120-77")
    send(seat, "seat_triage", incident, yes=["cannot_rise"])
    assert incident.level == "P1"
    send(seat, "seat_offer", incident, responder=[str(responder.id)])
    assert incident.state == "dispatching"
    account, dispatch = factories.account_of(responder), Dispatch.objects.get()
    for step in (emergency.accept, emergency.arrive):
        step(dispatch=dispatch.id, scope=factories.scope_of(account), now=now())
    assert "已到达" in text_of(seat.get(taken.url))
    ended = send(seat, "seat_close", incident, outcome="solved")
    assert ended.status_code == 302
    assert incident.state == "closed"
    closed = text_of(seat.get(taken.url))
    assert "已解决" in closed
    assert "测试小区" not in closed  # the file closes with the incident
    assert not Incident.objects.filter(closed_at=None).exists()


def test_opening_the_card_writes_the_read_event(seat, elder):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    before = Event.objects.filter(kind="registry.file.read", person=elder.id).count()
    seat.get(at("seat_incident", incident))
    read = Event.objects.filter(kind="registry.file.read", person=elder.id).order_by("-seq")
    assert read.count() == before + 1
    assert read[0].purpose == "emergency"


def test_before_it_is_taken_the_card_tells_nothing_personal(seat, elder):
    incident = press(elder)
    shown = text_of(seat.get(at("seat_incident", incident)))
    assert "测试小区" not in shown
    assert "受理" in shown
    assert not Event.objects.filter(kind="registry.file.read").exists()


def test_the_second_who_acknowledges_hears_who_has_it_since_when(seat, operator, elder):
    incident = press(elder)
    operator.display_name = "周敏"
    operator.save()
    colleague = signed_in(factories.make_operator())
    send(seat, "seat_acknowledge", incident)
    answer = send(colleague, "seat_acknowledge", incident, htmx=True)
    assert "周敏 已在" in text_of(answer)
    assert incident.taken_by == operator.id


def test_a_double_click_is_one_step(seat, elder):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    assert "已在" not in text_of(send(seat, "seat_acknowledge", incident, htmx=True))
    for _ in range(2):
        send(seat, "seat_attempt", incident, target="elder", result="no_answer")
    assert Attempt.objects.count() == 1
    assert incident.answers == {"unreachable": True}


def test_two_seats_that_take_the_next_get_two_incidents(seat, elder):
    first, second = press(elder), press(factories.make_elder(name="王桂芝"))
    one = seat.post(reverse("seat_next")).url
    other = signed_in(factories.make_operator()).post(reverse("seat_next")).url
    assert {one, other} == {at("seat_incident", first), at("seat_incident", second)}
    assert "现在没有待受理的呼救" in text_of(seat.post(reverse("seat_next"), follow=True))


def test_closing_without_an_outcome_names_the_field(seat, elder):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    page = send(seat, "seat_close", incident, htmx=True)
    assert "办结前须选择处置结果" in text_of(page)
    assert "误报须注明原因" in text_of(send(seat, "seat_close", incident, outcome="false_alarm"))
    assert "此处置结果须填写说明" in text_of(send(seat, "seat_close", incident, outcome="no_contact"))
    assert incident.closed_at is None
    send(seat, "seat_close", incident, outcome="false_alarm", false_reason="mistake")
    assert incident.outcome == "false_alarm"


def test_an_old_page_is_told_and_shows_the_fresh_card(seat, elder):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    send(seat, "seat_close", incident, outcome="solved")
    late = send(seat, "seat_triage", incident, htmx=True, yes=["fell"])
    assert "下面是最新情况" in text_of(late)
    assert "已办结" in text_of(late)


def test_an_unknown_source_is_searched_and_identified(seat, elder):
    from chongyang.registry.models import SearchToken

    SearchToken.objects.create(token="陈秀兰", area=elder.area, person=elder.id)
    incident = press(None)
    send(seat, "seat_acknowledge", incident)
    send(seat, "seat_attempt", incident, target="elder", result="no_answer")
    found = send(seat, "seat_search", incident, text="陈秀兰", htmx=True)
    assert "陈*兰" in text_of(found)
    assert "测试小区" not in text_of(found)
    send(seat, "seat_identify", incident, person=str(elder.id))
    assert incident.person == elder.id
    assert "没有找到" in text_of(send(seat, "seat_search", incident, text="无此人", htmx=True))


def test_judging_keeps_nothing_and_names_the_numbers(seat, elder):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    said = text_of(send(seat, "seat_judge", incident, yes=["fire"]))
    assert "P0" in said
    assert "120、119" in said
    assert incident.level == ""
    send(seat, "seat_triage", incident, rest_no="1")
    assert incident.level == "P3"
    send(seat, "seat_triage", incident, yes=["mistake"], level="P2")
    assert incident.level == "P2"


def test_an_offer_to_nobody_is_told(seat, elder):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    send(seat, "seat_triage", incident, yes=["fell"])
    assert "请选择响应人员" in text_of(send(seat, "seat_offer", incident, htmx=True))


def test_an_emergency_call_is_keyed_in_once(seat, elder):
    form = html.fromstring(seat.get(reverse("seat_call")).content.decode()).get_element_by_id("call")
    began = form.xpath(".//input[@name='began_at']/@value")[0]
    said = {"caller": "", "purpose": "emergency", "began_at": began}
    first, second = (seat.post(reverse("seat_call"), said) for _ in range(2))
    assert first.url == second.url
    assert Call.objects.count() == 1
    assert Incident.objects.get().state == "acknowledged"


def test_a_wrong_number_is_told_and_loses_nothing(seat):
    said = {"caller": "1380", "purpose": "emergency", "note": "老人跌倒", "began_at": now().isoformat()}
    answer = seat.post(reverse("seat_call"), said)
    assert "手机号码应为 11 位" in text_of(answer)
    assert "老人跌倒" in answer.content.decode()
    assert not Call.objects.exists()


def test_a_call_for_advice_opens_no_incident(seat):
    said = {"caller": "0371-60000000", "purpose": "consultation", "began_at": now().isoformat()}
    answer = seat.post(reverse("seat_call"), said, follow=True)
    assert "来电已登记" in text_of(answer)
    assert not Incident.objects.exists()


def test_callers_number_is_shown_for_a_purpose_and_that_is_written(seat):
    began = (now() - timedelta(seconds=9)).isoformat()
    seat.post(reverse("seat_call"), {"caller": "13803710001", "purpose": "emergency", "began_at": began})
    incident = Incident.objects.get()
    shown = seat.get(at("seat_incident", incident)).content.decode()
    assert "13803710001" not in shown
    assert "138****0001" in shown
    assert "13803710001" in send(seat, "seat_caller", incident).content.decode()
    assert Event.objects.filter(kind="emergency.caller.revealed").count() == 1


def cleaned(element) -> str:
    """What a person sees and can press; times tick and marks against forgery differ."""
    for gone in element.xpath(".//input[@name='csrfmiddlewaretoken'] | .//time[@data-elapsed]"):
        gone.drop_tree()
    return " ".join(html.tostring(element, encoding="unicode").split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("seat_attempt", {"target": "elder", "result": "answered"}),
        ("seat_triage", {"yes": ["chest_pain"]}),
        ("seat_close", {"outcome": "solved"}),
    ],
)
def test_the_swapped_card_equals_a_fresh_page(seat, elder, name, said):
    incident = press(elder)
    send(seat, "seat_acknowledge", incident)
    swapped = html.fromstring(send(seat, name, incident, htmx=True, **said).content.decode())
    fresh = html.fromstring(seat.get(at("seat_incident", incident)).content.decode())
    assert cleaned(swapped) == cleaned(fresh.get_element_by_id("card"))


@pytest.mark.parametrize("role", [Role.SHIFT_LEAD, Role.DISPATCHER])
def test_the_other_seats_work_here_too(role, elder):
    incident = press(elder)
    client = signed_in(factories.make_account(role))
    send(client, "seat_acknowledge", incident)
    assert incident.state == "acknowledged"


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.GRID_WORKER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_the_outsider_gets_nowhere(role, elder):
    incident = press(elder)
    outsider = signed_in(factories.make_account(role))
    assert outsider.get("/seat/").status_code == 403
    assert outsider.get(at("seat_incident", incident)).status_code == 403
    assert outsider.get(reverse("seat_live")).status_code == 403
    assert send(outsider, "seat_acknowledge", incident).status_code == 403
    assert incident.state == "open"


def test_an_operator_of_another_county_does_not_see_it(elder):
    incident = press(elder)
    away = signed_in(factories.make_account(Role.OPERATOR, None, "410102"))
    assert away.get(at("seat_incident", incident)).status_code == 404
    assert send(away, "seat_acknowledge", incident).status_code == 404
    assert "紧急呼叫" not in text_of(away.get("/seat/"))


def test_a_visitor_signs_in_first():
    answer = Client().get("/seat/")
    assert answer.status_code == 302
    assert "next=/seat/" in answer.url


@pytest.mark.parametrize(
    ("role", "landing"), [(Role.OPERATOR, "/seat/"), (Role.CARE_WORKER, "/go/"), (Role.AUDITOR, "/admin/")]
)
def test_each_role_has_its_own_desk(db, role, landing):
    assert landing_of(factories.scope_of(factories.make_account(role))) == landing


def test_signing_in_leads_to_the_desk(operator):
    said = {"login": operator.username, "password": factories.PASSWORD}
    assert Client().post(reverse("account_login"), said)["Location"] == "/seat/"


def test_an_empty_board_says_so(seat):
    assert "现在没有未办结的呼救" in text_of(seat.get("/seat/"))


def test_forty_incidents_cost_no_more_queries_than_four(seat, django_assert_max_num_queries):
    for number in range(8):
        press(factories.make_elder(name=f"李{number}"))
    seat.get("/seat/")
    with django_assert_max_num_queries(40):
        seat.get("/seat/")
    assert Device.objects.count() == 8


def test_the_card_of_a_missed_visit_says_that_the_carer_was_there_all_the_while(seat):
    from chongyang.visits import operations as visits
    from tests.orders.people import FROM
    from tests.visits.people import MINUTE, going, visit_entries

    order, phone = going()
    visits.watch_missed(now=FROM + 61 * MINUTE)
    incident = Incident.objects.get(kind="missed_visit")
    url = reverse("seat_incident", args=[incident.id])
    assert "护理员已到老人家" not in seat.get(url, headers=HTMX).content.decode()
    phone.send(visit_entries(order, phone, FROM + 5 * MINUTE), FROM + 90 * MINUTE)
    text = seat.get(url, headers=HTMX).content.decode()
    assert "护理员已到老人家" in text
    assert "手机当时没有信号" in text
    assert text.index("09:05") < text.index("10:30")
