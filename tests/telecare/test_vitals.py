"""Readings: kept once, judged at once, explained always; alerts, absences, trends, retention."""

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.emergency.models import Incident
from chongyang.emergency.operations import alerts as incident_alerts
from chongyang.telecare import operations, queries
from chongyang.telecare.models import Alert, Device, Frame, HourlyReading, LastReading, Reading
from chongyang.telecare.operations import Incoming
from chongyang.telecare.rules import readings, vitals
from chongyang.territory.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 18, 12, tzinfo=vitals.LOCAL)
NIGHT = datetime(2026, 3, 18, 23, 30, tzinfo=vitals.LOCAL)
RULES = vitals.load_rules()


@pytest.fixture
def elder(db):
    return factories.make_elder()


def device(elder, kind="blood_pressure", serial="V1", **more):
    values = {"person": elder.id, "area": elder.area, "state": "in_use", "installed_on": NOON.date(), **more}
    return Device.objects.create(serial=serial, kind=kind, **values)


def say(serial, now=NOON, topic=None, **said):
    body = json.dumps({"event": str(uuid4()), **said}).encode()
    return receive(topic or f"cy/{serial}/reading", body, now)


def receive(topic, body, now=NOON):
    measured = readings.read(topic, body, now, RULES)
    return operations.record_measured(incoming=[Incoming(topic, body, measured)], by=SYSTEM, now=now)


def test_a_batch_of_readings_is_one_statement(elder, django_assert_max_num_queries):
    device(elder)
    rows = [
        {"kind": "movement", "value": n, "at": (NOON - timedelta(minutes=n)).isoformat()} for n in range(150)
    ]
    body = json.dumps({"event": "b", "readings": rows}).encode()
    measured = readings.read("cy/V1/reading", body, NOON, RULES)
    with django_assert_max_num_queries(12):
        operations.record_measured(incoming=[Incoming("cy/V1/reading", body, measured)], by=SYSTEM, now=NOON)
    assert Reading.objects.count() == 150


def test_a_repetition_is_one_reading_whatever_its_clock(elder):
    device(elder)
    for at in (None, NOON.isoformat(), "1999-01-01T00:00", "nonsense"):
        body = json.dumps({"event": f"e-{at}", "at": at, "systolic": 130, "diastolic": 80}).encode()
        for minutes in (0, 1, 90):
            receive("cy/V1/reading", body, NOON + timedelta(minutes=minutes))
    assert Reading.objects.count() == 8


def test_out_of_order_the_newest_stays_the_last(elder):
    device(elder)
    say("V1", systolic=150, at=(NOON - timedelta(minutes=1)).isoformat())
    say("V1", systolic=120, at=(NOON - timedelta(hours=5)).isoformat())
    assert LastReading.objects.get(kind="systolic").value == 150


@pytest.mark.parametrize(
    ("said", "fault", "words"),
    [
        ({"temperature": -5}, "implausible", "数值不可能"),
        ({"temperature": 36.6, "at": "2031-01-01T00:00"}, "clock", "设备时钟错误"),
        ({"temperature": 36.6, "at": 1e300}, "clock", "设备时钟错误"),
    ],
)
def test_the_absurd_is_kept_and_explained(elder, said, fault, words):
    device(elder, "thermometer")
    say("V1", **said)
    kept = Reading.objects.get()
    assert kept.fault == fault
    assert words in Frame.objects.get().reason
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"systolic": "x"}',
        b'{"readings": [1, null]}',
        b"\xff\x00",
        b'{"systolic": NaN}',
    ],
)
def test_what_cannot_be_read_is_an_explained_rejection(elder, body):
    device(elder)
    assert receive("cy/V1/reading", body) == [False]
    assert Frame.objects.get().verdict == "rejected"
    assert Frame.objects.get().reason


def test_a_reading_of_an_unknown_device_is_rejected_with_its_reason(db):
    assert say("X9", systolic=200) == [False]
    assert (Frame.objects.get().verdict, Frame.objects.get().reason) == ("rejected", "设备未登记")


