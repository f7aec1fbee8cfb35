"""Hosts, rooms, terms with their holidays, moved lessons, roll calls, journeys, figures, rules."""

from datetime import UTC, date, time, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from chongyang.activities import operations, queries
from chongyang.activities.models import Lesson, Notice, RollMark
from chongyang.activities.operations import errors, moving
from chongyang.activities.papers import set_certificate
from chongyang.activities.rules import conditions, lists
from chongyang.activities.rules.timetable import Slot, read_slots, spans_of
from chongyang.core.measuring import Days, get_measure
from chongyang.core.workdays import china
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.activities import people
from tests.activities.people import (
    CITY,
    DAY,
    FIRST,
    LAST,
    NOW,
    TODAY,
    course,
    draft,
    enrol,
    host,
    lessons,
    reason_of,
    room,
)
from tests.timebank.people import volunteer

HOUR = timedelta(hours=1)


@pytest.fixture
def school(db):
    return people.secretary()


def test_lessons_leave_out_the_days_off_and_no_other(school):
    friday = Slot(5, time(14), time(15))
    row = draft(
        host(school),
        school,
        starts_on=date(2026, 9, 18),
        ends_on=date(2026, 10, 11),
        slots=(friday, Slot(7, time(9), time(10))),
    )
    days = [one.from_at.astimezone(CITY).date() for one in lessons(row)]
    assert date(2026, 9, 25) not in days, "Mid-Autumn"
    assert not [one for one in days if date(2026, 10, 1) <= one <= date(2026, 10, 7)]
    assert date(2026, 9, 20) in days, "a Sunday that offices work is a Sunday"
    assert date(2026, 10, 11) in days
    assert [one.number for one in lessons(row)] == list(range(1, len(days) + 1))


@given(some.dates(date(2018, 1, 1), date(2020, 12, 1)), some.integers(0, 200), some.sets(some.integers(1, 7)))
def test_every_lesson_is_on_its_weekday_within_the_term(first, length, weekdays):
    last = first + timedelta(days=length)
    slots = [Slot(one, time(9), time(10)) for one in weekdays]
    spans = spans_of(first, last, slots, CITY)
    days = [begins.date() for begins, _ in spans]
    assert days == sorted(set(days))
    expected = [first + timedelta(days=n) for n in range(length + 1)]
    assert days == [one for one in expected if one.isoweekday() in weekdays and one not in china().off]


@given(some.integers(0, 10**7), some.integers(0, 100), some.integers(0, 100), some.integers(-40, 40))
def test_what_goes_back_is_never_more_than_was_paid(fee, late, started, days):
    rule = {"free_days": 3, "late_percent": late, "started_percent": started}
    back = conditions.back_of(fee, rule, FIRST, FIRST - timedelta(days=days), is_hosts=False)
    assert 0 <= back <= fee
    assert conditions.back_of(fee, rule, FIRST, FIRST, is_hosts=True) == fee


@pytest.mark.parametrize("told", [{"weekday": 8}, {"begins": "11:00"}, {"begins": "x"}, {"weekday": "x"}])
def test_a_slot_is_a_time_of_a_week(told):
    with pytest.raises(ValueError):
        read_slots([{"weekday": 1, "begins": "09:00", "ends": "10:00", **told}])


def test_lists_have_words_in_both_languages():
    for name in ("subjects", "efforts", "health"):
        assert all(one.label and one.english for one in lists.entries(name).values())


def test_a_host_is_public_when_a_department_confirmed_it(school):
    row = people.told_host(school)
    made = draft(row, school)
    assert (
        reason_of(lambda: operations.publish(offering=made.id, scope=school, by=school.actor, now=NOW))
        == errors.NOT_CONFIRMED
    )
    far, near = people.department("410102"), people.department()
    with pytest.raises(queries.NotFound):
        operations.confirm_host(host=row.id, scope=far, by=far.actor, now=NOW)
    with pytest.raises(NotAllowed):
        operations.confirm_host(host=row.id, scope=school, by=school.actor, now=NOW)
    assert [one.id for one in queries.list_hosts_of_area(near)] == [row.id]
    assert queries.list_hosts() == []
    operations.confirm_host(host=row.id, scope=near, by=near.actor, now=NOW)
    assert (
        reason_of(lambda: operations.confirm_host(host=row.id, scope=near, by=near.actor, now=NOW))
        == errors.NOT_NOW
    )
    operations.publish(offering=made.id, scope=school, by=school.actor, now=NOW)
    assert [one.id for one in queries.list_offered(queries.Wanted(), TODAY)] == [made.id]
    assert queries.access_public(made.id).left == 2
    assert reason_of(lambda: people.told_host(school)) == errors.TWICE
    assert (
        reason_of(lambda: operations.close_host(host=row.id, scope=school, by=school.actor, now=NOW))
        == errors.NOT_NOW
    )


