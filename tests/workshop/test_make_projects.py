"""The demo's project library: a year of months, made once, marked, refused for a real city."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.projects import queries
from chongyang.projects.models import Attraction, Enterprise, MonthReport, Problem, Project, Proposal
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests.factories import make_account

pytestmark = pytest.mark.usefixtures("db")


def test_a_real_city_gets_none() -> None:
    with pytest.raises(CommandError):
        call_command("make_projects", stdout=StringIO())


def test_it_is_made_once_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "is_synthetic", lambda: True)
    account = make_account(Role.LEADING_GROUP_OFFICE)
    Account.objects.filter(id=account.id).update(username="leading_group_office", is_demo=True)
    call_command("make_projects", stdout=StringIO())
    events = Event.objects.filter(kind__startswith="projects.").count()
    call_command("make_projects", stdout=StringIO())
    assert Event.objects.filter(kind__startswith="projects.").count() == events
    assert MonthReport.objects.count() > 150
    assert not MonthReport.objects.filter(is_synthetic=False).exists()
    assert Project.objects.filter(is_synthetic=True).count() == 26
    assert Project.objects.filter(stage="suspended").count() == 1
    assert not Enterprise.objects.filter(is_synthetic=False).exists()
    assert not Attraction.objects.filter(is_synthetic=False).exists()
    assert Problem.objects.filter(state="open").exists()
    assert Proposal.objects.filter(decided_at=None).exists()
    late = queries.list_late(system_scope("test"), timezone.localdate(now()))
    assert {one.project.number for one in late} <= {"2018-34-15"}
    assert all("演示" in row.leader for row in Project.objects.exclude(leader=""))
