"""Two files, one person: her limits, absences and alerts count for the readings of either."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM
from chongyang.registry.queries.clusters import clusters_of
from chongyang.telecare import operations, queries
from chongyang.telecare.models import Alert, Away, Device, HourlyReading, LastReading, Reading, VitalLimit
from chongyang.territory.enums import Role
from tests import factories
from tests.telecare.test_vitals import NOON, device, say, silent_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def double(elder):
    return factories.make_elder(name="陈秀蘭", same_as=elder)


@pytest.fixture
def clerk(db):
    return factories.scope_of(factories.make_account(Role.STREET_CLERK))


def high(serial, *, value=170, times=3):
    for turn in range(times):
        at = NOON - timedelta(minutes=times - turn)
        say(serial, systolic=value, at=at.isoformat(), now=NOON)


def limit_of(person, rule, limit):
    VitalLimit.objects.create(
        person=person.id,
        area=person.area,
        rule=rule,
        limit=limit,
        reason="医嘱",
        valid_from=NOON - timedelta(days=1),
    )


def test_clusters_go_through_every_link(elder, double):
    third = factories.make_elder(name="陈秀兰2", same_as=double)
    alone = factories.make_elder(name="王桂芝")
    found = clusters_of([third.id, alone.id])
    assert found == {third.id: [elder.id, double.id, third.id], alone.id: [alone.id]}


def test_the_survivors_limit_holds_for_the_doubles_device(elder, double):
    device(double)
    limit_of(elder, "systolic_high", 190)
    high("V1")
    assert not Alert.objects.filter(rule="systolic_high").exists()


def test_the_doubles_limit_holds_for_the_survivors_device(elder, double):
    device(elder)
    limit_of(double, "systolic_high", 190)
    high("V1")
    assert not Alert.objects.filter(rule="systolic_high").exists()


def test_of_two_limits_the_survivors_counts(elder, double):
    device(double)
    limit_of(elder, "systolic_high", 190)
    limit_of(double, "systolic_high", 130)
    high("V1")
    assert not Alert.objects.filter(rule="systolic_high").exists()


def test_an_alert_of_either_file_is_one_alert(elder, double):
    device(double)
    high("V1")
    double.same_as = None
    double.save(update_fields=["same_as"])
    Alert.objects.update(person=double.id)
    double.same_as = elder
    double.save(update_fields=["same_as"])
    device(elder, serial="V2")
    high("V2")
    assert Alert.objects.filter(rule="systolic_high").count() == 1


def test_a_new_alert_is_the_persons(elder, double):
    device(double)
    high("V1")
    assert set(Alert.objects.values_list("person", flat=True)) == {elder.id}


def test_who_is_away_by_one_file_is_away_by_the_other(elder, double):
    silent_home(double, hours=30)
    Away.objects.create(
        person=elder.id, area=elder.area, kind="hospital", valid_from=NOON - timedelta(days=2)
    )
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0


def test_a_sign_of_life_by_one_file_is_one_for_the_other(elder, double):
    silent_home(double, hours=30)
    LastReading.objects.create(
        person=elder.id,
        area=elder.area,
        kind="movement",
        at=NOON - timedelta(hours=1),
        value=1,
        active_at=NOON - timedelta(hours=1),
    )
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0


def test_her_own_limit_by_the_survivor_raises_the_doubles_silence_earlier(elder, double):
    silent_home(double, hours=5)
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 0
    limit_of(elder, "no_movement", 3)
    assert operations.watch_absences(by=SYSTEM, now=NOON) == 1
    assert Alert.objects.get().person == elder.id


def test_both_files_silent_is_one_alert_and_repeats_nothing(elder, double):
    silent_home(elder, hours=30)
    device(double, "fall_radar", serial="V2")
    say("V2", movement=1, now=NOON - timedelta(hours=28))
    Device.objects.update(health="ok")
    for _ in range(2):
        operations.watch_absences(by=SYSTEM, now=NOON)
    assert Alert.objects.filter(rule="no_movement").count() == 1


def test_a_trend_is_read_over_both_files(elder, double):
    for day in range(6):
        HourlyReading.objects.create(
            person=(elder, double)[day % 2].id,
            area=elder.area,
            kind="systolic",
            hour=NOON - timedelta(days=6 - day),
            lowest=120 + 5 * day,
            highest=120 + 5 * day,
            mean=120 + 5 * day,
            count=1,
            last=120 + 5 * day,
        )
    assert operations.watch_trends(by=SYSTEM, now=NOON) == 1
    assert Alert.objects.get().person == elder.id


def test_the_page_of_either_shows_all(elder, double, clerk):
    device(double)
    high("V1")
    assert Reading.objects.filter(person=double.id).exists()
    since, until = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    with enter(clerk):
        for one in (elder, double):
            assert len(queries.list_readings_of(clerk, one.id, since, until)) == 3
            assert len(queries.list_alerts_of(clerk, one.id)) == 1
            assert [row.kind for row in queries.list_last_of(clerk, one.id)] == ["systolic"]
            assert sum(row.count for row in queries.list_buckets_of(clerk, one.id, since, until, 3600)) == 3


def test_a_limit_and_an_absence_set_for_either_replace_the_others(elder, double, clerk):
    limit_of(double, "systolic_high", 160)
    words = {"scope": clerk, "by": clerk.actor, "now": NOON}
    with enter(clerk):
        set_and_taken_back(clerk, elder, double, words)


def set_and_taken_back(clerk, elder, double, words):
    operations.say_away(person=double.id, kind="hospital", until=None, **words)
    operations.set_limit(person=elder.id, rule="systolic_high", limit=155, reason="医嘱", **words)
    assert VitalLimit.objects.get(valid_to=None).person == elder.id
    assert queries.list_applied(clerk, double.id, NOON)["systolic_high"].limit == 155
    assert len(queries.list_limits(clerk, double.id)) == 2
    assert queries.get_away(clerk, elder.id, NOON)
    assert operations.say_back(person=elder.id, **words)
    assert queries.get_away(clerk, double.id, NOON + timedelta(minutes=1)) is None
