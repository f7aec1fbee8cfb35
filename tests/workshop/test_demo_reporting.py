"""The demo's quarter: every state is there, and a second run changes nothing."""

import pytest

from chongyang.core.clock import now
from chongyang.reporting.models import Entry, Return
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.reporting import make_reporting

pytestmark = pytest.mark.usefixtures("db")


def test_a_quarter_in_every_state_once():
    make_demo_accounts(now=now())
    first = make_reporting(now())
    assert first["steps"] > 30
    states = set(Return.objects.filter(period="2018Q4").values_list("state", flat=True))
    assert {"open", "filled", "returned", "signing", "locked"} <= states
    assert Return.objects.filter(escalated_at__isnull=False).exists()
    assert Return.objects.exclude(period__startswith="2018").exists()
    held = Entry.objects.count()
    assert make_reporting(now()) == {"returns": 0, "steps": 0}
    assert Entry.objects.count() == held
