"""The demo's elder has an account of her own, and a family account may look after her; made once."""

import pytest

from chongyang.core.clock import now
from chongyang.registry import queries
from chongyang.registry.models import Mandate
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.workshop import accounts
from chongyang.workshop.demo_mandates import give_demo_mandates
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_two_accounts_reach_one_elder_and_a_second_run_gives_nothing(db):
    accounts.make_demo_accounts(now=now())
    elder = factories.make_elder()
    factories.make_elder(area=factories.ZHONGYUAN)
    assert give_demo_mandates(now=now()) == 2
    assert give_demo_mandates(now=now()) == 0
    assert set(Mandate.objects.values_list("basis", flat=True)) == {"own_account", "elder"}
    for name in ("elder", "family"):
        scope = territory.scope_of(Account.objects.get(username=name), now=now())
        assert [row.id for row in queries.list_elders(scope)] == [elder.id]


def test_an_empty_city_has_none(db):
    accounts.make_demo_accounts(now=now())
    assert give_demo_mandates(now=now()) == 0