@given(st.binary(max_size=300), st.sampled_from(["cy/V1/reading", "cy//reading", "x", "cy/V1/reading/x"]))
def test_no_bytes_raise_and_what_is_no_reading_says_why(body, topic):
    told = readings.read(topic, body, NOON, RULES)
    assert told.values or told.notes


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["event", "at", "systolic", "readings", "kind", "value", "battery"]), json_values
    )
)
def test_no_json_raises_and_every_value_is_finite_and_not_of_the_future(said):
    found = readings.read("cy/V1/reading", json.dumps(said).encode(), NOON, RULES)
    assert len(found.event_key) <= readings.KEY_LIMIT
    assert all(one.at <= NOON and one.value == one.value for one in found.values)


def test_one_high_value_is_not_enough_two_are(elder):
    device(elder)
    say("V1", systolic=190)
    assert not Alert.objects.exists()
    say("V1", systolic=188, now=NOON + timedelta(minutes=5))
    alert = Alert.objects.get(rule="systolic_crisis")
    reason = alert.reasons[0]
    assert (alert.level, reason["value"], reason["limit"], reason["seen"]) == ("urgent", 188, 180, 2)
    assert datetime.fromisoformat(reason["since"]) == NOON


def test_an_alert_storm_is_one_alert_with_a_count(elder):
    device(elder)
    for minute in range(30):
        say("V1", systolic=190, now=NOON + timedelta(minutes=minute))
    assert Alert.objects.get(rule="systolic_crisis").count == 29
    assert (
        Event.objects.filter(kind="telecare.alert.raised", person=elder.id).count() == Alert.objects.count()
    )


def test_an_event_tells_nothing_that_was_measured(elder):
    device(elder, "glucose")
    say("V1", glucose=2.1)
    told = Event.objects.get(kind="telecare.alert.raised", payload__level="life")
    assert told.payload == {"level": "life"}


def test_who_is_well_again_raises_nothing(elder):
    device(elder)
    for minute, value in enumerate((190, 191, 192, 120)):
        say(
            "V1",
            systolic=value,
            now=NOON + timedelta(minutes=minute),
            at=(NOON + timedelta(minutes=minute)).isoformat(),
        )
    assert Alert.objects.get(rule="systolic_crisis").count == 2


def test_what_came_too_late_is_kept_and_raises_nothing(elder):
    device(elder, "glucose")
    say("V1", glucose=2.1, at=(NOON - timedelta(days=2)).isoformat())
    assert Reading.objects.count() == 1
    assert not Alert.objects.exists()


def test_life_threatening_is_an_incident_at_once_and_ends_with_it(elder):
    device(elder, "gas")
    say("V1", gas=1, now=NIGHT)
    alert = Alert.objects.get()
    assert (alert.level, alert.shown_at) == ("life", alert.first_at)
    for _ in range(2):
        incident_alerts.follow_raised(Event.objects.get(kind="telecare.alert.raised"))
    incident = Incident.objects.get()
    assert (incident.kind, incident.source, incident.person) == ("gas", "vital", elder.id)
    closed = Event(subject=incident.id, at=NIGHT)
    incident_alerts.follow_closed(closed)
    incident_alerts.follow_closed(closed)
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "incident")


def test_a_lower_alert_is_no_incident_until_nobody_handled_it(elder):
    device(elder)
    for minute in range(2):
        say("V1", systolic=190, now=NOON + timedelta(minutes=minute))
    incident_alerts.follow_raised(Event.objects.filter(kind="telecare.alert.raised").first())
    assert not Incident.objects.exists()
    later = NOON + timedelta(hours=2)
    assert operations.escalate_overdue(by=SYSTEM, now=later) == 1
    assert operations.escalate_overdue(by=SYSTEM, now=later) == 0
    incident_alerts.follow_escalated(Event.objects.get(kind="telecare.alert.escalated"))
    assert Incident.objects.get().kind == "vital"


def test_the_less_urgent_waits_for_the_end_of_the_quiet_hours(elder):
    device(elder, "thermometer")
    for minute in range(2):
        say("V1", temperature=38, now=NIGHT + timedelta(minutes=minute))
    alert = Alert.objects.get()
    assert alert.level == "watch"
    assert alert.shown_at == datetime(2026, 3, 19, 7, tzinfo=vitals.LOCAL)
    scope = system_scope("test")
    with enter(scope):
        clerk = factories.scope_of(factories.make_account(Role.OPERATOR))
        assert queries.list_alerts(clerk, NIGHT + timedelta(minutes=5)) == []
        assert queries.list_alerts(clerk, alert.shown_at) == [alert]


