"""The demo's plans: made by the room's own operations, once; and the command that plans a county's day."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.scheduling.models import DayPlan
from chongyang.workshop.scheduling import make_plans
from tests.orders.people import make_carer, offered_by
from tests.web.test_dispatching import accepted


def test_tomorrow_is_planned_and_published_once(db):
    make_carer(offered_by().organisation)
    accepted(8)
    assert make_plans(now()) == {"plans": 1, "visits": 1}
    assert DayPlan.objects.get().state == "published"
    assert make_plans(now()) == {}


def test_a_county_s_day_by_command(db):
    make_carer(offered_by().organisation, name="周护理")
    day = timezone.localdate(accepted(8).from_at).isoformat()
    told = StringIO()
    call_command("plan_day", "410105", day, rounds=60, json=True, stdout=told)
    plan = json.loads(told.getvalue())[0]
    assert (plan["visits"], plan["rows"][0]["carer"]) == (1, "周护理")
    call_command("plan_day", "410105", day, rounds=60, publish=True, stdout=told)
    assert "published" in told.getvalue()
    for wrong in (("410105", "tomorrow"), ("x", day), ("410102", day)):
        with pytest.raises(CommandError):
            call_command("plan_day", *wrong, rounds=60)