def test_the_public_list_is_filtered_and_paged(school):
    row = host(school)
    one = course(school, row)
    two = course(
        school,
        row,
        title="声乐班",
        subject="music",
        starts_on=FIRST + 7 * DAY,
        slots=(Slot(3, time(9), time(10)),),
    )
    draft(row, school, title="未公布")

    def found(**told):
        return [held.id for held in queries.list_offered(queries.Wanted(**told), TODAY)]

    assert found() == [one.id, two.id]
    assert found(subject="music") == [two.id]
    assert found(weekday=2) == [one.id]
    assert found(kind="journey") == []
    assert found(within=(410102000000, 410102999999)) == []
    for _ in range(2):
        enrol(one, factories.make_elder().id)
    assert found(has_places=True) == [two.id]
    after = (one.starts_on, one.id)
    assert [held.id for held in queries.list_offered(queries.Wanted(), TODAY, after=after)] == [two.id]
    assert queries.list_offered(queries.Wanted(), FIRST + DAY) == []


def test_a_room_holds_one_lesson_at_a_time(school):
    row = host(school)
    held = room(row, school)
    one = course(school, row, room=held.id)
    assert reason_of(lambda: draft(row, school, title="国画班", room=held.id)) == errors.ROOM_TAKEN
    beside = draft(row, school, title="国画班", room=held.id, slots=(Slot(2, time(10, 30), time(12)),))
    first = lessons(beside)[0]
    told = {"lesson": first.id, "reason": "教师出差", "scope": school, "by": school.actor, "now": NOW}
    clash = first.from_at - HOUR
    assert (
        reason_of(lambda: operations.move_lesson(from_at=clash, to_at=clash + HOUR, **told))
        == errors.ROOM_TAKEN
    )
    operations.cancel_lesson(lesson=lessons(one)[0].id, reason="停电", scope=school, by=school.actor, now=NOW)
    operations.move_lesson(from_at=clash, to_at=clash + HOUR, **told)
    assert (
        reason_of(lambda: draft(row, school, title="大班", room=held.id, places_most=31)) == errors.ROOM_SMALL
    )


def test_who_is_in_is_told_of_a_moved_and_a_cancelled_lesson(school):
    row = course(school)
    one = enrol(row, factories.make_elder().id)
    first, second = lessons(row)[:2]
    told = {"scope": school, "by": school.actor, "now": NOW}
    was = first.from_at
    operations.move_lesson(lesson=first.id, from_at=was + HOUR, to_at=was + 2 * HOUR, reason="调课", **told)
    operations.cancel_lesson(lesson=second.id, reason="停电", **told)
    notices = list(Notice.objects.order_by("id"))
    assert [(held.enrolment_id, held.kind) for held in notices] == [(one.id, "moved"), (one.id, "cancelled")]
    assert (notices[0].was_at, notices[0].is_at) == (was, was + HOUR)
    assert [held.id for held in queries.list_unseen(school)] == [held.id for held in notices]
    mine = people.daughter(one.person)
    operations.see(notice=notices[0].id, scope=mine, by=mine.actor, now=NOW)
    assert [held.id for held in queries.list_unseen(school)] == [notices[1].id]
    other = people.daughter(factories.make_elder().id)
    with pytest.raises(queries.NotFound):
        operations.see(notice=notices[1].id, scope=other, by=other.actor, now=NOW)
    for wrong in ({"from_at": was, "to_at": was - HOUR}, {"from_at": NOW - DAY, "to_at": NOW}):
        assert (
            reason_of(
                lambda wrong=wrong: operations.move_lesson(lesson=first.id, reason="x", **wrong, **told)
            )
            == errors.TIMES
        )
    over = {**told, "now": was + 30 * DAY}
    assert reason_of(lambda: operations.cancel_lesson(lesson=first.id, reason="x", **over)) == errors.PAST
    other = people.secretary()
    with pytest.raises(queries.NotFound):
        operations.cancel_lesson(lesson=first.id, reason="x", scope=other, by=other.actor, now=NOW)


