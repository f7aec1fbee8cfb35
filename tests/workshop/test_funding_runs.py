"""What runs on in the demo's subsidies is there once, so that every page has something on it."""

import pytest

from chongyang.core.clock import now
from chongyang.funding.models import Award, AwardStop, Entitlement, MonthRun, SampleLine, Signal
from chongyang.registry.models import Mandate
from chongyang.treasury.models import PaymentOrder
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.demo_mandates import give_demo_mandates
from chongyang.workshop.funding import make_funding
from chongyang.workshop.funding_runs import AWARDS, make_runs
from tests import factories
from tests.funding import people

pytestmark = pytest.mark.django_db


def test_awards_months_stops_signals_samples_and_proposals_stand_once(db, settings, tmp_path):
    settings.FILES = tmp_path
    make_demo_accounts(now=now())
    people.place()
    for _ in range(AWARDS + 8):
        factories.make_elder()
    give_demo_mandates(now=now())
    make_funding(now())
    made = make_runs(now())
    assert Award.objects.count() == AWARDS
    assert set(MonthRun.objects.values_list("state", flat=True)) == {"approved", "computed"}
    assert set(AwardStop.objects.values_list("state", flat=True)) == {"proposed", "confirmed"}
    assert PaymentOrder.objects.filter(state="paid", programme="home_care_purchase").exists()
    assert set(SampleLine.objects.values_list("result", flat=True)) == {"good", "bad", "waiting"}
    assert set(Signal.objects.values_list("state", flat=True)) == {"open", "unfounded"}
    assert set(Entitlement.objects.values_list("state", flat=True)) == {"open", "taken", "aside"}
    helped = Mandate.objects.values("person")
    assert Entitlement.objects.filter(state="open", person__in=helped).exists()
    assert make_runs(now()) == made
