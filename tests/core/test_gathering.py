"""Calls that arrive together are done together, each with her own answer."""

import threading
from functools import partial

import pytest
from django.db import InterfaceError, OperationalError, transaction

from chongyang.core import gathering
from chongyang.core.gathering import Gatherer
from tests.emergency.races import PATIENCE, together

pytestmark = pytest.mark.usefixtures("committed")


class Bench:
    """Work that waits at its first set until the test lets it go, and notes the sets."""

    def __init__(self, spoil=None, wait=True):
        self.sets, self.spoil = [], spoil or {}
        self.begun, self.go = threading.Event(), threading.Event()
        if not wait:
            self.go.set()

    def __call__(self, asked):
        self.sets.append(list(asked))
        self.begun.set()
        assert self.go.wait(PATIENCE)
        for one in asked:
            if one in self.spoil:
                raise self.spoil[one]
        return [ValueError(one) if one % 2 else one * 10 for one in asked]


def until_waiting(gatherer, number):
    """Wait until so many are waiting, for as long as a test has patience."""
    for _ in range(int(PATIENCE * 1000)):
        if len(gatherer._waiting) >= number:
            return
        threading.Event().wait(0.001)
    raise AssertionError("nobody came")


def gathered(work, *asked, most=gathering.MOST):
    """One call that works while the others come, and then the others; their answers."""
    gatherer = Gatherer(work, most)

    def come(one):
        assert work.begun.wait(PATIENCE)
        return gatherer.do(one)

    def let_go():
        until_waiting(gatherer, len(asked))
        work.go.set()

    first, *others = together(partial(gatherer.do, 0), *(partial(come, one) for one in asked), let_go)
    assert first == 0
    assert not gatherer._waiting
    assert not gatherer._is_busy
    return others[:-1]


def test_who_comes_meanwhile_is_one_set_and_each_gets_her_own_answer():
    work = Bench()
    told = gathered(work, 2, 3, 4)
    assert (told[0], told[2]) == (20, 40)
    assert isinstance(told[1], ValueError)
    assert [sorted(one) for one in work.sets] == [[0], [2, 3, 4]]


def test_what_nobody_foresaw_in_one_spoils_no_other():
    work = Bench({4: KeyError("foreseen by nobody")})
    told = gathered(work, 2, 4, 6)
    assert (told[0], told[2]) == (20, 60)
    assert isinstance(told[1], KeyError)
    assert sorted(map(len, work.sets)) == [1, 1, 1, 1, 3]


def test_a_database_that_does_not_answer_is_not_asked_again_for_each():
    work = Bench({4: OperationalError("away")})
    told = gathered(work, 2, 4, 6)
    assert [type(one) for one in told] == [OperationalError] * 3
    assert len(work.sets) == 2


def test_alone_and_after_an_error_the_next_one_works():
    gatherer = Gatherer(Bench({2: KeyError("bad")}, wait=False))
    with pytest.raises(KeyError):
        gatherer.do(2)
    assert gatherer.do(4) == 40


def test_inside_a_transaction_a_call_is_alone():
    work = Bench(wait=False)
    with transaction.atomic():
        assert Gatherer(work).do(8) == 80
    assert work.sets == [[8]]


def test_more_than_a_set_may_hold_are_done_in_several():
    work = Bench()
    assert gathered(work, 2, 4, 6, 8, 10, most=2) == [20, 40, 60, 80, 100]
    assert [len(one) for one in work.sets] == [1, 2, 2, 1]
    assert sorted(one for each in work.sets for one in each) == [0, 2, 4, 6, 8, 10]


class Ended(BaseException):
    """What a thread that is being ended finds raised in it."""


class Ending(Bench):
    """Work whose thread ends in a set that holds 4."""

    def __call__(self, asked):
        if 4 in asked:
            raise Ended
        return super().__call__(asked)


class Ends:
    """A call whose thread is to end in it: not an error that anybody answers."""

    def __init__(self, call):
        self.call = call

    def __call__(self):
        try:
            return self.call()
        except Ended:
            return Ended


def test_a_leader_that_dies_leaves_nobody_waiting_and_says_so_to_each():
    """Her transaction is rolled back with her: the others hear that they may ask again; the next works."""
    work = Ending()
    gatherer = Gatherer(work)

    def come(one):
        assert work.begun.wait(PATIENCE)
        return gatherer.do(one)

    def let_go():
        until_waiting(gatherer, 3)
        work.go.set()

    told = together(partial(gatherer.do, 0), *(Ends(partial(come, one)) for one in (2, 4, 6)), let_go)
    cut = [one for one in told if isinstance(one, InterfaceError)]
    assert (told[0], told.count(Ended), len(cut)) == (0, 1, 2)
    assert cut[0] is not cut[1]
    assert gatherer.do(8) == 80


class Torn(threading.Event):
    """A wait that is torn at once."""

    def wait(self, timeout=None):
        raise Ended


class TornLate(threading.Event):
    """A wait that is torn as it ends: the lead of the next set had just been given to who waited."""

    def wait(self, timeout=None):
        super().wait(timeout)
        raise Ended


@pytest.fixture
def torn_is_2(monkeypatch):
    """Whoever asks for 2 waits in this way."""

    def set_up(event):
        class Place(gathering._Place):
            def __init__(self, asked):
                super().__init__(asked)
                self.woken = event() if asked == 2 else self.woken

        monkeypatch.setattr(gathering, "_Place", Place)

    return set_up


def test_one_who_is_torn_from_her_wait_is_not_done_and_keeps_nobody_waiting(torn_is_2):
    torn_is_2(Torn)
    work, left = Bench(), threading.Event()
    gatherer = Gatherer(work)

    def come(one):
        assert work.begun.wait(PATIENCE)
        try:
            return gatherer.do(one)
        finally:
            left.set()

    def after(one):
        assert left.wait(PATIENCE)
        return gatherer.do(one)

    def let_go():
        assert left.wait(PATIENCE)
        until_waiting(gatherer, 1)
        work.go.set()

    told = together(partial(gatherer.do, 0), Ends(partial(come, 2)), partial(after, 4), let_go)
    assert told[:3] == [0, Ended, 40]
    assert work.sets == [[0], [4]]
    assert gatherer.do(6) == 60


def test_one_who_is_torn_as_she_is_given_the_lead_hands_it_on(torn_is_2):
    torn_is_2(TornLate)
    work = Bench()
    gatherer = Gatherer(work)

    def come(one, number):
        until_waiting(gatherer, number)
        return gatherer.do(one)

    def first():
        assert work.begun.wait(PATIENCE)
        return gatherer.do(2)

    def let_go():
        until_waiting(gatherer, 2)
        work.go.set()

    told = together(partial(gatherer.do, 0), Ends(first), partial(come, 4, 1), let_go)
    assert told[:3] == [0, Ended, 40]
    assert work.sets == [[0], [4]]
    assert gatherer.do(6) == 60


@pytest.mark.parametrize("told", [[], [1], [1, 2, 3, 4]])
def test_too_few_or_too_many_answers_are_nobodys(told):
    """Whose is whose nobody knows, and it may be done already: it is not done again."""

    class Short(Bench):
        def __call__(self, asked):
            answers = super().__call__(asked)
            return answers if len(asked) == 1 else told

    work = Short()
    assert [type(one) for one in gathered(work, 2, 4, 6)] == [RuntimeError] * 3
    assert len(work.sets) == 2
