"""Who did not answer once is called again, after the window and after midnight; silence never vanishes."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now as clock
from chongyang.core.scopes import system_scope
from chongyang.emergency.models import Incident
from chongyang.emergency.rules.kinds import KIND_WORDS, levels_of_kinds
from chongyang.hotline import operations as hotline
from chongyang.hotline.models import CareCall, CarePause, CareTry
from chongyang.hotline.operations.care_calls import MISSED
from chongyang.hotline.rules.care_calls import settings
from tests.emergency.races import as_system, together
from tests.factories import make_elder
from tests.hotline.care import MORNING, adopt, morning, say, seat, take

LATE = MORNING.replace(hour=23, minute=40)
AFTER_MIDNIGHT = LATE + timedelta(minutes=61)
NEXT_MORNING = MORNING + timedelta(days=1)
LONG_AFTER = LATE + timedelta(hours=settings()["silent_hours"], minutes=1)


@pytest.fixture
def desk(db):
    adopt()
    make_elder()
    morning()
    return seat()


def watch(now):
    with enter(system_scope("care_silence")):
        return hotline.find_silence(now=now)


def test_the_kind_of_the_incident_has_a_word_and_a_level():
    assert MISSED in KIND_WORDS
    assert MISSED in levels_of_kinds()


def test_the_second_try_after_the_window_is_made_the_same_day(desk):
    end = MORNING.replace(hour=11, minute=25)
    say(desk, take(desk, end), "not_reached", end)
    again = take(desk, end + timedelta(minutes=61))
    assert say(desk, again, "not_reached", end + timedelta(minutes=62)).state == "missed"


def test_the_second_try_after_midnight_is_that_call_and_ends_in_an_incident(desk):
    first = take(desk, LATE)
    say(desk, first, "not_reached", LATE)
    again = take(desk, AFTER_MIDNIGHT)
    assert again.id == first.id
    assert take(desk, AFTER_MIDNIGHT).id == first.id, "a second click gives the same"
    assert say(desk, again, "not_reached", AFTER_MIDNIGHT).state == "missed"
    assert Incident.objects.get().kind == MISSED


def test_who_waits_from_yesterday_is_not_called_twice_today(desk):
    say(desk, take(desk, LATE), "not_reached", LATE)
    assert morning(NEXT_MORNING) == 0
    again = take(desk, AFTER_MIDNIGHT)
    assert say(desk, again, "well", AFTER_MIDNIGHT).state == "done"
    assert take(desk, NEXT_MORNING + timedelta(hours=3)) is None


def test_nobody_called_again_and_it_is_an_incident_all_the_same(desk):
    row = say(desk, take(desk, LATE), "not_reached", LATE)
    assert watch(LATE + timedelta(hours=1)) == 0
    assert watch(LONG_AFTER) == 1
    assert watch(LONG_AFTER + timedelta(minutes=10)) == 0
    row.refresh_from_db()
    incident = Incident.objects.get()
    assert (row.state, row.led_to, incident.source) == ("missed", incident.id, "care_call")
    assert CareTry.objects.count() == 1, "nobody tried a second time, and nothing says so"


def test_somebody_on_the_telephone_is_left_to_it(desk):
    say(desk, take(desk, LATE), "not_reached", LATE)
    just = LONG_AFTER - timedelta(minutes=2)
    assert take(desk, just)
    assert watch(LONG_AFTER) == 0
    assert watch(LONG_AFTER + timedelta(minutes=30)) == 1, "who took it forgot it"


def test_who_is_in_hospital_since_is_no_incident(desk):
    row = say(desk, take(desk, LATE), "not_reached", LATE)
    CarePause.objects.create(
        person=row.person, area=row.area, reason="hospital", since=row.on, until=row.on + timedelta(days=7)
    )
    assert watch(LONG_AFTER) == 0
    row.refresh_from_db()
    assert (row.state, row.skipped) == ("skipped", "paused")
    assert not Incident.objects.exists()


def test_who_was_never_called_is_none(desk):
    assert watch(MORNING + timedelta(days=2)) == 0


def test_the_second_answer_and_the_watch_in_one_moment_are_one_incident(committed):
    as_system(adopt)
    as_system(make_elder)
    as_system(morning)
    desk = as_system(seat)
    say(desk, take(desk, LATE), "not_reached", LATE)
    again = take(desk, LONG_AFTER)
    late = LONG_AFTER + timedelta(minutes=40)
    together(lambda: say(desk, again, "not_reached", late), lambda: watch(late), lambda: watch(late))
    assert as_system(Incident.objects.count) == 1
    assert as_system(CareCall.objects.get).state == "missed"


def test_the_setting_is_ours_and_says_so():
    assert settings()["confirmed"] is False
    assert clock()