def silent_home(elder, hours, now=NOON, kind="movement", device_kind="fall_radar", value=1, **more):
    device(elder, device_kind, **more)
    at = now - timedelta(hours=hours)
    say("V1", now=at, **{kind: value})
    Device.objects.update(health="ok")


def test_no_movement_in_waking_hours_raises_and_repeats_nothing(elder):
    silent_home(elder, 19)  # 17:00 the day before: five hours until ten, six since six
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 1
    assert operations.watch_absences(by=SYSTEM, now=NOON + timedelta(minutes=10)) == 0
    assert Alert.objects.get().rule == "no_movement"


def test_the_night_does_not_count(elder):
    silent_home(elder, 15)
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0
    assert operations.watch_absences(by=SYSTEM, now=NOON + timedelta(hours=4)) == 1


def test_a_door_that_opened_is_a_sign_of_life(elder):
    silent_home(elder, 30)
    device(elder, "door", serial="V2")
    say("V2", door=1, now=NOON - timedelta(hours=1))
    Device.objects.update(health="ok")
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0


def test_absence_rules_pause_in_hospital(elder):
    silent_home(elder, 30)
    clerk = factories.make_account(Role.STREET_CLERK, None, "410105001")
    scope = factories.scope_of(clerk)
    told = {"person": elder.id, "scope": scope, "by": scope.actor}
    operations.say_away(kind="hospital", until=None, now=NOON - timedelta(hours=1), **told)
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0
    operations.say_back(now=NOON, **told)
    assert operations.watch_absences(by=SYSTEM, now=NOON + timedelta(minutes=1)) == 1


def test_a_device_that_is_down_says_nothing_of_the_elder(elder):
    silent_home(elder, 30)
    Device.objects.update(health="down")
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0


def test_an_own_limit_goes_before_the_rule_and_keeps_its_history(elder):
    clerk = factories.make_account(Role.STREET_CLERK, None, "410105001")
    scope = factories.scope_of(clerk)
    told = {"person": elder.id, "rule": "no_movement", "scope": scope, "by": scope.actor}
    operations.set_limit(limit=23, reason="常去邻居家", now=NOON - timedelta(days=2), **told)
    silent_home(elder, 30)
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0
    operations.set_limit(limit=5, reason="近来体弱", now=NOON, **told)
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 1
    assert Alert.objects.get().reasons[0]["origin"] == "override"
    assert [row.limit for row in queries.list_limits(scope, elder.id)] == [5, 23]


@pytest.mark.parametrize(
    ("rule", "limit", "reason"),
    [
        ("none", 5, "x"),
        ("systolic_crisis", 900, "x"),
        ("no_movement", 0, "x"),
        ("no_movement", 5, " "),
        ("gas_leak", 1, "x"),
    ],
)
def test_an_impossible_limit_is_refused(elder, rule, limit, reason):
    scope = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))
    told = {"person": elder.id, "scope": scope, "by": scope.actor, "now": NOON}
    with pytest.raises(operations.UnableToSetLimit):
        operations.set_limit(rule=rule, limit=limit, reason=reason, **told)


def test_a_gap_of_trend_is_found_by_one_statement(elder):
    device(elder)
    for days in range(8, 0, -1):
        at = NOON - timedelta(days=days)
        say("V1", systolic=150 - 4 * days, now=at)
    operations.roll_up(since=NOON - timedelta(days=9), until=NOON)
    Alert.objects.all().delete()
    assert operations.watch_trends(by=SYSTEM, now=NOON) == 1
    alert = Alert.objects.get()
    assert (alert.rule, alert.reasons[0]["value"]) == ("systolic_rise", 4.0)


