"""Goods and aids: stock that is never oversold, one piece with one person, months and deposits as bills."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.checkout.models import Bill
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.supplies import operations, queries
from chongyang.supplies.models import Article, Charge, Piece, Rental
from chongyang.supplies.operations import ArticleForm, UnableToSupply, ending, errors
from tests import factories
from tests.orders.people import make_offer
from tests.supplies.people import DAY, NOW, cook, manager_of, seat, told

MONTH = timedelta(days=31)


def shop(**columns):
    """A provider with a wheelchair to sell (2) and to rent (one piece)."""
    provider = cook()
    for item in ("aid_sale", "aid_rental"):
        make_offer(provider, item, price_fen=10_000)
    scope = manager_of(provider)
    values = {"sale_fen": 68_000, "month_fen": 6_000, "deposit_fen": 30_000, "stock": 2, **columns}
    form = ArticleForm(kind="aid", name="轻便轮椅", valid_from=date(2019, 1, 1), **values)
    row = operations.keep_article(form=form, **told(scope))
    operations.add_piece(article=row.id, serial="LY-001", **told(scope))
    return scope, row


def buy(article, elder=None, scope=None, **how):
    elder, scope = elder or factories.make_elder(), scope or seat()
    return operations.buy(person=elder.id, article=article.id, channel="call", **told(scope), **how)


def rent(article, elder=None, scope=None, from_on=DAY, now=NOW, **how):
    elder, scope = elder or factories.make_elder(), scope or seat()
    return operations.rent(person=elder.id, article=article.id, from_on=from_on, **told(scope, now), **how)


def step(name, rental, scope, now=NOW):
    return getattr(operations, name)(rental=rental.id, **told(scope, now))


def refused(act) -> str:
    with pytest.raises(UnableToSupply) as raised, transaction.atomic():
        act()
    return raised.value.reason


def test_a_sale_takes_from_the_stock_once_and_gives_it_back(db):
    _, row = shop()
    elder, scope = factories.make_elder(), seat()
    sale = buy(row, elder, scope, quantity=2, key="a")
    assert buy(row, elder, scope, quantity=2, key="a").id == sale.id
    order = Order.objects.get(id=sale.order)
    assert (order.item, order.price_fen, order.state) == ("aid_sale", 136_000, "offered")
    assert refused(lambda: buy(row)) == errors.NONE_LEFT
    orders.withdraw(order=order.id, reason="changed_mind", **told(scope))
    row.refresh_from_db()
    assert row.left == 2
    buy(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(id=row.id).update(sold=3)


def test_a_piece_is_with_one_person_at_a_time(db):
    scope, row = shop()
    first = rent(row, to_on=DAY + MONTH)
    assert refused(lambda: rent(row)) == errors.NO_PIECE
    rent(row, from_on=DAY + MONTH)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rental.objects.filter(id=first.id).update(to_on=DAY + 2 * MONTH)
    operations.add_piece(article=row.id, serial="LY-002", **told(scope))
    assert rent(row, to_on=DAY + MONTH).piece.serial == "LY-002"


def test_the_same_word_is_the_same_rental_and_days_are_in_order(db):
    _, row = shop()
    elder, scope = factories.make_elder(), seat()
    assert rent(row, elder, scope, key="a").id == rent(row, elder, scope, key="a").id
    assert refused(lambda: rent(row, from_on=date(2019, 1, 1))) == errors.RENT_DAYS
    assert refused(lambda: rent(row, to_on=DAY)) == errors.RENT_DAYS


def test_a_rental_goes_its_way_and_owes_deposit_and_months(db):
    scope, row = shop()
    rental = rent(row)
    assert refused(lambda: step("take_back", rental, scope)) == errors.NOT_THERE_NOW
    day = NOW + timedelta(days=1)
    step("hand_over", rental, scope, day)
    assert refused(lambda: step("hand_over", rental, scope, day)) == errors.NOT_THERE_NOW
    assert operations.charge_due(now=day) == 0
    assert operations.charge_due(now=day + 2 * MONTH) == 2
    assert operations.charge_due(now=day + 2 * MONTH) == 0
    assert sorted(Charge.objects.values_list("kind", "amount_fen")) == [
        ("deposit", 30_000),
        *[("month", 6_000)] * 3,
    ]
    bills = Bill.objects.filter(person=rental.person, item="aid_rental", state="open")
    assert sorted(bills.values_list("kind", "amount_fen")) == [("deposit", 30_000), *[("rent", 6_000)] * 3]
    step("take_back", rental, scope, day + 2 * MONTH)
    assert operations.charge_due(now=day + 5 * MONTH) == 0
    assert Piece.objects.get().state == "returned"
    later = (day + 2 * MONTH).date() + timedelta(days=1)
    step("inspect", rental, scope, day + 2 * MONTH)
    piece = Piece.objects.get()
    assert (piece.state, piece.disinfected_on) == ("available", (day + 2 * MONTH).date())
    deposit = Charge.objects.get(kind="deposit")
    assert Bill.objects.get(reference=deposit.id).state == "cancelled"
    assert rent(row, from_on=later, now=day + 2 * MONTH).piece_id == piece.id


def test_a_paid_deposit_is_asked_back(db):
    from chongyang.checkout.models import Attempt, Refund

    scope, row = shop()
    rental = rent(row, from_on=NOW.date())
    step("hand_over", rental, scope)
    bill = Bill.objects.get(reference=Charge.objects.get(kind="deposit").id)
    Bill.objects.filter(id=bill.id).update(state="paid", paid_at=NOW)
    whose = {"person": bill.person, "area": bill.area, "organisation": bill.organisation}
    Attempt.objects.create(
        bill=bill,
        vendor="sandbox",
        merchant="m",
        number="P1",
        amount_fen=bill.amount_fen,
        state="paid",
        began_at=NOW,
        expires_at=NOW,
        paid_at=NOW,
        **whose,
    )
    step("take_back", rental, scope)
    step("inspect", rental, scope)
    assert Refund.objects.get().amount_fen == 30_000


def test_of_a_deposit_that_went_back_in_part_the_rest_is_asked(db):
    from chongyang.checkout.models import Attempt, Refund

    scope, row = shop()
    rental = rent(row, from_on=NOW.date())
    step("hand_over", rental, scope)
    bill = Bill.objects.get(reference=Charge.objects.get(kind="deposit").id)
    Bill.objects.filter(id=bill.id).update(state="paid", paid_at=NOW)
    whose = {"person": bill.person, "area": bill.area, "organisation": bill.organisation, "bill": bill}
    words = {"vendor": "sandbox", "merchant": "m", "number": "P1", "state": "paid"}
    times = {"began_at": NOW, "expires_at": NOW, "paid_at": NOW}
    Attempt.objects.create(amount_fen=30_000, back_fen=10_000, **whose, **words, **times)
    step("take_back", rental, scope)
    step("inspect", rental, scope)
    assert Refund.objects.get().amount_fen == 20_000
    assert Attempt.objects.get().back_fen == 30_000


def test_months_that_were_charged_stay_when_a_later_rental_breaks(db, monkeypatch):
    from chongyang.supplies.operations import rentals

    scope, row = shop()
    operations.add_piece(article=row.id, serial="LY-002", **told(scope))
    for _ in "ab":
        step("hand_over", rent(row, from_on=NOW.date()), scope)
    real, last = rentals._charge_months, Rental.objects.latest("id").id

    def charge(held, *rest):
        if held.id == last:
            raise RuntimeError
        return real(held, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(rentals, "_charge_months", charge)
        with pytest.raises(RuntimeError):
            operations.charge_due(now=NOW + MONTH)
    assert Charge.objects.filter(kind="month").count() == 3
    assert operations.charge_due(now=NOW + MONTH) == 1


def test_rent_and_deposit_are_told_by_their_words_on_the_receipt(db):
    from types import SimpleNamespace

    from chongyang.checkout.papers import receipt_of

    scope, row = shop()
    step("hand_over", rent(row, from_on=NOW.date()), scope)
    said = set()
    for bill in Bill.objects.all():
        paid = SimpleNamespace(
            bill=bill, amount_fen=1, paid_at=NOW, number="P", vendor_number="V", vendor="sandbox"
        )
        rows = dict(receipt_of(paid, payer="甲", paid_to="乙", by="丙", at=NOW)["rows"])
        said.add(rows["事项"].partition("（")[0])
    assert said == {"租金", "押金"}


def test_what_is_lost_is_rented_no_more_and_its_deposit_stays(db):
    scope, row = shop()
    rental = rent(row, from_on=NOW.date())
    step("hand_over", rental, scope)
    step("lose", rental, scope)
    assert Piece.objects.get().state == "lost"
    assert refused(lambda: rent(row, from_on=DAY + MONTH)) == errors.NO_PIECE
    assert Bill.objects.filter(state="open").count() == 2


def test_another_provider_reaches_none_of_it(db):
    _, row = shop()
    rental = rent(row)
    other = manager_of(cook())
    with pytest.raises(queries.NotFound):
        step("hand_over", rental, other)
    with pytest.raises(queries.NotFound):
        operations.add_piece(article=row.id, serial="X", **told(other))
    assert queries.list_rentals(other) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sale_fen": None, "month_fen": None}, "sale_fen"),
        ({"sale_fen": 0}, "sale_fen"),
        ({"sale_fen": 90_000_00}, "sale_fen"),
        ({"stock": -1}, "stock"),
        ({"deposit_fen": -1}, "deposit_fen"),
    ],
)
def test_what_an_article_lacks_is_told(db, change, field):
    with pytest.raises(UnableToSupply) as raised:
        shop(**change)
    assert raised.value.field == field


def test_who_died_rents_nothing(db):
    _, row = shop()
    elder = factories.make_elder(life_status="dead", status_on=NOW.date())
    assert refused(lambda: rent(row, elder)) == errors.DEAD


def test_a_death_ends_the_months_and_the_piece_still_comes_back(db):
    scope, row = shop()
    elder = factories.make_elder()
    rental = rent(row, elder)
    step("hand_over", rental, scope)
    assert ending.would_stop(scope, elder.id, NOW) == ["租用着 1 件辅具"]
    for _ in "ab":  # an event may come twice
        ending.stop_all(elder.id, NOW + MONTH)
    assert operations.charge_due(now=NOW + MONTH) == 2, "the month that had begun is still owed"
    assert operations.charge_due(now=NOW + 6 * MONTH) == 0
    assert Piece.objects.get().state == "out"
    step("take_back", rental, scope, NOW + 2 * MONTH)
    assert Piece.objects.get().state == "returned"


def test_a_death_cancels_what_was_only_reserved(db):
    scope, row = shop()
    elder = factories.make_elder()
    rental = rent(row, elder)
    ending.stop_all(elder.id, NOW)
    rental.refresh_from_db()
    assert rental.state == "cancelled"
    assert ending.would_stop(scope, elder.id, NOW) == []
    assert Bill.objects.count() == 0
