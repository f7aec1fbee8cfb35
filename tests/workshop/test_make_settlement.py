"""The demo's settled month: made once, at several stages, refused for a real city."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chongyang.checkout.models import Bill
from chongyang.core import facts
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import system_scope
from chongyang.purchase.models import VoucherAccount
from chongyang.settlement import queries
from chongyang.settlement.models import Line, Statement
from chongyang.workshop.settlement import EACH
from tests import factories
from tests.settlement.people import contracted

pytestmark = pytest.mark.usefixtures("db")


def voucher():
    person = factories.make_elder().id
    told = {"rule": "jinshui.home_help@1", "unit": "fen", "granted": 40_000, "entitlement": new_key()}
    today = now().date()
    days = {"period_from": today.replace(day=1), "valid_to": date(today.year + 1, 1, 1)}
    return VoucherAccount.objects.create(person=person, area=factories.JINSHUI, **told, **days)


def test_a_real_city_gets_none():
    with pytest.raises(CommandError):
        call_command("make_settlement", stdout=StringIO())


def test_it_is_made_once(monkeypatch):
    monkeypatch.setattr(facts, "is_synthetic", lambda: True)
    contracted()
    for _ in range(3):
        voucher()
    for _ in range(2):
        call_command("make_settlement", stdout=StringIO())
    row = Statement.objects.get()
    assert (row.lines, Line.objects.filter(percent__gt=0).count() > 0) == (EACH, True)
    assert queries.digest_of(system_scope("test"), row) == row.digest
    assert Bill.objects.count() == 6


def test_without_contracts_nothing_is_made(monkeypatch):
    monkeypatch.setattr(facts, "is_synthetic", lambda: True)
    voucher()
    call_command("make_settlement", stdout=StringIO())
    assert not Statement.objects.exists()
