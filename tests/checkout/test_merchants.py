"""Numbers of merchants: told by one, typed again by another; seen by whose they are and by who pays."""

import logging

import pytest

from chongyang.checkout import operations, queries
from chongyang.checkout.models import Merchant
from chongyang.checkout.operations import UnableToCheckOut, errors
from chongyang.checkout.permissions import NotAllowed
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.territory.enums import Role
from tests import factories
from tests.checkout.people import of_provider, payer, provider, settler

NUMBER = "1900000109"


@pytest.fixture
def told(db, spoken):
    return tell(of_provider(provider().id))


def tell(scope, number=NUMBER, vendor="spoken"):
    return operations.tell_merchant(
        organisation=scope.organisation, vendor=vendor, number=number, scope=scope, by=scope.actor, now=now()
    )


def confirm(row, scope, number=NUMBER):
    return operations.confirm_merchant(merchant=row.id, number=number, scope=scope, by=scope.actor, now=now())


def test_another_person_types_it_again(told):
    second = of_provider(told.organisation, Role.PROVIDER_FINANCE)
    with pytest.raises(UnableToCheckOut) as refused:
        confirm(told, second, "1900000108")
    assert refused.value.reason == errors.OTHER_NUMBER
    assert confirm(told, second).confirmed_by == second.actor.account


def test_nobody_confirms_what_she_told(db, spoken):
    scope = of_provider(provider().id)
    with pytest.raises(UnableToCheckOut) as refused:
        confirm(tell(scope), scope)
    assert refused.value.reason == errors.OWN_NUMBER


def test_a_new_number_ends_the_one_before_it(told):
    confirm(told, of_provider(told.organisation))
    later = tell(of_provider(told.organisation), "1900000200")
    confirm(later, of_provider(told.organisation), "1900000200")
    held = dict(Merchant.objects.values_list("number", "ended_on"))
    assert (held[NUMBER] is not None, held["1900000200"]) == (True, None)
    with pytest.raises(UnableToCheckOut):
        confirm(later, of_provider(told.organisation), "1900000200")


@pytest.mark.parametrize("number", ["", " ", "a b", "9" * 41, "商户", "1;drop"])
def test_rubbish_is_no_number(db, spoken, number):
    with pytest.raises(UnableToCheckOut) as refused:
        tell(of_provider(provider().id), number)
    assert refused.value.reason == errors.BAD_NUMBER
    assert not Merchant.objects.exists()


def test_a_vendor_that_is_not_set_up_has_no_numbers(db):
    with pytest.raises(UnableToCheckOut) as refused:
        tell(of_provider(provider().id), vendor="elsewhere")
    assert refused.value.reason == errors.NO_VENDOR


def test_who_sees_them(told):
    finance = factories.scope_of(factories.make_account(Role.COUNTY_FINANCE, None, "410105"))
    for scope in (of_provider(told.organisation), finance):
        assert [row.id for row in queries.list_merchants(scope)] == [told.id]
    stranger = of_provider(provider().id)
    assert queries.list_merchants(stranger) == []
    with pytest.raises(queries.NotFound):
        queries.access_merchant(stranger, told.id)
    for nobody in (settler(), payer(told.organisation)):
        with pytest.raises(NotAllowed):
            queries.list_merchants(nobody)
    with pytest.raises(queries.NotFound):
        confirm(told, stranger)


def test_an_ended_number_takes_no_payment(told):
    confirm(told, of_provider(told.organisation))
    scope = of_provider(told.organisation)
    operations.end_merchant(merchant=told.id, scope=scope, by=scope.actor, now=now())
    with pytest.raises(queries.NotFound):
        operations.end_merchant(merchant=told.id, scope=scope, by=scope.actor, now=now())


def test_no_event_and_no_log_line_holds_the_number(told, caplog):
    caplog.set_level(logging.DEBUG)
    confirm(told, of_provider(told.organisation))
    kinds = Event.objects.filter(subject_type="checkout.merchant").order_by("id")
    assert [one.kind for one in kinds] == ["checkout.merchant.told", "checkout.merchant.confirmed"]
    assert all(one.payload == {"vendor": "spoken"} for one in kinds)
    assert NUMBER not in caplog.text
