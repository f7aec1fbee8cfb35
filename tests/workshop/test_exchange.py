"""The simulated exchange: elders ring, staff take what is left, who waits too long is to be called back."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.hotline.models import Call, CallBack
from chongyang.workshop.exchange import Exchange
from tests import factories


@pytest.fixture
def exchange(db):
    factories.make_elder()
    made = Exchange(seed=3)
    made.seats = [factories.scope_of(factories.make_operator())]
    return made


def test_a_seat_takes_it_and_the_talk_ends(exchange):
    start = now()
    one = exchange.ring(start)
    assert exchange.work_once(start + timedelta(seconds=5)) == 0
    assert exchange.work_once(start + timedelta(seconds=16)) == 1
    assert Call.objects.get().purpose
    exchange.work_once(one.ends_at)
    assert Call.objects.get().state == "ended"
    assert exchange.open == []


def test_without_staff_the_caller_gives_up(exchange):
    exchange.seats = []
    one = exchange.ring(now())
    exchange.work_once(one.gives_up_at)
    assert CallBack.objects.get().closed_at is None
    assert exchange.open == []
