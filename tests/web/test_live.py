"""Live boards: whose fragment goes where, how often, and that nothing is missed."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.live import announce
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from chongyang.emergency import operations as emergency
from chongyang.web.parts import live, streams
from tests import factories
from tests.gateway.conftest import wait_until

pytestmark = pytest.mark.usefixtures("committed", "password_alone")
PATIENCE = 60.0
LISTENER = "application_name = 'chongyang live' AND datname = current_database()"
SEAT = Actor(kind="person", label="operator", role="operator")


def scope_over(code: str) -> Scope:
    return Scope(intervals=(interval_of(code),), actor=SEAT, role="operator")


@pytest.fixture
def hub():
    made = live.Hub()
    yield made
    made.stop()
    made.join(PATIENCE)


@pytest.fixture
def only_hub(hub, monkeypatch):
    monkeypatch.setattr(live, "hub", hub)
    return hub


class Counted:
    """A render that counts itself and says which scope it saw."""

    def __init__(self) -> None:
        self.seen: list[Scope] = []

    def __call__(self, scope: Scope) -> str:
        self.seen.append(scope)
        return f"{scope.intervals} {len(self.seen)}"


def say(area: int, topic: str = "incidents", key: str = "") -> None:
    with transaction.atomic():
        announce(topic, area=area, key=key)


def first(desk: live.Desk) -> live.Fragment:
    (fragment,) = desk.wait(PATIENCE)
    return fragment


def settle(hub: live.Hub, *desks: live.Desk) -> None:
    """What was to be rendered is rendered, and the desks have taken it; from here on all is news."""
    assert hub.listening.wait(PATIENCE)
    wait_until(lambda: not any(channel.is_dirty for channel in list(hub._channels.values())))
    probe = hub.subscribe([live.Source("probe", "none", Counted())], scope_over("4101"), "en")
    first(probe)  # one worker renders all: what it had begun before is done
    hub.unsubscribe(probe)
    for desk in desks:
        desk.wait(0)


def test_desks_of_one_scope_share_one_rendering(hub):
    render = Counted()
    source = live.Source("board", "incidents", render)
    desks = [hub.subscribe([source], scope_over("4101"), "zh-hans") for _ in range(20)]
    assert len({first(desk).id for desk in desks[:1]}) == 1
    assert hub.count() == (20, 1)
    assert len(render.seen) <= 2  # at once, and once more when listening began


def test_a_county_never_gets_another_countys_fragment(hub):
    render = Counted()
    source = live.Source("board", "incidents", render)
    jinshui = hub.subscribe([source], scope_over("410105"), "zh-hans")
    zhongyuan = hub.subscribe([source], scope_over("410102"), "zh-hans")
    assert "410105000000" in first(jinshui).html
    assert "410102000000" in first(zhongyuan).html
    settle(hub, jinshui, zhongyuan)
    say(410105001001)
    assert "410105000000" in first(jinshui).html
    settle(hub)
    assert zhongyuan.wait(0) == []


def test_languages_do_not_mix(hub):
    source = live.Source("board", "incidents", Counted())
    hub.subscribe([source], scope_over("4101"), "zh-hans")
    hub.subscribe([source], scope_over("4101"), "en")
    assert hub.count() == (2, 2)


def test_a_keyed_source_hears_its_own_key_alone(hub):
    render = Counted()
    desk = hub.subscribe([live.Source("chain", "incidents", render, key="a")], scope_over("410102"), "en")
    settle(hub, desk)
    before = len(render.seen)
    say(410105001001, key="b")
    say(410105001001, key="a")
    assert first(desk).name == "chain"
    settle(hub)
    assert len(render.seen) == before + 1, "words come in their order: that of b made nothing"


def test_a_line_of_few_desks_is_quicker_than_a_whole_city():
    hub = live.Hub()
    channel = live.Channel(live.Source("board", "incidents", Counted()), scope_over("4101"), "zh-hans")
    channel.desks = {live.Desk() for _ in range(live.FEW)}
    assert hub._pace(channel) == live.QUICK
    channel.desks.add(live.Desk())
    assert hub._pace(channel) == live.INTERVAL


class Moments:
    """A steady clock that goes on only while somebody waits."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += seconds


def test_words_without_end_make_four_fragments_a_second_the_first_at_once(monkeypatch):
    moments, hub = Moments(), live.Hub()
    monkeypatch.setattr(live, "FEW", 0)
    monkeypatch.setattr(live, "time", moments)
    monkeypatch.setattr(hub._changed, "wait", moments.wait)
    source = live.Source("board", "incidents", Counted())
    channel = live.Channel(source, scope_over("4101"), "zh-hans", {live.Desk()})
    hub._channels = {("board",): channel}
    rendered = []
    for _ in range(6):
        channel.is_dirty = True
        assert hub._next() is channel
        rendered.append(moments.at - 1000)
    soon = live.INTERVAL - live.EARLY  # a second event soon after the first need not wait so long
    assert rendered == pytest.approx([0, soon, *(soon + live.INTERVAL * turn for turn in (1, 2, 3, 4))])


def test_of_many_words_the_last_is_shown(hub):
    said = [0]
    source = live.Source("board", "incidents", lambda scope: f"after {said[0]}")
    desk = hub.subscribe([source], scope_over("4101"), "zh-hans")
    settle(hub, desk)
    for number in range(1, 31):
        said[0] = number
        say(410105001001)
    while first(desk).html != "after 30":
        continue


