"""The pages of courses and journeys: public, enrol in three taps, the secretary, the roll call, figures."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from chongyang.activities.models import Enrolment, Host, Lesson, Notice, Offering, RollMark
from chongyang.activities.rules.timetable import Slot
from chongyang.core import clock
from chongyang.territory.enums import Role
from tests import factories
from tests.activities import people
from tests.orders.homes import family_of
from tests.workforce.made import organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
DAY = timedelta(days=1)


def signed(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def today():
    return timezone.localdate(clock.now())


@pytest.fixture
def account(db):
    return factories.make_account(Role.INSTITUTION_CLERK, organisation("测试老年大学"))


@pytest.fixture
def school(account):
    return signed(account)


@pytest.fixture
def elder(db):
    return factories.make_elder()


def course(account, today, **told) -> Offering:
    days = {
        "starts_on": today,
        "ends_on": today + 60 * DAY,
        "enrol_from": today,
        "enrol_to": today + 20 * DAY,
    }
    slots = tuple(Slot(n, people.time(9), people.time(10)) for n in range(1, 8))
    return people.course(factories.scope_of(account), now=clock.now(), **{**days, "slots": slots, **told})


def page(client, name, /, *keys, query=""):
    answer = client.get(reverse(name, args=keys) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def post(client, name, /, *keys, status=302, **told):
    answer = client.post(reverse(name, args=keys), told)
    assert answer.status_code == status, (name, answer.status_code)
    return answer


def test_everybody_sees_what_is_open_and_filters_it(account, today):
    row, visitor = course(account, today), Client()
    assert "还有 2 个名额" in page(visitor, "activities")
    assert "没有找到" in page(visitor, "activities", query="?subject=music")
    rubbish = "?subject=x&day=99&area=%D9%A3&kind=%F0&after=x&free=1"
    assert row.title in page(visitor, "activities", query=rubbish)
    assert "登录报名" in page(visitor, "activities_offering", row.id)
    assert row.host.name in page(visitor, "activities_hosts")
    assert "还没有旅游线路" in page(visitor, "activities_routes")
    for name in ("activities_offering", "activities_route"):
        assert visitor.get(reverse(name, args=[row.host_id])).status_code == 404


def test_the_daughter_enrols_in_three_taps_and_leaves(account, elder, today):
    row, daughter = course(account, today), signed(family_of(elder))
    way = reverse("activities_person", args=[elder.id])
    assert way in daughter.get(reverse("mine")).content.decode()
    assert row.title in page(daughter, "activities_mine")
    assert "确认报名" in page(daughter, "activities_enrol", elder.id, row.id)
    for _ in range(2):
        post(daughter, "activities_enrol", elder.id, row.id)
    one = Enrolment.objects.get()
    assert one.state == "confirmed"
    assert "报名成功" in page(daughter, "activities_person", elder.id)
    more = reverse("activities_enrol", args=[elder.id, row.id])
    assert more not in daughter.get(way).content.decode(), "what she is in is not offered again"
    assert "确认退出" in page(daughter, "activities_leave", one.id)
    post(daughter, "activities_leave", one.id, why="rubbish")
    assert Enrolment.objects.get().state == "confirmed"
    post(daughter, "activities_leave", one.id, why="own")
    assert Enrolment.objects.get().state == "withdrawn"


def test_a_seat_enrols_a_caller_and_strangers_see_nothing(account, elder, today):
    row, seat = course(account, today), signed(factories.make_operator())
    way = reverse("activities_person", args=[elder.id])
    assert way in seat.get(reverse("ordering_for", args=[elder.id])).content.decode()
    assert reverse("ordering_for", args=[elder.id]) in seat.get(way).content.decode()
    post(seat, "activities_enrol", elder.id, row.id)
    one = Enrolment.objects.get()
    assert one.channel == "call"
    stranger = signed(family_of(factories.make_elder()))
    other = signed(factories.make_account(Role.INSTITUTION_CLERK, organisation("另一所学校")))
    assert stranger.get(reverse("activities_person", args=[elder.id])).status_code == 404
    for client in (stranger, other):
        assert client.get(reverse("activities_leave", args=[one.id])).status_code == 404
        assert client.get(reverse("activities_certificate", args=[one.id])).status_code == 404
    assert other.get(reverse("activities_keep", args=[row.id])).status_code == 404
    assert stranger.get(reverse("activities_desk")).status_code == 403


def form_of(today, **told):
    days = {
        "starts_on": today + DAY,
        "ends_on": today + 40 * DAY,
        "enrol_from": today,
        "enrol_to": today + DAY,
    }
    values = {name: day.isoformat() for name, day in days.items()}
    slot = {"weekday-1": "2", "begins-1": "09:00", "ends-1": "10:30"}
    return {
        **values,
        **slot,
        "title": "声乐班",
        "place": "二楼",
        "subject": "music",
        "places_most": "20",
        **told,
    }


def test_the_secretary_tells_a_school_opens_a_course_and_enrols_at_the_counter(school, elder, today):
    assert "先填报学校或基地" in page(school, "activities_desk")
    post(school, "activities_host_new", kind="school", name="一校", address="测试路1号", street="410105001")
    host = Host.objects.get()
    department = signed(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    assert "一校" in page(department, "activities_figures")
    post(department, "activities_confirm", host.id)
    post(school, "activities_host_change", host.id, do="room", name="教室", places="20")
    page(school, "activities_new", host.id)
    for wrong in (
        {"starts_on": "x"},
        {"fee": "1.234"},
        {"places_most": "٣"},
        {"ends-1": "08:00"},
        {"title": " "},
    ):
        answer = post(school, "activities_new", host.id, status=422, **form_of(today, **wrong))
        assert "声乐班" in answer.content.decode() or wrong == {"title": " "}
    post(school, "activities_new", host.id, **form_of(today, room=str(host.rooms.get().id), fee="120.50"))
    row = Offering.objects.get()
    assert (row.fee_fen, row.state) == (12_050, "draft")
    post(school, "activities_change", row.id, do="publish")
    number = elder.identity_number.plain
    post(school, "activities_change", row.id, do="counter", number=number, name="错名")
    assert not Enrolment.objects.exists()
    post(school, "activities_change", row.id, do="counter", number=number, name=elder.name)
    one = Enrolment.objects.get()
    assert "待缴费" in page(school, "activities_keep", row.id)
    post(school, "activities_paid", one.id, receipt="0001")
    lesson = Lesson.objects.order_by("from_at")[1]
    post(school, "activities_lesson", lesson.id, do="move", reason="停电", day="x", begins="9", ends="10:00")
    day = lesson.from_at.date().isoformat()
    post(
        school,
        "activities_lesson",
        lesson.id,
        do="move",
        reason="停电",
        day=day,
        begins="15:00",
        ends="16:00",
    )
    notice = Notice.objects.get()
    assert elder.name in page(school, "activities_desk")
    post(school, "activities_seen", notice.id)
    assert Notice.objects.get().seen_at is not None
    post(school, "activities_change", row.id, do="cancel", reason="人数不够")
    assert Enrolment.objects.get().back_fen == 12_050
    assert "人数不够" in page(Client(), "activities_offering", row.id)


def test_a_route_stands_on_the_map_and_its_health_is_asked(school, account, elder, today):
    host = people.host(factories.scope_of(account), now=clock.now(), kind="base", name="测试基地")
    told = {"name-1": "黄河", "day-1": "1", "longitude-1": "113.5", "latitude-1": "34.9", "health": "motion"}
    post(
        school,
        "activities_host_change",
        host.id,
        do="route",
        name="黄河一日",
        days="1",
        effort="easy",
        insurance="意外险",
        **told,
    )
    route = host.routes.get()
    post(
        school,
        "activities_new",
        host.id,
        **form_of(today, route=str(route.id), ends_on=(today + DAY).isoformat()),
    )
    row = Offering.objects.get()
    post(school, "activities_change", row.id, do="publish")
    assert "能连续乘车两小时" in page(Client(), "activities_route", route.id)
    daughter = signed(family_of(elder))
    post(daughter, "activities_enrol", elder.id, row.id, status=422)
    post(daughter, "activities_enrol", elder.id, row.id, healthy="1")
    assert Enrolment.objects.get().declared_at
    other = factories.make_elder(name="王秀英")
    counter = {"do": "counter", "number": other.identity_number.plain, "name": other.name}
    post(school, "activities_change", row.id, **counter)
    assert not Enrolment.objects.filter(person=other.id).exists(), "the secretary did not ask"
    post(school, "activities_change", row.id, **counter, healthy="1")
    assert Enrolment.objects.get(person=other.id).declared_at


def test_what_was_chosen_first_is_enrolled_for_at_once(account, elder, today):
    row, daughter = course(account, today), signed(family_of(elder))
    way = reverse("activities_mine") + f"?offering={row.id}"
    assert way in daughter.get(reverse("activities_offering", args=[row.id])).content.decode()
    assert daughter.get(way).url == reverse("activities_enrol", args=[elder.id, row.id])
    assert "我报的" in page(daughter, "activities_mine", query="?offering=x")
    nobody = signed(factories.make_account(Role.ELDER))
    assert "您现在还不能在网上报名" in page(nobody, "activities_mine", query=f"?offering={row.id}")


def test_the_roll_is_offered_where_it_can_be_called(school, account, elder, today):
    row = course(account, today)
    lessons = Lesson.objects.filter(offering=row).order_by("from_at")
    coming = lessons.filter(from_at__gt=clock.now() + DAY)[0]
    keeper = signed(account)
    assert (
        reverse("activities_roll", args=[coming.id])
        not in keeper.get(reverse("activities_keep", args=[row.id])).content.decode()
    )
    Lesson.objects.filter(id=coming.id).update(from_at=clock.now() - DAY, to_at=clock.now() - DAY / 2)
    assert (
        reverse("activities_roll", args=[coming.id])
        in keeper.get(reverse("activities_keep", args=[row.id])).content.decode()
    )


def value_of(answer, name):
    found = html.fromstring(answer.content.decode()).xpath(f"//*[@name='{name}']")
    return [one.value if one.tag == "select" else one.get("value", "") for one in found]


def test_a_refused_school_room_or_route_keeps_what_was_typed(school, account, today):
    answer = post(
        school, "activities_host_new", status=422, kind="centre", name="", address="测试路1号", phone="1"
    )
    assert [value_of(answer, name)[-1] for name in ("kind", "address", "phone")] == [
        "centre",
        "测试路1号",
        "1",
    ]
    host = people.host(factories.scope_of(account), now=clock.now(), kind="base", name="测试基地")
    answer = post(school, "activities_host_change", host.id, status=422, do="room", name="阅览室", places="x")
    assert value_of(answer, "name") == ["阅览室", ""]
    told = {"name": "岸边", "days": "", "insurance": "意外险", "name-2": "古镇", "says-2": "午饭"}
    answer = post(school, "activities_host_change", host.id, status=422, do="route", health="motion", **told)
    assert [value_of(answer, name)[-1] for name in ("name", "insurance", "name-2", "says-2")] == [
        "岸边",
        "意外险",
        "古镇",
        "午饭",
    ]
    assert 'value="motion" checked' in answer.content.decode()


def test_a_teacher_calls_the_roll_on_a_phone(account, elder, today):
    teacher = factories.make_account(Role.VOLUNTEER)
    row = course(account, today, teacher_account=teacher.id)
    one = people.enrol(row, elder.id, now=clock.now())
    lesson = Lesson.objects.order_by("from_at")[0]
    moment = clock.now() - timedelta(minutes=5)
    Lesson.objects.filter(id=lesson.id).update(from_at=moment, to_at=moment + timedelta(hours=1))
    client = signed(teacher)
    assert "要点名" in page(client, "activities_rolls")
    assert elder.name in page(client, "activities_roll", lesson.id)
    mark = {f"mark-{one.id}": "present"}
    for _ in range(2):
        post(client, "activities_roll", lesson.id, **mark)
    assert RollMark.objects.get().mark == "present"
    post(client, "activities_roll", lesson.id, status=422, **{f"mark-{one.id}": "rubbish"})
    stranger = signed(factories.make_account(Role.VOLUNTEER))
    assert "这两周没有课" in page(stranger, "activities_rolls")
    assert stranger.get(reverse("activities_roll", args=[lesson.id])).status_code == 404
    daughter = signed(family_of(elder))
    assert daughter.get(reverse("activities_certificate", args=[one.id])).content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("query", "first", "last", "says"),
    [
        ("", -365, 0, "100"),
        ("?from=2030-01-01&to=2020-01-01", "2030-01-01", "2020-01-01", "这段时间没有"),
        ("?from=x&to=0001-01-01", "0001-01-01", "0001-01-01", "这段时间没有"),
        ("?from=%D9%A3&to=2020-13-01", -365, 0, "100"),
    ],
)
def test_figures_take_any_days_and_say_which(query, first, last, says, account, elder, today):
    row = course(account, today, places_most=100)
    people.enrol(row, elder.id, now=clock.now())
    department = signed(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    answer = department.get(reverse("activities_figures") + query)
    assert answer.status_code == 200
    shown = html.fromstring(answer.content.decode())
    days = [one if isinstance(one, str) else (today + one * DAY).isoformat() for one in (first, last)]
    assert [shown.get_element_by_id(one).get("value") for one in ("from", "to")] == days
    assert says in shown.find(".//main").text_content()
