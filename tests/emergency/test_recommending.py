"""Whom the city recommends: by road or line, by where she is now, by what is known of the elder; the cost."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.cases import UnableToStep, fire_due_timers
from chongyang.core.operations.counts import recount
from chongyang.core.queries.counts import get_kept
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.models import Dispatch, Incident
from chongyang.emergency.rules import nearest
from chongyang.emergency.rules.weights import load_weights
from chongyang.providers import operations as providers
from chongyang.providers.models import DutyTurn, ResponderPosition
from chongyang.registry.models import Profile
from chongyang.roads import queries as roads
from chongyang.roads.enums import Basis
from chongyang.roads.models import RoadNetwork, RoadPack
from chongyang.roads.rules.drafting import Draft
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.emergency.test_file_in_hand import goes
from tests.emergency.test_way_of_an_alarm import press, sent

HOME = (113.68, 34.77)
STEP = 0.0011


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


@pytest.fixture
def incident(elder):
    return press(elder)


def recommended(seat, incident):
    with enter(seat):
        return queries.recommend(seat, Incident.objects.get(id=incident.id), now=now())


def keys(told):
    return [one.responder.id for one in told]


def responder(east=0.002, **columns):
    return factories.make_responder(longitude=HOME[0] + east, latitude=HOME[1], **columns)


def share(row, east):
    own = factories.scope_of(factories.account_of(row))
    with enter(own):
        providers.set_sharing(shares=True, scope=own, now=now())
        providers.report_position(longitude=HOME[0] + east, latitude=HOME[1], scope=own, now=now(), at=now())


def lay_roads(*edges, nodes=30):
    """A street along the parallel of the home, with what is given besides."""
    draft = Draft()
    for number in range(-nodes, nodes + 1):
        draft.add_node(str(number), HOME[0] + number * STEP, HOME[1])
    for start, end, words in edges or [(n, n + 1, {}) for n in range(-nodes, nodes)]:
        draft.add_edge(str(start), str(end), **words)
    network = draft.network()
    row = RoadNetwork.objects.create(
        name="test",
        version=1,
        source="invented",
        licence="none",
        digest="x",
        shift="wgs84",
        nodes=len(network.lon),
        arcs=len(network.start),
        loaded_at=now(),
        is_active=True,
    )
    RoadPack.objects.create(network=row, data=network.pack())
    roads.forget()


def test_without_roads_the_line_is_named(seat, incident):
    responder()
    [one] = recommended(seat, incident).first
    assert one.way.basis is Basis.STRAIGHT_LINE


def test_by_road_the_farther_may_be_sooner(seat, incident):
    near, far = responder(0.002), responder(-0.006)
    assert keys(recommended(seat, incident).first) == [near.id, far.id]
    west = [(n, n + 1, {}) for n in range(-30, 0)]
    detour = [(0, 1, {"metres": 9000}), (1, 2, {})]
    lay_roads(*west, *detour)
    told = recommended(seat, incident).first
    assert {one.way.basis for one in told} == {Basis.ROAD}
    by_key = {one.responder.id: one.way.seconds for one in told}
    assert by_key[far.id] < 200


def test_where_she_is_now_holds_before_where_she_usually_is(seat, incident):
    usually_near, now_near = responder(0.003), responder(0.05)
    assert keys(recommended(seat, incident).first) == [usually_near.id, now_near.id]
    share(now_near, 0.001)
    told = recommended(seat, incident).first
    assert keys(told) == [now_near.id, usually_near.id]
    assert nearest.USUAL_PLACE not in told[0].reasons
    assert nearest.USUAL_PLACE in told[1].reasons


def test_a_stale_position_is_told_as_the_usual_place(seat, incident):
    row = responder(0.05)
    share(row, 0.001)
    ResponderPosition.objects.update(at=now() - timedelta(hours=1))
    [one] = recommended(seat, incident).first
    assert nearest.USUAL_PLACE in one.reasons
    assert one.metres > 4000


def test_the_rested_farther_away_beats_the_tired_near(seat, incident):
    tired, rested = responder(0.001), responder(0.012)
    morning = now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=7, minute=0)
    night_end = morning.replace(hour=6)
    DutyTurn.objects.create(
        responder=tired, area=tired.area, began_at=night_end - timedelta(hours=8), ended_at=night_end
    )
    with enter(seat):
        told = queries.recommend(seat, incident, now=morning)
    assert keys(told.first) == [rested.id, tired.id]
    assert nearest.TIRED in told.first[1].reasons


def test_who_was_at_this_door_before_is_told_and_weighs(seat, elder, incident):
    stranger, known = responder(0.0020), responder(0.0021)
    first = Dispatch.objects.create(
        incident=incident,
        responder=known.id,
        account=known.account,
        area=known.area,
        incident_kind="sos",
        state="finished",
        offered_at=now() - timedelta(days=3),
        arrived_at=now() - timedelta(days=3),
        ended_at=now() - timedelta(days=3),
    )
    told = recommended(seat, incident).first
    assert keys(told) == [known.id, stranger.id]
    assert nearest.FAMILIAR in told[0].reasons
    Dispatch.objects.filter(id=first.id).update(arrived_at=now() - timedelta(days=500))
    assert nearest.FAMILIAR not in recommended(seat, incident).first[1].reasons


def test_language_and_wish_of_the_elder_weigh(seat, elder, incident):
    Profile.objects.filter(id=elder.id).update(languages=["wu"], prefers_sex="female")
    other = responder(0.0020, sex="male", languages=["mandarin"])
    wanted = responder(0.0030, sex="female", languages=["wu", "mandarin"])
    told = recommended(seat, incident).first
    assert keys(told) == [wanted.id, other.id]
    assert {nearest.LANGUAGE, nearest.WISHED} <= set(told[0].reasons)
    assert nearest.NOT_WISHED in told[1].reasons


def test_a_certificate_that_ended_is_no_skill(seat, elder, incident):
    Incident.objects.filter(id=incident.id).update(level="P0")
    ended = responder(0.002, skill_ends={"first_aid": "2020-01-01"})
    [one] = recommended(seat, incident).first
    assert one.responder.id == ended.id
    assert nearest.SKILLED not in one.reasons


def test_contacts_stand_among_them_to_be_called(seat, elder, incident):
    contact = factories.make_contact(elder)
    row = responder(0.02)
    told = recommended(seat, incident).first
    assert keys(told) == [contact.id, row.id]
    assert told[0].responder.channel == nearest.PHONE
    assert nearest.HOLDS_KEY in told[0].reasons


def test_nobody_at_all_is_an_answer(seat, incident):
    told = recommended(seat, incident)
    assert (told.first, told.nearer) == ((), ())


def test_many_cost_as_many_statements_as_one(seat, incident):
    roads.active_graph()
    counts = []
    for number in range(1, 6):
        responder(0.001 * number)
        with enter(seat), CaptureQueriesContext(connection) as asked:
            told = queries.recommend(seat, incident, now=now())
            queries.cover_lost(seat, keys(told.first), now=now())
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_list_and_cover_of_a_card_cost_a_handful_of_statements(seat, elder, incident):
    roads.active_graph()
    factories.make_contact(elder)
    responder(0.001), responder(0.002)
    counted((0.0, 2))
    with enter(seat), CaptureQueriesContext(connection) as asked:
        weighed = queries.weigh(seat, incident, now=now())
    reads = [one for one in asked if one["sql"].startswith("SELECT") and "set_config" not in one["sql"]]
    reads = [one for one in reads if "current_setting" not in one["sql"]]
    assert len(reads) <= 8, [one["sql"] for one in reads]
    assert len(asked) <= 13
    sent = {one.responder.id for one in weighed.told.first if one.responder.channel == nearest.APP}
    assert weighed.lost.keys() == sent


def test_the_card_says_what_list_and_cover_say_alone(seat, elder, incident):
    for east in (0.0, 0.001, 0.05):
        responder(east)
    counted((0.0, 3), (0.05, 2))
    with enter(seat):
        weighed = queries.weigh(seat, incident, now=now())
        told = queries.recommend(seat, incident, now=now())
        assert weighed.told == told
        assert weighed.lost == queries.cover_lost(seat, keys(told.first), now=now())
    assert sum(one.elders for one in weighed.lost.values()) == 2


def test_who_is_under_way_beyond_the_border_is_busy_here(seat, incident):
    row = responder()
    Dispatch.objects.create(
        incident=incident, responder=row.id, account=row.account, area=factories.JINSHUI + 10**9,
        incident_kind="sos", state="accepted", offered_at=now(), accepted_at=now(),
    )  # fmt: skip
    [one] = recommended(seat, incident).first
    assert one.responder.load == 1


def test_the_offer_keeps_way_and_basis(seat, elder):
    row = responder()
    _, dispatch = sent(elder, seat, row)
    assert dispatch.basis == "straight_line"
    assert dispatch.travel_seconds > 0


def test_an_acceptance_after_the_withdrawal_is_refused_and_changes_nothing(seat, elder):
    row = responder()
    incident, dispatch = sent(elder, seat, row)
    with enter(seat):
        emergency.withdraw(dispatch=dispatch.id, scope=seat, now=now())
    before = Dispatch.objects.filter(id=dispatch.id).values().get()
    with pytest.raises(UnableToStep) as refused:
        goes(row, emergency.accept, dispatch)
    assert refused.value.reason
    assert Dispatch.objects.filter(id=dispatch.id).values().get() == before
    assert Incident.objects.get(id=incident.id).state == "dispatching"


def test_the_timer_asks_the_next_and_passes_over_a_closed_account(seat, elder):
    first, closed, third = responder(0.001), responder(0.002), responder(0.003)
    incident, _ = sent(elder, seat, first)
    admin = factories.scope_of(factories.make_account(Role.SECURITY_ADMIN))
    with enter(admin):
        territory.close_account(account=closed.account, scope=admin, by=admin.actor, now=now())
    fire_due_timers(now=now() + timedelta(minutes=4))
    asked = Dispatch.objects.filter(incident=incident).order_by("offered_at", "id")
    assert [row.responder for row in asked] == [first.id, third.id]
    assert asked[0].state == "expired"


# What an area loses.


def counted(*places):
    for east, number in places:
        for _ in range(number):
            factories.make_elder(area=factories.JINSHUI + round(east * 1000), longitude=HOME[0] + east)
    recount(now=now())


def test_leaving_costs_those_whom_nobody_else_reaches(db, seat):
    alone, one, other = responder(0.0), responder(0.1), responder(0.101)
    counted((0.0, 3), (0.1, 2))
    with enter(seat):
        told = queries.cover_lost(seat, [alone.id, one.id], now=now(), minutes=15)
        single = queries.cover_lost(seat, [alone.id], now=now(), minutes=15)
    assert (told[alone.id].elders, told[alone.id].communities) == (3, 1)
    assert told[one.id].elders == 0
    assert single == {alone.id: told[alone.id]}
    assert other


def test_who_is_busy_covers_nothing(db, seat, elder):
    alone, busy = responder(0.0), responder(0.001)
    counted((0.0, 3))
    sent(elder, seat, busy)
    with enter(seat):
        told = queries.cover_lost(seat, [alone.id, busy.id], now=now())
    assert told[alone.id].elders == 4
    assert told[busy.id].elders == 0


def test_cover_is_by_road_where_there_is_one(db, seat):
    row = responder(0.0)
    counted((0.01, 2))
    cut = [(n, n + 1, {}) for n in range(-30, 5)] + [(n, n + 1, {}) for n in range(6, 30)]
    with enter(seat):
        assert queries.cover_lost(seat, [row.id], now=now())[row.id].elders == 2
    lay_roads(*cut)
    with enter(seat):
        assert queries.cover_lost(seat, [row.id], now=now())[row.id].elders == 0


def test_cover_is_for_seats_alone_and_tells_no_person(db, seat):
    row = responder(0.0)
    counted((0.0, 1))
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    with enter(clerk), pytest.raises(NotAllowed):
        queries.cover_lost(clerk, [row.id], now=now())
    with enter(seat):
        told = queries.cover_lost(seat, [row.id], now=now())[row.id]
    assert set(type(told).__slots__) == {"elders", "communities", "minutes"}
    assert told.minutes == load_weights().cover_minutes


def test_counts_of_communities_do_not_mix_with_those_of_streets(db):
    counted((0.0, 2))
    assert not any(kind.startswith("community.") for kind in get_kept(system_scope("test")).kinds)


def test_an_unknown_responder_costs_nothing(db, seat):
    row = responder(0.0, is_on_duty=False)
    counted((0.0, 2))
    with enter(seat):
        told = queries.cover_lost(seat, [row.id], now=now())
    assert told[row.id].elders == 0
    assert queries.cover_lost(system_scope("test"), [], now=now()) == {}
