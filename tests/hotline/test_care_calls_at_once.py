"""Two workers, two clicks, two mornings at the same moment: real threads and commits."""

import pytest

from chongyang.emergency.models import Incident
from chongyang.hotline.models import CareCall, CareTry
from tests.emergency.races import as_system, together
from tests.factories import make_elder
from tests.hotline.care import LATER, adopt, morning, say, seat, take

pytestmark = pytest.mark.usefixtures("committed")


def test_two_clicks_on_no_answer_open_one_incident():
    as_system(adopt)
    as_system(make_elder)
    desk = as_system(seat)
    as_system(morning)
    say(desk, take(desk), "not_reached")
    again = take(desk, LATER)
    together(*[lambda: say(desk, again, "not_reached", LATER)] * 3)
    assert as_system(Incident.objects.count) == 1
    assert as_system(CareTry.objects.count) == 2
    assert as_system(CareCall.objects.get).state == "missed"


def test_two_seats_never_call_the_same_person():
    as_system(adopt)
    for _ in range(4):
        as_system(make_elder)
    desks = [as_system(seat) for _ in range(3)]
    as_system(morning)
    taken = together(*[lambda desk=desk: take(desk) for desk in desks for _ in range(2)])
    held = {call.id for call in taken if isinstance(call, CareCall)}
    assert len(held) == 3, "each seat holds one, however often it clicked"


def test_two_workers_make_one_morning():
    as_system(adopt)
    as_system(make_elder)
    made = together(morning, morning)
    assert sorted(made) == [0, 1]
