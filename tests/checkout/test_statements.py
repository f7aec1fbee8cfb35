"""A vendor's statement of a day: nothing differs in silence."""

import pytest
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from chongyang.checkout import operations, queries
from chongyang.checkout.enums import DifferenceKind
from chongyang.checkout.models import Bill, Difference, VendorDay
from chongyang.checkout.operations import UnableToCheckOut
from chongyang.checkout.rules.comparing import Line, compare
from chongyang.core.clock import now
from tests.checkout.people import bill, merchant, of_provider, payer, told_of

NUMBERS = st.text("ABC123", min_size=1, max_size=3)
HELD = st.dictionaries(st.tuples(NUMBERS, st.booleans()), st.integers(1, 5))


@given(HELD, HELD)
def test_a_difference_is_named_exactly_where_the_sides_differ(there, here):
    lines = [Line(number, "", fen, is_refund) for (number, is_refund), fen in there.items()]
    found = {(one.number, one.is_refund): (one.here_fen, one.there_fen) for one in compare(lines, here)}
    wanted = {key for key in {*there, *here} if there.get(key) != here.get(key)}
    assert found == {key: (here.get(key), there.get(key)) for key in wanted}


@given(HELD)
def test_two_sides_that_say_the_same_have_no_difference(held):
    lines = [Line(number, "", fen, is_refund) for (number, is_refund), fen in held.items()]
    assert compare(lines, held) == []


@pytest.fixture
def begun(db, spoken):
    row = bill()
    merchant(row.organisation, number="M-here")
    scope = payer(row.person)
    return operations.begin_payment(bill=row.id, vendor="spoken", scope=scope, by=scope.actor, now=now())


def take(begun, body=b"one", scope=None):
    who = scope or of_provider(begun.organisation)
    told = {"vendor": "spoken", "merchant": "M-here", "on": localdate(now()), "body": body}
    return operations.take_statement(**told, scope=who, by=who.actor, now=now())


def test_a_payment_whose_notice_was_lost_is_found_in_the_statement(begun, spoken):
    spoken.lines = [Line(begun.number, "V1", begun.amount_fen)]
    day = take(begun)
    assert Bill.objects.get(id=begun.bill_id).state == "paid"
    assert (day.lines, day.paid_fen, day.differences.count()) == (1, 1_200, 0)


def test_what_one_side_lacks_waits_for_a_word(begun, spoken):
    operations.take_payment(told_of(begun), now=now())
    spoken.lines = [Line("X1", "V9", 500)]
    take(begun)
    kinds = dict(Difference.objects.values_list("number", "kind"))
    assert kinds == {begun.number: DifferenceKind.NOT_THERE, "X1": DifferenceKind.NOT_HERE}
    scope = of_provider(begun.organisation)
    (first, _) = queries.list_differences(scope)
    closing = {"difference": first.id, "scope": scope, "by": scope.actor, "now": now()}
    with pytest.raises(UnableToCheckOut):
        operations.close_difference(reason=" ", **closing)
    operations.close_difference(reason="次日到账", **closing)
    assert len(queries.list_differences(scope)) == 1


def test_the_same_file_is_one_day_and_another_takes_its_place_until_somebody_explained(begun, spoken):
    spoken.lines = [Line("X1", "V9", 500)]
    first = take(begun)
    assert take(begun).id == first.id
    spoken.lines = [Line("X2", "V9", 500)]
    assert take(begun, b"two").id != first.id
    assert VendorDay.objects.count() == 1
    scope = of_provider(begun.organisation)
    (held,) = queries.list_differences(scope)
    operations.close_difference(difference=held.id, reason="已核", scope=scope, by=scope.actor, now=now())
    with pytest.raises(UnableToCheckOut):
        take(begun, b"three")


def test_another_provider_has_no_statement_of_this_one(begun, spoken):
    with pytest.raises(queries.NotFound):
        take(begun, scope=of_provider(bill().organisation))