def test_who_comes_later_gets_the_current_fragment_at_once(hub):
    source = live.Source("board", "incidents", Counted())
    held = first(hub.subscribe([source], scope_over("4101"), "zh-hans"))
    again = first(hub.subscribe([source], scope_over("4101"), "zh-hans"))
    assert again.id >= held.id


def test_after_the_database_was_away_everything_is_rendered_anew(hub):
    desk = hub.subscribe([live.Source("board", "incidents", Counted())], scope_over("4101"), "zh-hans")
    settle(hub, desk)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {LISTENER}")
        assert cursor.fetchall() == [(True,)]
    assert first(desk).name == "board"
    say(410105001001)
    assert first(desk).name == "board"


def test_a_board_that_cannot_be_rendered_stops_no_other(hub):
    def broken(scope: Scope) -> str:
        raise ZeroDivisionError

    hub.subscribe([live.Source("broken", "incidents", broken)], scope_over("4101"), "en")
    whole = hub.subscribe([live.Source("board", "incidents", Counted())], scope_over("4101"), "en")
    assert first(whole).name == "board"


def test_a_closed_desk_leaves_nothing_behind(hub):
    desk = hub.subscribe([live.Source("board", "incidents", Counted())], scope_over("4101"), "en")
    hub.unsubscribe(desk)
    assert hub.count() == (0, 0)


def test_an_owners_seventh_desk_ends_the_first(hub):
    source = live.Source("board", "incidents", Counted())
    desks = [hub.subscribe([source], scope_over("4101"), "en", owner="s") for _ in range(7)]
    assert [desk.is_over for desk in desks] == [True] + [False] * 6


def test_stopping_wakes_every_desk(hub):
    """Who waits is told: pytest's own limit ends a test that slept on."""
    desk = hub.subscribe([live.Source("board", "incidents", Counted())], scope_over("4101"), "en")
    first(desk)
    threading.Timer(0.1, hub.stop).start()
    while not desk.is_over:
        desk.wait(10 * PATIENCE)
    assert hub.subscribe([], scope_over("4101"), "en").is_over


def test_a_fragment_is_an_event_with_id_and_name():
    assert live.Fragment("7", "board", "a\nb").encoded == b"id: 7\nevent: board\ndata: a\ndata: b\n\n"
    assert live.Fragment("8", "board", "").encoded == b"id: 8\nevent: board\ndata: \n\n"


@pytest.mark.parametrize("payload", ["", "no json", "[]", '{"t": "x"}', '{"t": "x", "a": "y"}'])
def test_a_word_that_cannot_be_read_is_none(payload):
    assert live.read_word(payload) is None


def ring() -> None:
    with enter(system_scope("test")):
        elder = factories.make_elder()
        emergency.receive(
            kind="sos",
            source="device",
            subject_key="device:1",
            area=elder.area,
            person=elder.id,
            said_at=now(),
            received_at=now(),
            by=Actor(kind="device", label="1"),
        )


def open_stream(account):
    client = Client()
    client.force_login(account)
    return client, client.get(reverse("seat_live"), headers={"Accept": "text/event-stream"})


def make_operator():
    with enter(system_scope("test")):
        return factories.make_operator()


def next_event(events) -> str:
    return next(part for part in events if part.startswith("id:"))


def test_a_ring_reaches_the_seat_without_reload(only_hub):
    _, answer = open_stream(make_operator())
    assert answer["Content-Type"] == "text/event-stream"
    events = (part.decode() for part in answer.streaming_content)
    assert next(events).startswith("retry:")
    assert "现在没有未办结的呼救" in next_event(events)
    assert not connection.in_atomic_block
    assert only_hub.listening.wait(PATIENCE)
    ring()
    shown = next_event(events)
    while "紧急呼叫" not in shown:
        shown = next_event(events)
    assert "金水区·经八路街道" in shown
    assert "陈" not in shown  # nothing personal goes to all desks
    answer.close()
    assert only_hub.count() == (0, 0)


def test_the_stream_ends_when_the_session_does(only_hub, monkeypatch):
    monkeypatch.setattr(streams, "SESSION_CHECK", 0.0)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.2)
    client, answer = open_stream(make_operator())
    events = (part.decode() for part in answer.streaming_content)
    next(events)
    next_event(events)
    assert streams.END.decode() not in next(events)
    client.post("/account/logout/")
    assert streams.END.decode() in list(events)
    answer.close()


def test_a_new_password_ends_the_stream_of_the_old_one(only_hub, monkeypatch):
    account = make_operator()
    client, answer = open_stream(account)
    with enter(system_scope("test")):
        scope = factories.scope_of(account)
    key = client.session.session_key
    assert streams.is_session_alive(key, scope)
    with enter(system_scope("test")):
        account.set_password("another-password-1")
        account.save()
    assert not streams.is_session_alive(key, scope)
    answer.close()


def test_a_quiet_stream_has_a_heartbeat(only_hub, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT", 0.1)
    _, answer = open_stream(make_operator())
    events = (part.decode() for part in answer.streaming_content)
    assert streams.BEAT.decode() in events  # reads on until it comes
    answer.close()
