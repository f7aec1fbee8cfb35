"""The demo has decisions in every state, vouchers and contracts, once."""

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import StageHolder
from chongyang.core.scopes import system_scope
from chongyang.purchase import queries
from chongyang.purchase.models import Contract, Entitlement, VoucherAccount
from chongyang.workshop import purchase
from chongyang.workshop.accounts import make_demo_accounts
from tests import factories

pytestmark = pytest.mark.django_db


def people(count):
    for number in range(count):
        factories.make_elder(name=f"演示{number}", born_on=date(1930, 1, 1 + number % 28))


def test_every_state_stands_once(db, settings, tmp_path, monkeypatch):
    settings.FILES = tmp_path
    monkeypatch.setattr(purchase, "IN_FORCE", 2)
    monkeypatch.setattr(purchase, "IN_NOTICE", 1)
    monkeypatch.setattr(purchase, "DECIDING", 1)
    monkeypatch.setattr(purchase, "ASSESSING", 1)
    assert purchase.make_purchase(now()) == {}
    make_demo_accounts(now=now())
    people(6)
    told = purchase.make_purchase(now())
    assert told == {"proposed": 6, "in force": 2, "vouchers": 2, "contracts": 3}
    states = Counter(Entitlement.objects.values_list("state", flat=True))
    assert states == {"in_force": 2, "notice": 1, "decision": 1, "assessment": 1, "proposed": 1}
    places = StageHolder.objects.values_list("case", "holder")
    assert len(places) == len(set(places))
    today = timezone.localdate(now())
    account = VoucherAccount.objects.order_by("id")[0]
    assert queries.account_of(system_scope("test"), account.person, today)
    for row in Contract.objects.order_by("id"):
        assert queries.contract_for(row.organisation, factories.JINSHUI, "bath_help", today)
        assert "late_filed" not in queries.warnings_of(row, 0, today)
    assert purchase.make_purchase(now()) == {}


def test_a_small_city_shows_every_state_too(db, settings, tmp_path):
    """All of its few were in force once, and each other list of the county's desk was empty."""
    settings.FILES = tmp_path
    make_demo_accounts(now=now())
    people(8)
    assert purchase.make_purchase(now())["in force"] == 4
    states = Counter(Entitlement.objects.values_list("state", flat=True))
    assert states == {"in_force": 4, "notice": 1, "decision": 1, "assessment": 1, "proposed": 1}
