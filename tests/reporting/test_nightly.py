"""By the clock and by the command: the ended quarter is opened once, the late are told."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from chongyang.reporting import tasks
from chongyang.reporting.models import Return
from tests.reporting import people

pytestmark = pytest.mark.usefixtures("db")


def test_the_first_night_opens_the_quarter_and_the_morning_tells_the_late(monkeypatch):
    monkeypatch.setattr(tasks, "now", lambda: datetime(2019, 1, 1, 20, tzinfo=UTC))
    opened = tasks.open_ended.func(0)
    assert opened == Return.objects.count() > 300
    assert tasks.open_ended.func(0) == 0
    assert tasks.tell_late.func(0) == 0
    monkeypatch.setattr(tasks, "now", lambda: datetime(2019, 3, 1, tzinfo=UTC))
    assert tasks.tell_late.func(0) == 2 * opened


def test_the_command_opens_a_quarter_and_refuses_what_is_none(capsys):
    call_command("open_reports", quarter="2018Q4")
    assert "2018Q4: " in capsys.readouterr().out
    assert people.opened() == 0
    for name in ("2018", "2099Q1", "x"):
        with pytest.raises(CommandError):
            call_command("open_reports", quarter=name)
