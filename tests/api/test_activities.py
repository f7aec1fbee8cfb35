"""Courses and journeys over the JSON door: as on the pages, for the owner, a colleague and an outsider."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.activities import queries
from chongyang.activities.models import Enrolment, Lesson, Notice, Offering, RollMark
from chongyang.core import clock
from chongyang.core.models import Event
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller
from tests.orders.homes import family_of
from tests.workforce.made import organisation

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WAY = "/activities"


@pytest.fixture
def org(db):
    return organisation("测试老年大学")


@pytest.fixture
def school(org):
    return caller(Role.INSTITUTION_CLERK, organisation=org)


@pytest.fixture
def colleague(org):
    return caller(Role.INSTITUTION_CLERK, organisation=org)


@pytest.fixture
def outsider(db):
    return caller(Role.INSTITUTION_CLERK, organisation=organisation("另一所学校"))


@pytest.fixture
def department(db):
    return caller(Role.COUNTY_REVIEWER, "410105")


@pytest.fixture
def elder(db):
    return factories.make_elder()


def day(number):
    return (timezone.localdate(clock.now()) + number * DAY).isoformat()


def form(**told):
    slots = [{"weekday": n, "begins": "09:00", "ends": "10:00"} for n in range(1, 8)]
    days = {"starts_on": day(1), "ends_on": day(60), "enrol_from": day(-1), "enrol_to": day(20)}
    words = {"title": "书法初级班", "place": "二楼", "subject": "calligraphy", "places_most": 2}
    return {**words, **days, "slots": slots, **told}


def ok(answer, status=200):
    assert answer.status_code == status, answer.json()
    return answer.json()


def host(school, department, **told):
    words = {"kind": "university", "name": "一校", "address": "测试路1号", "area": "410105001"}
    made = ok(school.post(WAY + "/hosts", {**words, **told}), 201)
    ok(department.post(f"{WAY}/hosts/{made['id']}/confirmation"))
    return made["id"]


def course(school, department, **told):
    held = ok(school.post(f"{WAY}/hosts/{host(school, department)}/offerings", form(**told)), 201)
    ok(school.post(f"{WAY}/offerings/{held['id']}/publication"))
    return held


def enrol(app, offering, elder, status=201, **told):
    body = {"offering": offering["id"], "person": str(elder.id), **told}
    return ok(app.post(WAY + "/enrolments", body), status)


def test_a_host_is_told_confirmed_and_keeps_rooms_and_courses(school, colleague, outsider, department):
    words = {"kind": "university", "name": "一校", "address": "测试路1号", "area": "410105001"}
    made = ok(school.post(WAY + "/hosts", words), 201)
    way = f"{WAY}/hosts/{made['id']}"
    assert (made["area"], made["confirmed_at"]) == (410105001000, None)
    assert ok(school.get(WAY + "/hosts")) == []
    assert school.post(WAY + "/hosts", words).status_code == 422, "twice"
    assert school.post(WAY + "/hosts", {**words, "area": "410199001"}).status_code == 404
    assert [one["id"] for one in ok(department.get(WAY + "/hosts/within"))] == [made["id"]]
    assert school.post(way + "/confirmation").status_code == 403
    far = caller(Role.COUNTY_REVIEWER, "410102")
    assert far.post(way + "/confirmation").status_code == 404
    room = {"name": "书画室", "places": 30}
    assert outsider.post(way + "/rooms", room).status_code == 404
    held = ok(colleague.post(way + "/rooms", room), 201)
    drafted = ok(colleague.post(way + "/offerings", form(room=held["id"])), 201)
    assert (drafted["state"], len(drafted["lessons"]) > 50) == ("draft", True)
    assert school.get(f"{WAY}/offerings/{drafted['id']}").status_code == 404, "nobody sees a draft"
    assert school.post(f"{WAY}/offerings/{drafted['id']}/publication").status_code == 409
    ok(department.post(way + "/confirmation"))
    assert ok(school.post(f"{WAY}/offerings/{drafted['id']}/publication"))["state"] == "open"
    assert school.post(way + "/closing").status_code == 409
    (own,) = ok(colleague.get(WAY + "/own/hosts"))
    assert own["rooms"] == [{"id": held["id"], "name": "书画室", "places": 30}]
    assert ok(outsider.get(WAY + "/own/hosts")) == ok(outsider.get(WAY + "/own/offerings")) == []
    assert [one["id"] for one in ok(colleague.get(WAY + "/own/offerings"))] == [drafted["id"]]
    (listed,) = ok(outsider.get(WAY + "/offerings"))["items"]
    assert (listed["id"], listed["host"]) == (drafted["id"], made["id"])


def test_nonsense_is_refused_by_its_field(school, department):
    way = f"{WAY}/hosts/{host(school, department)}/offerings"
    for wrong, field in (
        ({"subject": "x"}, "subject"),
        ({"ends_on": day(-3)}, "starts_on"),
        ({"slots": [{"weekday": 1, "begins": "10:00Z", "ends": "09:00"}]}, "slots"),
        ({"least_age": 80, "most_age": 60}, "least_age"),
        ({"areas": ["9999"]}, "areas"),
    ):
        answer = school.post(way, form(**wrong))
        assert answer.status_code == 422, (wrong, answer.json())
        assert field in str(answer.json()["errors"]), wrong
    assert school.post(way, form(starts_on="9999-12-31")).status_code == 422
    assert not Offering.objects.exists()


def test_the_list_is_filtered_and_paged(school, department):
    first = course(school, department)
    way = f"{WAY}/hosts/{first['host']}/offerings"
    second = ok(school.post(way, form(title="声乐班", subject="music", starts_on=day(3))), 201)
    ok(school.post(f"{WAY}/offerings/{second['id']}/publication"))
    page = ok(school.get(WAY + "/offerings?limit=1"))
    assert [one["id"] for one in page["items"]] == [first["id"]]
    rest = ok(school.get(f"{WAY}/offerings?limit=1&cursor={page['next']}"))
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([second["id"]], None)
    other = school.get(f"{WAY}/offerings?limit=1&subject=music&cursor={page['next']}")
    assert other.json()["type"].endswith("cursor-mismatch")
    (music,) = ok(school.get(WAY + "/offerings?subject=music&weekday=2&area=410105&free=true"))["items"]
    assert music["id"] == second["id"]
    assert ok(school.get(WAY + "/offerings?area=410102"))["items"] == []


def test_a_daughter_enrols_sees_a_moved_lesson_and_leaves(school, outsider, department, elder):
    held = course(school, department, fee_fen=12_000)
    daughter, stranger = caller(Role.FAMILY, account=family_of(elder)), caller(Role.FAMILY)
    made = enrol(daughter, held, elder)
    assert (made["state"], made["channel"], made["fee_fen"]) == ("placed", "family", 12_000)
    assert enrol(daughter, held, elder)["id"] == made["id"]
    assert elder.name not in str(made)
    assert elder.phone.plain not in str(made)
    body = {"offering": held["id"], "person": str(elder.id)}
    assert stranger.post(WAY + "/enrolments", body).status_code == 403
    lesson = held["lessons"][5]
    at = Lesson.objects.get(id=lesson["id"]).from_at
    move = {"from_at": (at + HOUR).isoformat(), "to_at": (at + 2 * HOUR).isoformat(), "reason": "教师出差"}
    assert outsider.post(f"{WAY}/lessons/{lesson['id']}/move", move).status_code == 404
    assert daughter.post(f"{WAY}/lessons/{lesson['id']}/move", move).status_code == 403
    ok(school.post(f"{WAY}/lessons/{lesson['id']}/move", move))
    backwards = {**move, "to_at": move["from_at"]}
    assert school.post(f"{WAY}/lessons/{lesson['id']}/move", backwards).status_code == 422
    own = ok(daughter.get(f"{WAY}/enrolments?person={elder.id}"))
    (notice,) = own["notices"]
    assert ([one["id"] for one in own["enrolments"]], notice["kind"]) == ([made["id"]], "moved")
    assert Event.objects.filter(kind="registry.file.read", person=elder.id, purpose="own_file").exists()
    assert stranger.get(f"{WAY}/enrolments?person={elder.id}").status_code == 403
    assert school.get(f"{WAY}/enrolments?person={elder.id}").status_code == 403
    assert [one["id"] for one in ok(school.get(WAY + "/own/notices"))] == [notice["id"]]
    assert ok(outsider.get(WAY + "/own/notices")) == []
    seen = f"{WAY}/notices/{notice['id']}/seen"
    assert stranger.post(seen).status_code == 404
    assert ok(daughter.post(seen))["id"] == notice["id"]
    assert Notice.objects.get().seen_at is not None
    leave = f"{WAY}/enrolments/{made['id']}/withdrawal"
    assert stranger.post(leave, {"why": "own"}).status_code == 404
    assert daughter.post(leave, {"why": "died"}).status_code == 422
    assert ok(daughter.post(leave, {"why": "own"}))["state"] == "withdrawn"
    assert daughter.post(leave, {"why": "own"}).status_code == 409


def test_a_seat_enrols_a_caller_and_who_is_late_waits(school, outsider, department, elder):
    held, seat = course(school, department, places_most=1), caller(Role.OPERATOR)
    assert enrol(seat, held, elder)["channel"] == "call"
    late = enrol(seat, held, factories.make_elder())
    assert (late["state"], late["line"]) == ("waiting", 1)
    assert len(ok(seat.get(f"{WAY}/enrolments?person={elder.id}"))["enrolments"]) == 1
    way = f"{WAY}/offerings/{held['id']}"
    assert [one["state"] for one in ok(school.get(way + "/enrolled"))] == ["confirmed", "waiting"]
    assert outsider.get(way + "/enrolled").status_code == 404
    assert outsider.post(way + "/cancellation", {"reason": "x"}).status_code == 404
    assert ok(school.post(way + "/cancellation", {"reason": "人数不够"}))["state"] == "cancelled"
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_the_counter_and_its_receipt(school, outsider, department, elder):
    held = course(school, department, fee_fen=12_000)
    way = f"{WAY}/offerings/{held['id']}/counter"
    body = {"number": elder.identity_number.plain, "name": elder.name}
    assert outsider.post(way, body).status_code == 404
    assert school.post(way, {**body, "name": "错名"}).status_code == 422
    made = ok(school.post(way, body), 201)
    receipt = f"{WAY}/enrolments/{made['id']}/receipt"
    assert outsider.post(receipt, {"receipt": "1"}).status_code == 404
    assert ok(school.post(receipt, {"receipt": "0001"}))["state"] == "confirmed"
    assert school.post(receipt, {"receipt": "0002"}).status_code == 409


def test_a_teacher_calls_the_roll_and_the_certificate_follows(school, outsider, department, elder):
    teacher = caller(Role.VOLUNTEER)
    held = course(school, department, teacher_account=str(teacher.account.id))
    daughter = caller(Role.FAMILY, account=family_of(elder))
    one = enrol(daughter, held, elder)
    paper = f"{WAY}/enrolments/{one['id']}/certificate"
    assert daughter.get(paper).status_code == 404, "she never came"
    moment = clock.now() - timedelta(minutes=5)
    lesson = held["lessons"][0]["id"]
    Lesson.objects.filter(id=lesson).update(from_at=moment, to_at=moment + HOUR)
    assert lesson in [row["id"] for row in ok(teacher.get(WAY + "/rolls"))]
    way = f"{WAY}/lessons/{lesson}/roll"
    (person,) = ok(teacher.get(way))["people"]
    assert (person["enrolment"], person["mark"], elder.name in str(person)) == (one["id"], "", False)
    marks = {"marks": [{"enrolment": one["id"], "mark": "present"}]}
    other = caller(Role.VOLUNTEER)
    assert ok(other.get(WAY + "/rolls")) == []
    for stranger in (other, outsider):
        assert stranger.get(way).status_code == stranger.post(way, marks).status_code == 404
    assert daughter.post(way, marks).status_code == 403
    for _ in range(2):
        assert ok(teacher.post(way, marks))["people"][0]["mark"] == "present"
    assert RollMark.objects.count() == 1
    wrong = {"marks": [{"enrolment": lesson, "mark": "present"}]}
    assert teacher.post(way, wrong).status_code == 409
    told = ok(daughter.get(paper))
    assert base64.b64decode(told["content"]).startswith(b"%PDF")
    assert caller(Role.FAMILY).get(paper).status_code == 404
    later = held["lessons"][9]["id"]
    assert outsider.post(f"{WAY}/lessons/{later}/cancellation", {"reason": "x"}).status_code == 404
    cancelled = ok(school.post(f"{WAY}/lessons/{later}/cancellation", {"reason": "停电"}))
    assert cancelled["state"] == "cancelled"


def test_a_journey_asks_for_health(school, department, elder):
    base = host(school, department, kind="base", name="测试基地")
    stops = [{"day": 1, "name": "黄河", "longitude": 113.5, "latitude": 34.9}]
    words = {"name": "黄河一日", "days": 1, "stops": stops, "effort": "easy", "insurance": "意外险"}
    way = f"{WAY}/hosts/{base}/routes"
    assert school.post(way, {**words, "effort": "x"}).status_code == 422
    route = ok(school.post(way, {**words, "health": ["motion"]}), 201)
    assert ok(school.get(WAY + "/routes")) == [route] == [ok(school.get(f"{WAY}/routes/{route['id']}"))]
    told = form(route=route["id"], subject="", ends_on=day(1), enrol_to=day(1))
    trip = ok(school.post(f"{WAY}/hosts/{base}/offerings", told), 201)
    ok(school.post(f"{WAY}/offerings/{trip['id']}/publication"))
    assert ok(school.get(f"{WAY}/offerings/{trip['id']}"))["health"] == ["motion"]
    daughter = caller(Role.FAMILY, account=family_of(elder))
    enrol(daughter, trip, elder, status=422)
    assert enrol(daughter, trip, elder, declares=["motion"])["state"] == "confirmed"


def test_figures_are_for_who_reads_figures(school, department, elder):
    held = course(school, department, starts_on=day(0))
    enrol(caller(Role.OPERATOR), held, elder)
    (told,) = ok(department.get(WAY + "/figures"))
    assert (told["area"], told["hosts"]["university"], told["offerings"], told["enrolled"]) == (
        *(410105000000, 1, 1, 1),
    )
    assert ok(department.get(WAY + "/figures?first=1990-01-01&last=1990-02-01")) == []
    assert ok(caller(Role.COUNTY_REVIEWER, "410102").get(WAY + "/figures")) == []
    assert school.get(WAY + "/figures").status_code == 403
    assert department.get(WAY + "/figures?last=0001-01-01").status_code == 422


def test_a_token_without_the_name_opens_nothing(school, department):
    held = course(school, department)
    reader = caller(Role.INSTITUTION_CLERK, account=school.account, names=["activities:read"])
    assert reader.get(f"{WAY}/offerings/{held['id']}").status_code == 200
    answer = reader.post(f"{WAY}/offerings/{held['id']}/cancellation", {"reason": "x"})
    assert (answer.status_code, answer.json()["needs"]) == (403, "activities:write")
    assert queries.access_public(Offering.objects.get().id).state == "open"
