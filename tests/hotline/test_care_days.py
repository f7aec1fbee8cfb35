"""The care calls of old days go, by the owner's function alone; a morning's statistics are there at once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.hotline.models import CareCall, CareTry
from chongyang.hotline.operations import care_rules
from chongyang.hotline.rules import care_calls as rules
from tests import factories
from tests.hotline.care import MORNING, NINE, adopt, morning, say, seat, take


@pytest.fixture
def called(db):
    factories.make_elder()
    adopt()
    morning()
    scope = seat()
    return say(scope, take(scope), "well")


def test_a_day_is_kept_until_its_time_is_over(called):
    CareCall.objects.update(on=now().date() - timedelta(days=rules.settings()["keep_days"] - 1))
    assert care_rules.drop_old_days(now=now()) == 0
    assert CareCall.objects.count() == 1


def test_an_old_day_goes_with_its_tries_and_the_rest_stays(called):
    old = now().date() - timedelta(days=rules.settings()["keep_days"] + 1)
    CareCall.objects.update(on=old)
    morning(MORNING + timedelta(days=1))
    assert care_rules.drop_old_days(now=now()) == 1
    assert (CareCall.objects.count(), CareTry.objects.count()) == (1, 0)
    assert Event.objects.get(kind="hotline.care_day.dropped").payload["calls"] == 1
    assert care_rules.drop_old_days(now=now()) == 0


def test_tries_stay_append_only_for_everybody_else(called):
    with pytest.raises(DatabaseError), transaction.atomic():
        CareTry.objects.all().delete()
    with pytest.raises(DatabaseError, match="90 days"), transaction.atomic():
        connection.cursor().execute("SELECT hotline_drop_care_days(current_date)")
    assert CareTry.objects.count() == 1


def test_a_large_morning_is_looked_at(called, monkeypatch):
    looked = []
    monkeypatch.setattr(care_rules, "FEW", 0)
    real = care_rules._look_at_the_day

    def look():
        real()
        looked.append(1)

    monkeypatch.setattr(care_rules, "_look_at_the_day", look)
    assert morning(MORNING + timedelta(days=1)) == 1
    assert looked


def test_two_mornings_of_one_day_give_the_same_keys(db):
    factories.make_elder()
    adopt()
    assert morning() == 1
    assert morning() == 0
    assert str(CareCall.objects.get().id).startswith(f"{NINE.date().toordinal():08x}")
