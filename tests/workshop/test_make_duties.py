"""The demo's ledger: every item given, two quarters, letters, a meeting; once, never for a real city."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.duties import operations, queries
from chongyang.duties.enums import Light
from chongyang.duties.models import Letter, Matter, Progress, Run
from chongyang.duties.rules.items import load_items
from chongyang.indicators.rules.periods import Period
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.duties import make_duties
from chongyang.workshop.duties_people import LIAISONS

pytestmark = pytest.mark.usefixtures("db")
AFTER_THE_REFORM = date(2019, 6, 1)


def test_a_real_city_gets_none(monkeypatch):
    with pytest.raises(CommandError):
        call_command("make_duties", stdout=StringIO())


def test_it_is_made_once_with_every_light(monkeypatch):
    monkeypatch.setattr(facts, "is_synthetic", lambda: True)
    make_demo_accounts(now=now())
    call_command("make_duties", stdout=StringIO())
    assert set(Run.objects.values_list("item", flat=True)) == {
        item.key for item in load_items() if item.document == "2018-34"
    }
    assert set(Progress.objects.values_list("period", flat=True)) == {"2018Q3", "2018Q4", "2020Q4"}
    lits = queries.list_runs_lit(system_scope("test"), Period(2018, 4))
    assert {Light.RED, Light.YELLOW, Light.GREEN} <= {lit.light for lit in lits}
    assert sum(lit.light is Light.RED for lit in lits) < len(lits) / 5
    assert set(Letter.objects.values_list("state", flat=True)) == {"closed", "replied", "issued", "draft"}
    assert set(Matter.objects.values_list("state", flat=True)) == {"open", "decided", "solved"}
    assert all("演示" in words for words in Progress.objects.values_list("done", flat=True))
    before = Event.objects.count()
    assert make_duties(now()) == {}
    assert Event.objects.count() == before


def test_who_took_over_from_an_office_with_a_liaison_has_one_too():
    """The commission for health ended in 2019: what it was given is answered by its successor."""
    make_demo_accounts(now=now())
    for key in (one for one in LIAISONS if one.startswith("city.")):
        heir = territory.get_organisation(operations.answering(key, AFTER_THE_REFORM))
        city = territory.city_interval()[0]
        assert territory.list_holders(Role.LIAISON.value, city, now(), organisation=heir.id), heir.key


def test_without_the_demos_accounts_nothing_is_made():
    assert make_duties(now()) == {}
    assert not Run.objects.exists()
