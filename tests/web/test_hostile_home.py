"""Garbage about real rows of help at home, as the daughter who ordered and as the provider that comes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.checkout.models import Bill
from chongyang.core.clock import now
from chongyang.services import operations as services
from chongyang.services.models import Offer, ServiceProvider, YearlyCheck
from chongyang.territory.models import Account, Organisation
from chongyang.visits.models import Visit
from tests import factories
from tests.orders.homes import family_of, placed, quota_of
from tests.orders.people import contractor, offered_by, org_scope
from tests.visits.people import make_phone
from tests.web.test_hostile_rows import addresses, fields, garbled
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")
NEXT = timedelta(days=10)


def household():
    """Her daughter, who plans at the provider, and the keys of their rows by the words of addresses."""
    from chongyang.orders import operations as orders

    elder = factories.make_elder()
    quota_of(elder)
    home = Organisation.objects.get(id=offered_by().organisation)
    phone, daughter = make_phone(home.id), family_of(elder)
    order = placed(elder, days=1)
    scope = org_scope(order)
    orders.step(order=order.id, action="accept", scope=scope, by=scope.actor, now=now())
    provider = ServiceProvider.objects.get(organisation=home.id)
    ServiceProvider.objects.update(check_on=timezone.localdate(now()) + NEXT)
    services.open_due(now=now())
    rows = {
        "person": [elder],
        "order": [order],
        "carer": [phone.carer],
        "provider": [provider],
        "offer": Offer.objects.all(),
        "check": YearlyCheck.objects.all(),
        "visit": Visit.objects.all(),
        "bill": Bill.objects.all(),
    }
    keys = {word: [str(one.id) for one in found] for word, found in rows.items()}
    planner = Account.objects.get(id=contractor(home).actor.account)
    return {"daughter": daughter, "provider": planner}, keys


@pytest.mark.parametrize("who", ["daughter", "provider"])
def test_garbage_about_a_row_of_help_at_home_is_no_error_of_ours(who):
    people, keys = household()
    client, names = signed_in(people[who]), fields()
    client.raise_request_exception = False
    wrong, asked = [], 0
    for turn, (route, path) in enumerate(addresses(keys)):
        for said in (garbled(names, turn), {}):
            if (status := client.post(path, said).status_code) >= 500:
                wrong.append((route, status, turn))
        if (status := client.get(path, garbled(names, turn)).status_code) >= 500:
            wrong.append((route, status, turn))
        asked += 1
    assert asked > len(keys)
    assert not wrong, sorted(set(wrong))
