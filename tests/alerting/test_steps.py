"""What a chain may say. Troubles of others (peers.md, row 6) stand beside the tests."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.alerting.operations.chains import shipped
from chongyang.alerting.rules import schedule, steps
from chongyang.territory.enums import Role

ROLES = frozenset(role.value for role in Role)
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OVERFLOW, LEAD = {"kind": "overflow"}, {"kind": "tell_supervisor"}
BOUNDED = {"kind": "repeat", "from": 1, "every": 30, "times": 3}
UNTIL = {
    "kind": "repeat",
    "from": 1,
    "every": 30,
    "until": "acknowledged",
    "hours": 24,
    "hand_over": {"after": 2, "role": "dispatcher"},
}


def wait(seconds):
    return {"kind": "wait", "seconds": seconds}


def reasons(chain):
    return {fault.reason for fault in steps.faults_of(chain, ROLES)}


@pytest.mark.parametrize("chain", shipped(), ids=lambda chain: chain["code"])
def test_the_shipped_chains_may_run_and_say_where_their_times_come_from(chain):
    assert steps.faults_of(chain["steps"], ROLES) == []
    assert chain["source"]
    assert chain["confirmed"] is False


@pytest.mark.parametrize(
    ("chain", "reason"),
    [
        ([], steps.EMPTY),
        ([wait(3)], steps.EMPTY),
        ([{"kind": "shout"}], steps.UNKNOWN_KIND),
        ([{}], steps.UNKNOWN_KIND),
        ([OVERFLOW | {"loud": 1}], steps.UNKNOWN_FIELD),
        ([wait(0), OVERFLOW], steps.BAD_WAIT),
        ([wait("9"), OVERFLOW], steps.BAD_WAIT),
        ([wait(True), OVERFLOW], steps.BAD_WAIT),
        ([OVERFLOW, wait(9)], steps.WAIT_LAST),
        ([{"kind": "notify_person", "account": "x"}], steps.BAD_TARGET),
        ([{"kind": "notify_team", "role": "king"}], steps.BAD_TARGET),
        ([{"kind": "notify_rota"}], steps.BAD_TARGET),
        ([{"kind": "notify_contacts", "each": 0}], steps.BAD_WAIT),
        ([OVERFLOW] * 31, steps.TOO_MANY),
        ([OVERFLOW, BOUNDED, LEAD], steps.REPEAT_NOT_LAST),
        ([OVERFLOW, BOUNDED | {"from": 2}], steps.REPEAT_NOWHERE),
        ([OVERFLOW, BOUNDED | {"from": 0}], steps.REPEAT_NOWHERE),
        ([OVERFLOW, wait(3), BOUNDED | {"from": 2}], steps.REPEAT_TELLS_NOBODY),
    ],
)
def test_what_is_wrong_is_told(chain, reason):
    assert reason in reasons(chain)


@pytest.mark.parametrize(
    ("repeat", "reason"),
    [
        ({"every": 30}, steps.NO_BOUND),  # until nobody knows when, by nobody
        ({"every": 30, "until": "acknowledged"}, steps.NO_BOUND),
        ({"every": 30, "until": "acknowledged", "hours": 24}, steps.NO_BOUND),  # nobody takes it over
        ({"every": 30, "times": 0}, steps.NO_BOUND),
        ({"every": 30, "times": 61}, steps.TOO_OFTEN),
        ({"every": 14, "times": 3}, steps.NO_PAUSE),
        ({"every": 0, "times": 3}, steps.NO_PAUSE),
        ({key: UNTIL[key] for key in ("every", "until", "hand_over")} | {"hours": 25}, steps.TOO_LONG),
    ],
)
def test_a_chain_with_no_end_is_refused(repeat, reason):
    """OnCall 3111: an alert escalated again after two months."""
    assert reason in reasons([OVERFLOW, {"kind": "repeat", "from": 1, **repeat}])


def walk(chain, *, late=timedelta(0), most=10_000):
    """(step, round, moment it was done) by an engine that comes `late` to each step."""
    place: schedule.Place | None = schedule.first(chain, AT)
    done: list[tuple[int, int, float]] = []
    while place and len(done) < most:
        now = place.due_at + late
        done.append((place.number, place.round, (now - AT).total_seconds()))
        place = schedule.after(chain, place, started_at=AT, now=now)
    return done


def test_the_shipped_times_are_fifteen_thirty_sixty_and_then_every_half_minute():
    [chain] = [row["steps"] for row in shipped() if row["code"] == "incident.unanswered"]
    assert walk(chain, most=6) == [
        (2, 0, 15),  # all seats
        (4, 0, 30),  # shift lead
        (6, 0, 60),  # call back
        (4, 1, 90),
        (6, 1, 120),
        (4, 2, 150),
    ]


def test_every_wait_counts_whatever_else_happens():
    """OnCall 934, 1931: waits were ignored when a new step began."""
    chain = [OVERFLOW, wait(10), wait(5), LEAD, wait(60), {"kind": "list_call_back"}]
    assert walk(chain) == [(1, 0, 0), (4, 0, 15), (6, 0, 75)]


def test_a_bounded_repetition_ends_and_counts_right():
    assert walk([OVERFLOW, BOUNDED]) == [(1, 0, 0), (1, 1, 30), (1, 2, 60), (1, 3, 90)]


def test_until_somebody_is_reached_hands_over_once_and_ends_within_its_hours():
    done = walk([OVERFLOW, UNTIL])
    assert [place for place in done if place[0] == 2] == [(2, 1, 30)]
    assert done[-1][2] <= 24 * 3600
    assert len(done) > 2000


def test_an_outage_is_made_up_for_in_order_without_a_volley():
    """The worker was away for an hour: each missed step at once, repetitions from then on with their
    pause.
    """
    [chain] = [row["steps"] for row in shipped() if row["code"] == "incident.unanswered"]
    place: schedule.Place | None = schedule.first(chain, AT)
    now = AT + timedelta(hours=1)
    at_once = []
    while place.due_at <= now:
        at_once.append((place.number, place.round))
        place = schedule.after(chain, place, started_at=AT, now=now)
    assert at_once == [(2, 0), (4, 0), (6, 0)]
    assert place.due_at - now == timedelta(seconds=30)


telling = st.sampled_from([OVERFLOW, LEAD, {"kind": "list_call_back"}])
waiting = st.integers(1, 600).map(wait)
repeats = st.builds(
    lambda start, every, times: {"kind": "repeat", "from": start, "every": every, "times": times},
    st.integers(1, 8),
    st.integers(1, 90),
    st.integers(0, 70),
)
chains = st.builds(
    lambda body, last: [*body, *last], st.lists(telling | waiting, max_size=8), st.lists(repeats, max_size=1)
)


@given(chains, st.integers(0, 7200))
def test_whatever_may_be_activated_ends_and_never_goes_back_in_time(chain, late):
    if steps.faults_of(chain, ROLES):
        return
    done = walk(chain, late=timedelta(seconds=late))
    assert len(done) < 10_000
    assert [moment for *_, moment in done] == sorted(moment for *_, moment in done)
    rounds = {}
    for number, round, moment in done:
        rounds.setdefault(round, []).append((number, moment))
    assert all([n for n, _ in part] == sorted(n for n, _ in part) for part in rounds.values())


NONSENSE = st.none() | st.integers() | st.text()
FIELDS = st.sampled_from(["kind", "seconds", "from", "every", "role"])


@given(st.lists(st.dictionaries(FIELDS, NONSENSE)))
def test_no_nonsense_raises(chain):
    steps.faults_of(chain, ROLES)
