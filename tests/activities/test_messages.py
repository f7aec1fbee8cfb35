"""Messages of courses: a moved or cancelled lesson, a place, an end; what was seen is not sent."""

from datetime import timedelta

import pytest

from chongyang.activities import operations
from chongyang.activities.models import Notice
from chongyang.alerting.models import Delivery
from chongyang.alerting.rules.matters import all_matters
from chongyang.core import outbox
from chongyang.core.models import Event
from chongyang.registry.models import Elder
from chongyang.territory.models import Account
from tests import factories
from tests.activities import people
from tests.activities.people import NOW, course, daughter, enrol, lessons
from tests.alerting.ways import Vendor, make_channel, send_all, step

HOUR = timedelta(hours=1)


@pytest.fixture
def school(db):
    return people.secretary()


def hear(at):
    """Twice: an event may arrive twice."""
    for _ in range(2):
        outbox.deliver_due(now=at, only=["handler:alerting."])
    step(at)


def told(chain):
    rows = Delivery.objects.filter(run__version__chain__code=f"activity.{chain}", failure="")
    return {(row.target_kind, row.target) for row in rows.order_by("id")}


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": NOW}


def test_who_is_in_and_who_acts_for_her_hear_of_a_moved_lesson_once(school):
    row, elder = course(school), factories.make_elder()
    enrol(row, elder.id)
    account = Account.objects.get(id=daughter(elder.id).actor.account)
    make_channel(account)
    lesson = lessons(row)[0]
    span = {"from_at": lesson.from_at + HOUR, "to_at": lesson.from_at + 2 * HOUR}
    operations.move_lesson(lesson=lesson.id, reason="教师出差", **span, **said(school))
    hear(NOW)
    assert told("moved") == {("elder", elder.id), ("account", account.id)}
    vendor = Vendor()
    send_all(vendor, NOW)
    assert {one.text for one in vendor.taken} == {all_matters()["activity.moved"].text}
    assert elder.phone.plain in {one.address for one in vendor.taken}
    assert "教师" not in str(Event.objects.get(kind="activities.notice.moved_told").payload)


def test_a_cancelled_lesson_and_a_course_that_stops_are_told(school):
    row, elder = course(school), factories.make_elder()
    enrol(row, elder.id)
    operations.cancel_lesson(lesson=lessons(row)[0].id, reason="停电", **said(school))
    hear(NOW)
    assert told("cancelled") == {("elder", elder.id)}
    assert told("stopped") == set()
    operations.cancel(offering=row.id, reason="人数不够", **said(school))
    hear(NOW)
    assert told("stopped") == {("elder", elder.id)}


def test_who_waited_hears_of_her_place_and_nobody_else(school):
    row = course(school, places_most=1)
    first, second = (enrol(row, factories.make_elder().id, now=NOW + timedelta(minutes=n)) for n in range(2))
    people.withdraw(first)
    hear(NOW)
    assert told("placed") == {("elder", second.person)}


def test_what_was_seen_is_sent_no_more_and_nobody_writes_to_who_died(school):
    row = course(school)
    one, two = (enrol(row, factories.make_elder().id) for _ in range(2))
    Elder.objects.filter(id=two.person).update(life_status="dead", status_on=NOW.date())
    operations.cancel_lesson(lesson=lessons(row)[0].id, reason="停电", **said(school))
    notice = Notice.objects.get(enrolment=one)
    for _ in range(2):
        operations.see(notice=notice.id, **said(school))
    assert Event.objects.filter(kind="activities.notice.seen", subject=notice.id).count() == 1
    hear(NOW)
    assert told("cancelled") == set()
