"""Who offers what where on a day: one price, only providers in force, the smallest area's range."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.keys import new_key
from chongyang.core.scopes import nobody
from chongyang.services import queries
from chongyang.services.models import ItemPrice
from tests.services import made

DAY = date(2019, 6, 3)
JINSHUI, ZHONGYUAN = 410105001001, 410102001002


def find(area=JINSHUI, on=DAY, item="bath_help"):
    return queries.find_offers(nobody(), item=item, area=area, on=on)


def test_offers_are_found_by_item_place_and_day(db):
    provider = made.make_provider()
    offer = made.make_offer(provider, valid_to=DAY + timedelta(days=1))
    [told] = find()
    assert (told.offer, told.organisation, told.price_fen) == (offer.id, provider.organisation, 8000)
    assert (told.provider_name, told.item, told.score) == (provider.name, "bath_help", None)
    assert find(area=ZHONGYUAN) == find(item="cleaning") == find(on=DAY + timedelta(days=1)) == []


def test_better_scores_come_first_then_the_cheaper(db):
    prices = ((8000, None), (9000, Decimal(80)), (7000, None), (9900, Decimal(90)))
    for price, score in prices:
        made.make_offer(made.make_provider(made.organisation(), score=score), price_fen=price)
    assert [one.price_fen for one in find()] == [9900, 9000, 7000, 8000]


@pytest.mark.parametrize("state", ["suspended", "leaving", "exited"])
def test_only_providers_in_force_are_offered(db, state):
    provider = made.make_provider(state=state, reason="整改", leaves_on=DAY)
    offer = made.make_offer(provider)
    assert find() == []
    with pytest.raises(queries.NoOffer):
        queries.offer_on(offer.id, DAY, JINSHUI)


def test_an_offer_holds_on_its_days_in_its_areas(db):
    _, offer = made.offered(valid_from=DAY)
    assert queries.offer_on(offer, DAY, JINSHUI).price_fen == 8000
    for key, day, area in (
        (offer, DAY - timedelta(days=1), JINSHUI),
        (offer, DAY, ZHONGYUAN),
        (new_key(), DAY, JINSHUI),
    ):
        with pytest.raises(queries.NoOffer):
            queries.offer_on(key, day, area)


def test_the_database_refuses_a_second_price_for_a_street_of_the_same_county(db):
    provider = made.make_provider()
    made.make_offer(provider, valid_to=DAY)
    made.make_offer(provider, valid_from=DAY, price_fen=9000)
    made.make_offer(provider, areas=("410102",))
    with pytest.raises(IntegrityError), transaction.atomic():
        made.make_offer(provider, areas=("410105001",), price_fen=9000)


def price(area: int, last: int, low: int, high: int, **days):
    held = {"valid_from": made.START, "set_at": datetime(2018, 1, 1, tzinfo=UTC), **days}
    return ItemPrice.objects.create(
        item="bath_help", area=area, last=last, price_from_fen=low, price_to_fen=high, **held
    )


def test_the_smallest_area_sets_the_range_and_else_the_catalogue_does(db):
    price(410100000000, 410199999999, 5000, 9000)
    price(410105000000, 410105999999, 6000, 7000, valid_to=DAY)
    price(410102000000, 410102999999, 100, 200)
    before, after = DAY - timedelta(days=1), DAY
    assert queries.range_of("bath_help", JINSHUI, before).price_to_fen == 7000
    assert queries.range_of("bath_help", JINSHUI, after).price_to_fen == 9000
    own = queries.range_of("cleaning", JINSHUI, after)
    assert own.allows(6000)
    assert not own.allows(100)
    assert "演示" in own.document
    with pytest.raises(IntegrityError), transaction.atomic():
        price(410105000000, 410105999999, 6000, 7500)
