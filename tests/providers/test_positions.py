"""Where a responder is: shared by her own yes, seen on duty alone, believed while fresh, soon forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.providers import operations, queries
from chongyang.providers.models import DutyTurn, ResponderPosition
from chongyang.providers.operations import UnableToShare
from chongyang.providers.rules.positions import is_recent, load_positions, mode_of, skills_on
from chongyang.roads.enums import Mode
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories

HERE = {"longitude": 113.69, "latitude": 34.78}


@pytest.fixture
def responder(db):
    return factories.make_responder()


@pytest.fixture
def own(responder):
    return factories.scope_of(factories.account_of(responder))


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


def say(own, at=None, **words):
    with enter(own):
        operations.report_position(scope=own, now=now(), at=at or now(), **{**HERE, **words})


def share(own, *, shares=True):
    with enter(own):
        return operations.set_sharing(shares=shares, scope=own, now=now())


def seen(scope, responder):
    with enter(scope):
        return queries.whereabouts(scope, [responder], now())[responder.id]


def test_without_her_yes_nothing_is_taken(own, responder):
    with pytest.raises(UnableToShare):
        say(own)
    assert not ResponderPosition.objects.exists()


def test_a_shared_position_is_seen_by_the_seat_with_its_moment(own, responder, seat):
    share(own)
    say(own, accuracy=12.4)
    told = seen(seat, responder)
    assert told.position == (113.69, 34.78)
    assert told.at is not None
    assert ResponderPosition.objects.get().accuracy_metres == 12


def test_only_the_last_place_is_kept_and_an_older_report_is_passed_over(own, responder):
    share(own)
    say(own)
    say(own, at=now() - timedelta(minutes=3), longitude=113.0)
    say(own, longitude=113.7)
    assert [row.longitude for row in ResponderPosition.objects.all()] == [113.7]


def test_a_phone_whose_clock_runs_ahead_gains_nothing(own, responder):
    share(own)
    say(own, at=now() + timedelta(days=1))
    assert ResponderPosition.objects.get().at <= now()


def test_a_stale_position_gives_way_to_the_usual_place_and_says_so(own, responder, seat):
    share(own)
    say(own, at=now() - load_positions().age_limit - timedelta(seconds=1))
    told = seen(seat, responder)
    assert told.at is None
    assert told.position == (responder.longitude, responder.latitude)


def test_going_off_duty_ends_it_at_once(own, responder, seat):
    share(own)
    say(own)
    with enter(own):
        operations.set_duty(responder=responder.id, on_duty=False, scope=own, by=own.actor, now=now())
    assert not ResponderPosition.objects.exists()
    with pytest.raises(UnableToShare):
        say(own)


def test_withdrawing_deletes_it_at_once_and_is_an_event_without_a_place(own, responder):
    share(own)
    say(own)
    share(own, shares=False)
    assert not ResponderPosition.objects.exists()
    events = Event.objects.filter(kind="providers.responder.sharing_set").order_by("id")
    assert sorted(event.payload["shares"] for event in events) == [False, True]
    assert all(set(event.payload) == {"shares", "text"} for event in events)
    assert not Event.objects.filter(kind__startswith="providers.position").exists()


def test_what_is_older_than_the_retention_is_purged(own, responder):
    share(own)
    say(own)
    kept = load_positions().retention
    assert operations.purge_positions(now=now() + kept - timedelta(minutes=1)) == 0
    assert operations.purge_positions(now=now() + kept + timedelta(minutes=1)) == 1


def test_a_closed_account_leaves_no_position(own, responder):
    share(own)
    say(own)
    operations.end_duty_of(account=responder.account, by=own.actor, now=now())
    assert not ResponderPosition.objects.exists()


def test_others_do_not_see_it(own, responder):
    share(own)
    say(own)
    elsewhere = factories.scope_of(factories.make_account(Role.OPERATOR, None, "410122"))
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    with enter(elsewhere):
        assert queries.list_positions(elsewhere, now()) == []
    with enter(clerk), pytest.raises(NotAllowed):
        queries.list_positions(clerk, now())
    other = factories.scope_of(factories.account_of(factories.make_responder()))
    with enter(other):
        assert not ResponderPosition.objects.exists()  # the policy alone
        with pytest.raises(NotAllowed):
            queries.list_positions(other, now())


@pytest.mark.parametrize(("longitude", "latitude"), [(0.0, 0.0), (34.77, 113.68), (200.0, 34.0)])
def test_a_place_outside_the_country_is_refused(own, responder, longitude, latitude):
    share(own)
    with pytest.raises(UnableToShare):
        say(own, longitude=longitude, latitude=latitude)


def test_who_is_no_responder_cannot_share(db, seat):
    with enter(seat), pytest.raises(NotAllowed):
        operations.set_sharing(shares=True, scope=seat, now=now())
    volunteer = factories.scope_of(factories.make_account(Role.VOLUNTEER))
    with enter(volunteer), pytest.raises(UnableToShare):
        operations.set_sharing(shares=True, scope=volunteer, now=now())


def test_somebody_who_came_near_is_found_near(own, responder, seat):
    far = {"longitude": 113.2, "latitude": 34.3}
    share(own)
    say(own, **far)
    with enter(seat):
        found = queries.list_responders(seat, near=(113.2, 34.3), within_degrees=0.01)
    assert [row.id for row in found] == [responder.id]


def test_turns_of_duty_are_kept(own, responder):
    with enter(own):
        for on_duty in (False, True, False):
            operations.set_duty(responder=responder.id, on_duty=on_duty, scope=own, by=own.actor, now=now())
    [turn] = DutyTurn.objects.all()
    assert turn.ended_at >= turn.began_at
    spans = queries.turns_since([responder.id], now() - timedelta(hours=1))
    assert spans == {responder.id: [(turn.began_at, turn.ended_at)]}
    assert queries.turns_since([responder.id], now() + timedelta(hours=1)) == {}


def test_a_turn_of_a_clock_that_went_back_ends_when_it_began(own, responder):
    with enter(own):
        told = {"responder": responder.id, "scope": own, "by": own.actor}
        operations.set_duty(on_duty=False, now=now(), **told)
        operations.set_duty(on_duty=True, now=now(), **told)
        operations.set_duty(on_duty=False, now=now() - timedelta(hours=2), **told)
    turn = DutyTurn.objects.get()
    assert turn.ended_at == turn.began_at


def test_a_certificate_ends_on_its_day():
    ends = {"first_aid": "2026-11-22"}
    assert skills_on(["first_aid", "lifting"], ends, date(2026, 11, 21)) == {"first_aid", "lifting"}
    assert skills_on(["first_aid", "lifting"], ends, date(2026, 11, 22)) == {"lifting"}


def test_how_somebody_goes():
    assert mode_of("volunteer") is Mode.WALK
    assert mode_of("volunteer", "drive") is Mode.DRIVE
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    assert is_recent(moment, moment + load_positions().age_limit)
    assert not is_recent(moment, moment + load_positions().age_limit + timedelta(seconds=1))