@given(
    st.lists(
        st.tuples(st.integers(0, 20000).map(float), st.floats(-50, 250).map(lambda v: round(v, 2))),
        min_size=2,
        max_size=12,
        unique_by=lambda point: point[0],
    )
)
def test_the_slope_is_that_of_the_database(django_db_blocker, points):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT regr_slope(y, x) FROM unnest(%s::float8[], %s::float8[]) AS p (x, y)",
            [[x for x, _ in points], [y for _, y in points]],
        )
        wanted = cursor.fetchone()[0]
    assert vitals.slope(points) == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_dropped_days_keep_their_hours(elder):
    device(elder)
    today = NOON
    old = today - timedelta(days=100)
    operations.turn_readings(now=old)
    for minute in range(3):
        say("V1", systolic=140 + minute, now=old + timedelta(minutes=minute))
    operations.roll_up(since=old - timedelta(hours=1), until=old + timedelta(hours=1))
    turned = operations.turn_readings(now=today)
    assert turned.dropped >= 1
    assert not Reading.objects.exists()
    hour = HourlyReading.objects.get(kind="systolic")
    assert (hour.lowest, hour.highest, hour.mean, hour.count, hour.last) == (140, 142, 141, 3, 142)


def test_what_came_before_its_day_stood_is_brought_into_it(elder):
    device(elder)
    far = NOON + timedelta(days=400)
    say("V1", systolic=140, now=far)
    where = "SELECT tableoid::regclass::text FROM telecare_reading"
    with connection.cursor() as cursor:
        cursor.execute(where)
        assert cursor.fetchone()[0] == "telecare_reading_rest"
        operations.turn_readings(now=far)
        cursor.execute(where)
        assert cursor.fetchone()[0] == f"telecare_reading_{far:%Y%m%d}"


def test_a_late_reading_changes_its_hour(elder):
    device(elder)
    say("V1", systolic=140, at=NOON.isoformat())
    operations.roll_up(since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=1))
    say("V1", systolic=100, at=(NOON + timedelta(minutes=5)).isoformat(), now=NOON + timedelta(hours=30))
    operations.roll_up(since=NOON + timedelta(hours=29), until=NOON + timedelta(hours=31))
    hour = HourlyReading.objects.get(kind="systolic")
    assert (hour.count, hour.lowest, hour.last) == (2, 100, 100)


def test_policies_hold_on_the_parent_and_a_part_is_nobodys(elder):
    device(elder)
    operations.turn_readings(now=NOON)
    say("V1", systolic=140)
    outsider = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102001"))
    with enter(outsider):
        assert Reading.objects.count() == 0
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM telecare_reading_{NOON:%Y%m%d}")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
        Reading.objects.update(value=1)


def test_readings_stay_when_judging_fails_and_are_judged_later(elder, monkeypatch):
    device(elder, "glucose")
    with monkeypatch.context() as broken:
        broken.setattr(vitals, "judge_values", lambda *_: 1 / 0)
        say("V1", glucose=2.0)
    assert Reading.objects.count() == 1
    assert not Alert.objects.exists()
    assert operations.sweep_unjudged(by=SYSTEM, now=NOON + timedelta(minutes=5)) == 1
    assert Alert.objects.filter(rule="glucose_very_low").exists()
    assert operations.sweep_unjudged(by=SYSTEM, now=NOON + timedelta(minutes=5)) == 0


@pytest.mark.parametrize(("seconds", "wanted"), [(3600, NOON), (86400, NOON.replace(hour=0))])
@pytest.mark.parametrize("days", [7, 90])
def test_steps_of_a_chart_begin_at_hours_and_midnights_of_the_city(elder, seconds, wanted, days):
    device(elder)
    for minute in (0, 20):
        say("V1", systolic=130 + minute, now=NOON + timedelta(minutes=minute))
    operations.roll_up(since=NOON, until=NOON + timedelta(hours=1))
    scope, until = factories.scope_of(factories.make_operator()), NOON + timedelta(hours=2)
    found = queries.list_buckets_of(scope, elder.id, until - timedelta(days=days), until, seconds)
    assert [(one.at, one.low, one.high, one.mean, one.count) for one in found] == [(wanted, 130, 150, 140, 2)]


def test_what_cannot_be_true_is_in_no_chart(elder):
    device(elder, "thermometer")
    say("V1", temperature=-5)
    say("V1", temperature=36.5, now=NOON + timedelta(minutes=1))
    scope, until = factories.scope_of(factories.make_operator()), NOON + timedelta(hours=2)
    found = queries.list_buckets_of(scope, elder.id, NOON - timedelta(days=1), until, 600)
    assert [one.low for one in found] == [36.5]
    assert len(queries.list_readings_of(scope, elder.id, NOON - timedelta(days=1), until)) == 2
