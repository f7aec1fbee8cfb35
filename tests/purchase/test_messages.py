"""Messages of government purchase: her side hears of an end, the provider of a contract, once each."""

from datetime import timedelta

import pytest

from chongyang.alerting.models import Delivery, Run
from chongyang.alerting.rules.matters import all_matters
from chongyang.core import outbox
from chongyang.purchase import operations
from chongyang.purchase.operations.proposing import end
from chongyang.purchase.tasks import warn_contracts
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.alerting.ways import Vendor, make_channel, send_all, step
from tests.orders.people import daughter, make_contract, make_provider
from tests.purchase.people import NOW
from tests.purchase.test_decisions import JULY, aged, in_force

DAY = timedelta(days=1)
NOON = JULY.replace(hour=12)


def hear(at):
    outbox.deliver_due(now=at, only=["handler:alerting."])


def told(chain):
    rows = Delivery.objects.filter(run__version__chain__code=chain, failure="")
    return {(row.target_kind, row.target) for row in rows}


def test_an_end_is_told_to_the_elder_and_to_who_acts_for_her(db):
    elder = aged()
    row = in_force(elder)
    family = daughter(elder.id)
    account = factories.Account.objects.get(id=family.actor.account)
    make_channel(account)
    make_channel(factories.make_account(Role.FAMILY), number="13700000002")
    end(row, "not_in_group", (NOON + 20 * DAY).date(), NOON)
    for _ in range(2):
        hear(NOON)
    step(NOON)
    assert told("entitlement.ending") == {("elder", elder.id), ("account", account.id)}
    vendor = Vendor()
    send_all(vendor, NOON)
    assert {one.text for one in vendor.taken} == {all_matters()["entitlement.ending"].text}
    assert elder.phone.plain in {one.address for one in vendor.taken}
    operations.turn(now=NOON + 20 * DAY)
    hear(NOON + 20 * DAY)
    step(NOON + 20 * DAY)
    assert told("entitlement.ended") == {("elder", elder.id), ("account", account.id)}


def test_a_mandate_that_ended_is_told_nothing(db):
    from chongyang.registry.models import Mandate

    elder = aged()
    row = in_force(elder)
    family = daughter(elder.id)
    make_channel(factories.Account.objects.get(id=family.actor.account))
    Mandate.objects.filter(person=elder.id).update(revoked_at=NOW, revoke_reason="by_elder")
    end(row, "not_in_group", (NOON + 20 * DAY).date(), NOON)
    hear(NOON)
    step(NOON)
    assert told("entitlement.ending") == {("elder", elder.id)}


def test_nobody_writes_to_who_died(db):
    elder = aged()
    row = in_force(elder)
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=NOON.date())
    end(row, "died", NOON.date(), NOON)
    hear(NOON)
    assert not Run.objects.filter(version__chain__code__startswith="entitlement").exists()


@pytest.mark.parametrize("far", [False, True])
def test_a_contract_that_ends_is_told_to_the_providers_people_and_the_purchaser(db, monkeypatch, far):
    provider = make_provider()
    contract = make_contract(provider.organisation, "bath_help")
    noon = NOON.replace(year=2029, month=12, day=15)
    org = Organisation.objects.get(id=provider.organisation)
    people = [factories.make_account(role, org) for role in (Role.CONTRACTOR, Role.PROVIDER_FINANCE)]
    if far:
        contract.area = 410102000000
        contract.save()
    for number, account in enumerate(people):
        make_channel(account, number=f"1370000010{number}")
    make_channel(factories.make_account(Role.CONTRACTOR), number="13700000109")
    monkeypatch.setattr("chongyang.purchase.tasks.now", lambda: noon)
    assert warn_contracts(0) == 1
    assert warn_contracts(0) == 0
    hear(noon)
    step(noon)
    accounts = {target for kind, target in told("contract.ending") if kind == "account"}
    assert accounts == {one.id for one in people}
