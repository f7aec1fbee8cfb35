"""The seat further: protocols, reports, merging, splitting, phoned steps, case numbers that come later."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Attempt, Dispatch, Incident, OriginMove, Sighting
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_seat import HTMX, at, press, send, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
MOST_QUERIES = 29
"""Of the page itself: without signing in and the scope, which every page costs."""
EVERY_PAGE = (
    "SAVEPOINT",
    "RELEASE",
    "set_config",
    "current_setting",
    "django_session",
    "territory_post",
    "territory_grant",
)


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    factories.make_contact(row)
    factories.make_contact(row, rank=2, relation="son")
    return row


@pytest.fixture
def seat(db):
    return signed_in(factories.make_operator())


def taken(seat, elder, **words):
    incident = press(elder, **words)
    send(seat, "seat_acknowledge", incident)
    return incident


def test_another_protocol_is_chosen_and_kept_with_its_version(seat, elder):
    incident = taken(seat, elder)
    asked = seat.get(at("seat_protocol", incident), {"protocol": "stroke"}, headers=HTMX)
    shown = text_of(asked)
    assert "请笑一下" in shown
    assert "未经临床机构确认" in shown
    send(seat, "seat_triage", incident, protocol="stroke", yes=["fast_face"])
    assert (incident.protocol, incident.protocol_version, incident.level) == ("stroke", 1, "P0")
    again = text_of(seat.get(at("seat_incident", incident)))
    assert "必须立即呼叫 120" in again


def test_a_fall_radar_suggests_the_protocol_of_a_fall(seat, elder):
    incident = taken(seat, elder, kind="fall")
    assert "大腿根痛不痛" in text_of(seat.get(at("seat_incident", incident)))


def test_an_unknown_protocol_is_told_and_keeps_nothing(seat, elder):
    incident = taken(seat, elder)
    assert "没有这个研判规程" in text_of(send(seat, "seat_triage", incident, htmx=True, protocol="astrology"))
    assert incident.level == ""


def test_judging_with_open_questions_about_life_says_so(seat, elder):
    incident = taken(seat, elder)
    said = text_of(send(seat, "seat_judge", incident, protocol="fall", yes=["fell"]))
    assert "P1" in said
    assert "未全部问清" in said


def test_the_silent_calls_list_moves_on(seat, elder):
    incident = taken(seat, elder)
    page = reverse("seat_protocol", args=[incident.id]) + "?protocol=silent_call"

    def current():
        tree = html.fromstring(seat.get(page, headers=HTMX).content.decode())
        [step] = tree.xpath('//ol[@class="guide"]/li[@class="is-next"]')
        return " ".join(step.text_content().split())

    assert current().startswith("静听")
    send(seat, "seat_attempt", incident, target="elder", result="silent")
    assert current().startswith("回拨老人 0/3")
    assert incident.answers == {}


def test_the_next_contact_is_proposed_after_no_answer(seat, elder):
    incident = taken(seat, elder)
    first, second = elder_contacts(elder)

    def proposed():
        tree = html.fromstring(seat.get(at("seat_incident", incident)).content.decode())
        return tree.xpath('//li[@class="is-next"]//input[@name="contact"]')[0].get("value")

    assert proposed() == str(first.id)
    send(seat, "seat_attempt", incident, target="contact", contact=str(first.id), result="no_answer")
    assert proposed() == str(second.id)


def elder_contacts(elder):
    from chongyang.registry.models import Contact

    return Contact.objects.filter(person=elder.id).order_by("rank")


def test_a_case_number_is_written_down_later(seat, elder):
    incident = taken(seat, elder)
    send(seat, "seat_attempt", incident, target="120")
    attempt = Attempt.objects.get(target="120")
    send(seat, "seat_case_number", incident, attempt=str(attempt.id), case_number="郑120-88")
    assert "郑120-88" in text_of(seat.get(at("seat_incident", incident)))
    assert Attempt.objects.filter(target="120").count() == 2
    empty = send(seat, "seat_case_number", incident, htmx=True, attempt=str(attempt.id), case_number=" ")
    assert "请填写对方受理号" in text_of(empty)


def test_a_responder_phones_in(seat, elder):
    responder = factories.make_responder()
    incident = taken(seat, elder)
    send(seat, "seat_triage", incident, yes=["cannot_rise"])
    send(seat, "seat_offer", incident, responder=[str(responder.id)])
    dispatch = Dispatch.objects.get()
    for said, state in (("accept", "assigned"), ("arrive", "arrived")):
        send(seat, "seat_phoned", incident, dispatch=str(dispatch.id), said=said)
        assert incident.state == state
    assert "电话告知" in text_of(seat.get(at("seat_incident", incident)))
    other = send(seat, "seat_phoned", incident, dispatch=str(uuid4()), said="accept")
    assert other.status_code == 400


def test_refusing_by_telephone_asks_for_the_reason(seat, elder):
    responder = factories.make_responder()
    incident = taken(seat, elder)
    send(seat, "seat_triage", incident, yes=["cannot_rise"])
    send(seat, "seat_offer", incident, responder=[str(responder.id)])
    dispatch = Dispatch.objects.get()
    lacking = send(seat, "seat_phoned", incident, htmx=True, dispatch=str(dispatch.id), said="refuse")
    assert "请填写不能去的原因" in text_of(lacking)
    send(seat, "seat_phoned", incident, dispatch=str(dispatch.id), said="refuse", reason="车坏了")
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.refusal) == ("refused", "车坏了")


def test_merging_taking_it_back_and_the_links_between_them(seat, elder):
    survivor, other = taken(seat, elder), taken(seat, elder, kind="fall")
    page = text_of(seat.get(at("seat_incident", other)))
    assert "同一位老人" in page
    send(seat, "seat_merge", other, into=str(survivor.id), reason="同一次跌倒")
    assert (other.state, other.merged_into_id) == ("merged", survivor.id)
    assert other.number in text_of(seat.get(at("seat_incident", survivor)))
    send(seat, "seat_unmerge", other, reason="其实是两件事")
    assert (other.state, other.merged_into_id) == ("acknowledged", None)


def test_merging_needs_a_target_and_a_reason(seat, elder):
    survivor, other = taken(seat, elder), taken(seat, elder, kind="fall")
    for said in ({"reason": "x"}, {"into": str(survivor.id), "reason": ""}):
        send(seat, "seat_merge", other, htmx=True, **said)
        assert other.state == "acknowledged"


def test_splitting_from_the_card(seat, elder):
    incident = taken(seat, elder)
    emergency.receive(
        kind="sos",
        source="visit",
        subject_key="",
        area=elder.area,
        person=elder.id,
        reference=uuid4(),
        said_at=now(),
        received_at=now(),
        by=factories.SYSTEM,
    )
    origin = queries.origins_of(incident)[-1]
    refused = send(seat, "seat_split", incident, htmx=True, origin=str(origin.id), whose="other", reason=" ")
    assert "请填写拆分的理由" in text_of(refused)
    send(seat, "seat_split", incident, origin=str(origin.id), whose="same", kind="illness", reason="另一件事")
    made = Incident.objects.get(split_from=incident)
    assert (made.person, made.kind) == (elder.id, "illness")
    assert OriginMove.objects.count() == 1
    assert made.number in text_of(seat.get(at("seat_incident", incident)))


def test_a_neighbours_report_is_keyed_in_and_taken(seat, elder):
    page = seat.get(reverse("seat_report"))
    key = html.fromstring(page.content.decode()).xpath('//input[@name="key"]')[0].get("value")
    said = {
        "key": key,
        "kind": "no_sign",
        "whom": "3号楼独居的老太太",
        "seen": "三天没见出门，灯一直亮着",
        "reporter": "neighbour",
        "reporter_phone": "13800001113",
    }
    kept = seat.post(reverse("seat_report"), said)
    assert seat.post(reverse("seat_report"), said).url == kept.url
    incident = Incident.objects.get()
    assert (incident.kind, incident.source, incident.state) == ("no_sign", "neighbour", "acknowledged")
    card = text_of(seat.get(kept.url))
    assert "三天没见出门" in card
    assert "13800001113" not in card
    shown = seat.post(reverse("seat_report_show", args=[Sighting.objects.get().id]))
    assert "老太太" in text_of(shown)
    assert Event.objects.filter(kind="emergency.report.revealed").count() == 1


def test_what_a_report_lacks_is_told_beside_its_field_and_nothing_is_lost(seat):
    page = text_of(seat.post(reverse("seat_report"), {"key": str(uuid4()), "seen": "", "whom": "王家"}))
    assert "请写明看到了什么" in page
    assert not Incident.objects.exists()


@pytest.mark.parametrize("name", ["seat_merge", "seat_unmerge", "seat_split", "seat_phoned", "seat_protocol"])
def test_the_outsider_gets_nowhere(elder, name):
    incident = press(elder)
    stranger = signed_in(factories.make_account(Role.OPERATOR, None, "410102"))
    clerk = signed_in(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    ask = stranger.get if name == "seat_protocol" else stranger.post
    assert ask(at(name, incident)).status_code == 404
    assert clerk.post(at(name, incident)).status_code in (403, 405)


def test_three_false_presses_in_a_week_ask_for_a_visit(seat, elder):
    for _ in range(3):
        incident = taken(seat, elder)
        send(seat, "seat_close", incident, outcome="false_alarm", false_reason="mistake")
    incident = taken(seat, elder)
    assert "近 7 天误报 3 次" in text_of(seat.get(at("seat_incident", incident)))


def cost_of_a_card(seat, elder, responders) -> list[str]:
    incident = taken(seat, elder)
    send(seat, "seat_triage", incident, yes=["cannot_rise"])
    send(seat, "seat_offer", incident, responder=[str(one.id) for one in responders])
    press(elder, kind="fall")
    seat.get(at("seat_incident", incident))
    with CaptureQueriesContext(connection) as spent:
        assert seat.get(at("seat_incident", incident), headers=HTMX).status_code == 200
    all_of_them = (one["sql"] for one in spent.captured_queries)
    return [sql[:110] for sql in all_of_them if not any(word in sql for word in EVERY_PAGE)]


def test_a_full_card_costs_as_many_queries_for_five_responders_as_for_one(seat, elder):
    factories.make_device(elder)
    responders = [factories.make_responder() for _ in range(5)]
    few = cost_of_a_card(seat, elder, responders[:1])
    neighbour = factories.make_elder(longitude=114.1)
    factories.make_contact(neighbour)
    factories.make_device(neighbour)
    many = cost_of_a_card(seat, neighbour, responders)
    assert len(many) <= len(few), "\n".join(many)
    assert len(many) <= MOST_QUERIES, "\n".join(many)


def test_the_board_shows_what_the_kind_says_and_marks_who_has_it(seat, elder):
    gas = press(elder, kind="gas")
    press(factories.make_elder())
    tree = html.fromstring(seat.get("/seat/").content.decode())
    first = tree.xpath('//a[starts-with(@class, "board-row")]')[0]
    assert (first.get("data-incident"), first.get("data-level")) == (str(gas.id), "P0")
    send(seat, "seat_acknowledge", gas)
    tree = html.fromstring(seat.get("/seat/").content.decode())
    assert tree.get_element_by_id(f"row-{gas.id}").get("data-taken-by") == str(gas.taken_by)
    assert gas.opened_at > now() - timedelta(minutes=1)


def test_who_is_found_out_leads_to_the_card_of_what_is_open_for_her(seat, elder):
    hers = press(elder)
    emergency.receive(
        kind="sos",
        source="device",
        subject_key="device:nobody",
        area=elder.area,
        reference=uuid4(),
        said_at=now(),
        received_at=now() + timedelta(seconds=1),
        by=factories.SYSTEM,
    )
    unknown = Incident.objects.get(subject_key="device:nobody")
    send(seat, "seat_acknowledge", unknown)
    answer = send(seat, "seat_identify", unknown, person=str(elder.id))
    assert answer.url == at("seat_incident", hers)
    assert unknown.number in text_of(seat.get(answer.url))


def test_htmx_shows_the_surviving_card_and_its_address(seat, elder):
    hers = press(elder)
    other = taken(seat, factories.make_elder(name="王桂芝"))
    answer = send(seat, "seat_identify", other, htmx=True, person=str(elder.id))
    assert answer["HX-Push-Url"] == at("seat_incident", hers)
    assert hers.number in text_of(answer)
