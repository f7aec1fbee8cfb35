"""Prices: within the range of each area, from a coming day, never back; a new range ends what it forbids."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import nobody
from chongyang.services import operations, queries
from chongyang.services.models import Offer
from chongyang.services.operations import OfferForm, RangeForm, UnableToDo, yuan
from chongyang.services.rules import catalogue
from chongyang.territory.permissions import NotAllowed
from tests.services import made, people
from tests.services.people import do
from tests.workforce.made import contractor

STREET = 410105001001
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate(now())


@pytest.fixture
def own(db):
    org = made.organisation()
    made.make_provider(org)
    return contractor(org)


def form(today, **told):
    values = {"item": "bath_help", "price_fen": 8000, "areas": ("410105",), "valid_from": today + DAY, **told}
    return OfferForm(**values)


def offered(on):
    return [one.price_fen for one in queries.find_offers(nobody(), item="bath_help", area=STREET, on=on)]


def test_an_offer_begins_on_a_coming_day(own, today):
    do(operations.make_offer, own, form=form(today))
    assert (offered(today), offered(today + DAY)) == ([], [8000])
    with pytest.raises(UnableToDo, match="今天以后"):
        do(operations.make_offer, own, form=form(today, item="cleaning", valid_from=today))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"item": "nothing"}, "item"),
        ({"item": "nursing_visit", "price_fen": 10000}, "item"),
        ({"price_fen": 100}, "price"),
        ({"price_fen": 10**7}, "price"),
        ({"price_fen": 0}, "price"),
        ({"areas": ()}, "areas"),
        ({"areas": ("999999",)}, "areas"),
        ({"areas": ("410105", "410105001")}, "areas"),
    ],
)
def test_what_does_not_fit_the_catalogue_is_refused_by_its_field(own, today, told, field):
    with pytest.raises(UnableToDo) as refused:
        do(operations.make_offer, own, form=form(today, **told))
    assert set(refused.value.faults) == {field}
    assert not Offer.objects.exists()


def test_no_second_price_for_the_same_street(own, today):
    do(operations.make_offer, own, form=form(today))
    with pytest.raises(UnableToDo, match="已有这项服务的报价"):
        do(operations.make_offer, own, form=form(today, areas=("410105001",)))


def test_a_price_changes_on_its_day_and_the_past_stays(own, today):
    first = do(operations.make_offer, own, form=form(today))
    later = today + 10 * DAY
    do(operations.change_price, own, offer=first.id, price_fen=9000, valid_from=later)
    assert (offered(later - DAY), offered(later)) == ([8000], [9000])
    for day in (today, today - DAY):
        with pytest.raises(UnableToDo):
            do(operations.change_price, own, offer=first.id, price_fen=7000, valid_from=day)
    assert (offered(later - DAY), offered(later)) == ([8000], [9000]), "a refusal leaves what stood"


def test_an_offer_ends_on_a_coming_day_and_one_to_come_never_was(own, today):
    first = do(operations.make_offer, own, form=form(today))
    do(operations.end_offer, own, offer=first.id, ends_on=today + 5 * DAY)
    assert (offered(today + 4 * DAY), offered(today + 5 * DAY)) == ([8000], [])
    other = do(operations.make_offer, own, form=form(today, areas=("410102",), valid_from=today + 9 * DAY))
    do(operations.end_offer, own, offer=other.id, ends_on=today + 2 * DAY)
    assert not Offer.objects.filter(id=other.id).exists()


def test_only_the_provider_itself_and_only_in_force(own, today):
    first = do(operations.make_offer, own, form=form(today))
    stranger = contractor(made.organisation())
    with pytest.raises(UnableToDo, match="不在册"):
        do(operations.make_offer, stranger, form=form(today))
    org = made.organisation()
    made.make_provider(org)
    told = {"price_fen": 9000, "valid_from": today + 3 * DAY}
    with pytest.raises(queries.NotFound):
        do(operations.change_price, contractor(org), offer=first.id, **told)
    with pytest.raises(NotAllowed):
        do(operations.make_offer, people.county(), form=form(today))


def ranged(today, **told):
    values = {"item": "bath_help", "area": "410105", "price_from_fen": 9000, "price_to_fen": 11000}
    return RangeForm(**{**values, "valid_from": today + 5 * DAY, **told})


def test_a_new_range_ends_the_offers_that_it_forbids(own, today):
    do(operations.make_offer, own, form=form(today))
    org = made.organisation()
    made.make_provider(org)
    do(operations.make_offer, contractor(org), form=form(today, price_fen=10000))
    do(operations.set_range, people.county(), form=ranged(today))
    assert offered(today + 4 * DAY) == [8000, 10000]
    assert offered(today + 5 * DAY) == [10000]
    assert Event.objects.filter(kind="services.provider.offer_outside").count() == 1


def test_an_offer_must_lie_in_every_range_that_begins_later(own, today):
    do(operations.set_range, people.county(), form=ranged(today, area="410105001"))
    with pytest.raises(UnableToDo, match="90 至 110"):
        do(operations.make_offer, own, form=form(today))
    do(operations.make_offer, own, form=form(today, valid_to=today + 5 * DAY))
    do(operations.make_offer, own, form=form(today, areas=("410105002",), valid_from=today + 6 * DAY))


def test_a_county_sets_ranges_in_its_own_area_alone(db, today):
    with pytest.raises(UnableToDo):
        do(operations.set_range, people.outsider(), form=ranged(today))
    do(operations.set_range, people.county(), form=ranged(today))
    with pytest.raises(UnableToDo, match="已有价格范围"):
        do(operations.set_range, people.county(), form=ranged(today))
    do(operations.set_range, people.county(), form=ranged(today, valid_from=today + 9 * DAY))
    assert queries.range_of("bath_help", STREET, today + 8 * DAY).price_from_fen == 9000
    own = queries.range_of("bath_help", STREET, today)
    assert own.price_from_fen == catalogue.item("bath_help").price_from_fen


def test_yuan_are_read_as_people_type_them():
    assert [yuan(text) for text in ("80", "80.5", "1,080.05", " 0.5 ")] == [8000, 8050, 108005, 50]
    for text in ("", "-1", "1.234", "1e3", "八十", "8²", "٣", "1.", "12345678"):
        if text == "1.":
            assert yuan(text) == 100
            continue
        with pytest.raises(UnableToDo):
            yuan(text)
