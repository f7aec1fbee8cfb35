"""How much a device may say, and who speaks in its name."""

from chongyang.gateway.limits import BURST, CONTESTED_SECONDS, RATE, Identities, Limiter


def test_a_device_has_an_allowance_that_grows_back():
    limiter = Limiter()
    assert sum(limiter.take("a", 100.0) for _ in range(10_000)) == BURST
    assert limiter.dropped == 10_000 - BURST
    assert sum(limiter.take("a", 110.0) for _ in range(100)) == 10 * RATE


def test_what_was_dropped_is_told_once_in_ten_seconds():
    limiter = Limiter()
    for _ in range(200):
        limiter.take("a", 0.0)
    assert [limiter.tell("a", 0.0), limiter.tell("a", 1.0)] == [80, 0]
    for _ in range(50):
        limiter.take("a", 1.0)
    assert [limiter.tell("a", 9.0), limiter.tell("a", 10.0), limiter.tell("b", 10.0)] == [0, 48, 0]


def test_another_device_or_kind_is_not_hurt_and_the_silent_are_forgotten():
    limiter = Limiter()
    for _ in range(1000):
        limiter.take(("a", "heartbeat"), 0.0)
    assert limiter.take(("a", "sos"), 0.0)
    assert limiter.take(("b", "heartbeat"), 0.0)
    for name in (("a", "heartbeat"), ("b", "heartbeat"), ("a", "sos")):
        limiter.tell(name, 0.0)
    limiter.take(("c", "sos"), 200.0)
    assert len(limiter._buckets) == 1


def test_a_device_that_comes_back_on_a_new_connection_is_no_contest():
    names = Identities()
    assert not names.hear("w", 1, 0.0)
    assert not names.hear("w", 2, 5.0)
    assert not names.hear("w", 2, 6.0)


def test_two_connections_that_speak_in_turn_are_one_and_it_passes():
    names = Identities()
    names.hear("w", 1, 0.0)
    names.hear("w", 2, 5.0)
    assert names.hear("w", 1, 6.0)
    names.leave("w", 1)
    assert names.hear("w", 2, 7.0)
    assert not names.hear("other", 1, 7.0)
    assert not names.hear("w", 2, 7.0 + CONTESTED_SECONDS)


def test_a_closed_connection_leaves_nothing_behind():
    names = Identities()
    for number in range(5):
        names.hear("w", number, 0.0)
    for number in range(5):
        names.leave("w", number)
    assert (names._speaker, names._former, names._contested) == ({}, {}, {})