def test_a_lesson_that_falls_out_while_it_is_moved_stays_out(school, monkeypatch):
    row = course(school)
    enrol(row, factories.make_elder().id)
    first, real = lessons(row)[0], moving.hold

    def hold(offering):
        Lesson.objects.filter(id=first.id).update(state="cancelled")
        return real(offering)

    monkeypatch.setattr(moving, "hold", hold)
    told = {"lesson": first.id, "reason": "x", "scope": school, "by": school.actor, "now": NOW}
    after = first.from_at + HOUR
    assert reason_of(lambda: operations.move_lesson(from_at=after, to_at=after + HOUR, **told)) == errors.PAST
    assert reason_of(lambda: operations.cancel_lesson(**told)) == errors.PAST
    assert not Notice.objects.exists()


def test_a_lesson_made_up_after_the_last_day_keeps_the_course_open_until_then(school):
    row = course(school)
    last = lessons(row)[-1]
    told = {"lesson": last.id, "reason": "停电", "scope": school, "by": school.actor, "now": NOW}
    after = last.from_at + 7 * DAY
    operations.move_lesson(from_at=after, to_at=after + HOUR, **told)
    row.refresh_from_db()
    assert row.ends_on == after.astimezone(CITY).date() > LAST
    far = last.from_at + 500 * DAY
    assert reason_of(lambda: operations.move_lesson(from_at=far, to_at=far + HOUR, **told)) == errors.TIMES


def roll(lesson, marks, scope, now=None):
    return operations.call_roll(
        lesson=lesson.id, marks=marks, scope=scope, by=scope.actor, now=now or lesson.from_at
    )


def test_a_teacher_calls_the_roll_of_her_courses_and_twice_counts_once(school):
    teacher = volunteer()
    held = host(school)
    row = course(school, held, teacher="赵老师", teacher_account=teacher.actor.account)
    one, two = (enrol(row, factories.make_elder().id) for _ in range(2))
    lesson = lessons(row)[0]
    assert reason_of(lambda: roll(lesson, {}, teacher, NOW)) == errors.TOO_EARLY
    for _ in range(2):
        roll(lesson, {one.id: "present", two.id: "absent"}, teacher)
    roll(lesson, {two.id: "excused"}, teacher)
    assert dict(RollMark.objects.values_list("enrolment", "mark")) == {one.id: "present", two.id: "excused"}
    assert queries.attendance_of([one, two]) == {one.id: (1, 1), two.id: (0, 1)}
    assert [mark for _, mark in queries.marks_of(teacher, lesson)] == ["present", "excused"]
    assert [held.id for held in queries.list_roll_lessons(teacher, lesson.from_at)] == [lesson.id]
    stranger = enrol(course(school, held, title="别的班", slots=(Slot(4, time(9), time(10)),)), one.person)
    assert reason_of(lambda: roll(lesson, {stranger.id: "present"}, teacher)) == errors.STRANGER
    assert reason_of(lambda: roll(lesson, {one.id: "perhaps"}, teacher)) == errors.STRANGER
    assert reason_of(lambda: roll(lesson, {}, teacher, lesson.to_at + 15 * DAY)) == errors.TOO_LATE
    other = factories.scope_of(factories.make_account(Role.VOLUNTEER))
    assert queries.list_roll_lessons(other, lesson.from_at) == []
    with pytest.raises(queries.NotFound):
        roll(lesson, {}, other)
    operator = factories.scope_of(factories.make_operator())
    with pytest.raises(NotAllowed):
        roll(lesson, {}, operator)


def test_a_certificate_is_a_pdf(school):
    row = course(school, teacher="赵老师")
    one = enrol(row, factories.make_elder().id)
    one.refresh_from_db()
    assert set_certificate(one, came=3, marked=4, at=NOW.astimezone(UTC)).startswith(b"%PDF")


STOPS = (
    {"day": 1, "name": "黄河风景区", "longitude": 113.5, "latitude": 34.95},
    {"day": 2, "name": "少林寺"},
)


def route(row, scope, **told):
    values = {
        "name": "黄河嵩山两日",
        "days": 2,
        "stops": STOPS,
        "effort": "easy",
        "insurance": "旅游意外险（演示）",
    }
    form = operations.RouteForm(**{**values, "health": ("walks_alone", "motion"), **told})
    return operations.add_route(host=row.id, form=form, scope=scope, by=scope.actor, now=NOW)


