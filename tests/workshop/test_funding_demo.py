"""The demo's desk of subsidies has an application in every state, once."""

import pytest

from chongyang.core.clock import now
from chongyang.funding.models import Application
from chongyang.territory.models import Account, Post
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.demo_mandates import give_demo_mandates
from chongyang.workshop.funding import DEMOS, make_funding
from tests.funding import people
from tests.registration.people import elder_of

pytestmark = pytest.mark.django_db
STATES = {
    *("draft", "acceptance", "site", "recheck", "notice", "proposal", "decision"),
    *("approved", "refused", "returned", "withdrawn"),
}


def test_every_state_stands_on_the_desk_once(db, settings, tmp_path):
    settings.FILES = tmp_path
    assert make_funding(now()) == {}
    make_demo_accounts(now=now())
    people.place()
    elder_of()
    give_demo_mandates(now=now())
    scope, _ = people.carer()
    Account.objects.filter(id=scope.actor.account).update(is_demo=True)
    made = make_funding(now())
    assert made == {"budgets": 20, "institutions": len(DEMOS), "people": 2}
    states = set(Application.objects.values_list("state", flat=True))
    assert states == STATES | {"community"}
    assert Post.objects.get(account__username="institution_clerk").organisation.key == "demo.care-home"
    assert make_funding(now()) == {}
    assert Application.objects.count() == len(DEMOS) + 2
