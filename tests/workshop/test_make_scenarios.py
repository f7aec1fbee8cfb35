"""The demo's scenarios: made once, the readings' costs each time; refused for a real city."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chongyang.core import facts
from chongyang.scenarios.models import AlternativeCost, Scenario
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests.factories import make_account

pytestmark = pytest.mark.usefixtures("db")


def test_a_real_city_gets_none() -> None:
    with pytest.raises(CommandError):
        call_command("make_scenarios", stdout=StringIO())


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "is_synthetic", lambda: True)
    account = make_account(Role.CITY_FINANCE)
    Account.objects.filter(id=account.id).update(username="city_finance", is_demo=True)
    for _ in range(2):
        call_command("make_scenarios", stdout=StringIO())
    assert Scenario.objects.count() == 1
    assert AlternativeCost.objects.filter(parameter="bed.split").count() == 6