def test_a_journey_asks_for_health_and_says_nothing_of_it(school):
    base = host(school, kind="base", name="测试旅游基地")
    held = route(base, school)
    trip = {"title": "六月出发", "route": held.id, "ends_on": FIRST + DAY, "carers_along": 2}
    assert reason_of(lambda: draft(base, school, **{**trip, "ends_on": FIRST})) == errors.STOPS
    row = course(school, base, **trip)
    assert [one.from_at.astimezone(CITY).date() for one in lessons(row)] == [FIRST, FIRST + DAY]
    elder = factories.make_elder()
    assert reason_of(lambda: enrol(row, elder.id, declares=("motion",))) == errors.HEALTH
    one = enrol(row, elder.id, declares=("motion", "walks_alone"))
    assert (one.state, one.declared_at) == ("confirmed", NOW)
    assert [item.id for item in queries.list_routes()] == [held.id]
    assert queries.access_route(held.id).stops[0]["longitude"] == 113.5


@pytest.mark.parametrize(
    "told",
    [
        {"stops": ()},
        {"stops": ({"day": 3, "name": "x"},)},
        {"stops": ({"day": "x", "name": "x"},)},
        {"stops": ({"day": 1, "name": "x", "longitude": "٣x"},)},
        {"days": 0},
        {"insurance": " "},
    ],
)
def test_a_route_has_days_stops_and_insurance(school, told):
    assert reason_of(lambda: route(host(school), school, **told)) == errors.STOPS


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"title": " "}, errors.TITLE),
        ({"subject": "x"}, errors.KIND),
        ({"ends_on": FIRST - DAY}, errors.DAYS),
        ({"enrol_from": date(1, 1, 1)}, errors.DAYS),
        ({"starts_on": date(9999, 12, 30), "ends_on": date(9999, 12, 31)}, errors.DAYS),
        ({"enrol_to": TODAY - 9 * DAY}, errors.DAYS),
        ({"places_most": 0}, errors.PLACES),
        ({"places_least": 3}, errors.PLACES),
        ({"fee_fen": -1}, errors.FEE),
        ({"least_age": 80, "most_age": 60}, errors.AGES),
        ({"areas": ("x",)}, errors.AREAS),
        ({"slots": ()}, errors.TIMES),
        ({"cancellation": {"late_percent": 101}}, errors.FEE),
        ({"cancellation": {"unknown": 1}}, errors.FEE),
        ({"ends_on": FIRST, "slots": (Slot(5, time(9), time(10)),)}, errors.NO_LESSONS),
    ],
)
def test_a_form_that_says_nonsense_is_refused(school, told, reason):
    assert reason_of(lambda: draft(host(school), school, **told)) == reason


def test_a_teacher_must_be_one_who_may_call_rolls(school):
    account = factories.make_account(Role.FAMILY)
    assert reason_of(lambda: draft(host(school), school, teacher_account=account.id)) == errors.TEACHER


def test_figures_by_county_hold_no_person(school):
    row = course(school)
    one = enrol(row, factories.make_elder().id)
    lesson = lessons(row)[0]
    roll(lesson, {one.id: "present"}, school)
    (told,) = queries.tally_of(people.department(), TODAY, TODAY + 30 * DAY, now=NOW)
    assert (told.hosts["university"], told.offerings, told.places, told.enrolled, told.share) == (
        1,
        1,
        2,
        1,
        100.0,
    )
    assert queries.tally_of(people.department("410102"), TODAY, TODAY + 30 * DAY, now=NOW) == []
    with pytest.raises(NotAllowed):
        queries.tally_of(school, TODAY, TODAY, now=NOW)


def counted(key):
    measure = get_measure(key)
    with connection.cursor() as cursor:
        cursor.execute(measure.counting, Days(date(2019, 6, 1), date(2019, 7, 1)).words)
        return sum(value for _, value in cursor.fetchall())


def test_measures_count_confirmed_hosts_and_each_street_once(school):
    host(school)
    people.told_host(school, name="没有确认的")
    for name in ("一校", "二校"):
        host(school, kind="school", name=name)
    assert (counted("activities.universities"), counted("activities.school_streets")) == (1, 1)
    assert counted("activities.centres") == 0
