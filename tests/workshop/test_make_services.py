"""The demo's providers of services: whole, invented, the same when made again."""

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.scopes import nobody, system_scope
from chongyang.services import queries
from chongyang.services.models import Entry, Offer, OfferArea, ServiceProvider, YearlyCheck
from chongyang.services.rules import catalogue
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Post
from chongyang.workforce import queries as workforce
from chongyang.workforce.models import Carer
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.services import make_services
from tests import factories

JINSHUI = 410105001001


@pytest.fixture
def city(db, settings, tmp_path):
    settings.FILES = tmp_path / "files"
    moment = now()
    factories.make_responder(kind="care_worker")
    make_demo_accounts(now=moment)
    return make_services(moment)


def test_six_providers_offer_every_item_of_the_catalogue(city):
    assert city["providers"] == 6
    assert 40 <= city["carers"] <= 44
    today = timezone.localdate(now())
    for item in catalogue.items().values():
        if item.unit == "piece":  # goods are offered with their articles (`make_supplies`)
            continue
        told = queries.find_offers(nobody(), item=item.key, area=JINSHUI, on=today)
        assert told, item.key
        assert all(item.price_from_fen <= one.price_fen <= item.price_to_fen for one in told)
        kinds = ServiceProvider.objects.filter(offers__item=item.key).values_list("kind", flat=True)
        assert set(kinds) <= set(item.who_may)
    assert OfferArea.objects.count() == sum(len(one.areas) for one in Offer.objects.all())


def test_some_certificates_end_soon_and_one_is_over(city):
    endings = workforce.list_endings(system_scope("test"), timezone.localdate(now()))
    assert [one.is_over for one in endings] == [True, False, False]
    assert all("演示" in one.name for one in ServiceProvider.objects.all())


def test_one_asks_to_enter_and_one_is_checked(city):
    assert Entry.objects.get().state == "acceptance"
    assert YearlyCheck.objects.get().state == "reporting"


def test_accounts_stand_with_their_own_provider(city):
    posts = Post.objects.filter(account__username__in=("contractor", "provider_finance", "carer1"))
    assert {post.organisation.key for post in posts.select_related("organisation")} == {"provider.demo-1"}
    account = Account.objects.get(username="carer1")
    carer = workforce.carer_of_account(factories.scope_of(account), account.id)
    assert carer is not None
    assert carer.organisation == posts.first().organisation_id
    assert Carer.objects.exclude(account=None).count() == 7
    contractor = factories.scope_of(Account.objects.get(username="contractor"))
    assert contractor.role == Role.CONTRACTOR
    assert workforce.count_carers(contractor) == 14


def test_made_again_nothing_changes(city):
    before = Carer.objects.count(), Offer.objects.count()
    assert make_services(now()) == {}
    assert (Carer.objects.count(), Offer.objects.count()) == before
