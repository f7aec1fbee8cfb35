"""代办代缴: two receipts, then one bill; cash only where a city says so, and by two."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from chongyang.checkout import operations, queries
from chongyang.checkout.models import Bill, CashHeld, Errand
from chongyang.checkout.operations import UnableToCheckOut, cash, errors
from chongyang.checkout.permissions import NotAllowed
from chongyang.checkout.rules.limits import limits
from chongyang.core.clock import now
from chongyang.core.files.errors import WRONG_TYPE
from chongyang.core.keys import new_key
from chongyang.core.models import Event, FileStored
from chongyang.core.queries import files
from chongyang.registry.rules.mandates import Allow
from chongyang.territory.enums import Role
from tests import factories
from tests.checkout.people import doer, of_provider, payer, provider, settler
from tests.core.test_files import PDF_BYTES
from tests.orders.people import daughter

PAPER = {"chunks": [PDF_BYTES], "name": "电费.pdf"}


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def elder(db):
    return factories.make_elder()


def ask(person, scope=None, **words):
    who = scope or factories.scope_of(factories.make_operator())
    told = {"utility": "electricity", "household_number": "41010500123", "most_fen": 20_000, **words}
    told.setdefault("organisation", doer().organisation)
    return operations.ask_errand(person=person, scope=who, by=who.actor, now=now(), **told)


@pytest.fixture
def asked(elder):
    return ask(elder.id)


def do(operation, row, **words):
    scope = words.pop("scope", None) or of_provider(row.organisation)
    return operation(errand=row.id, scope=scope, by=scope.actor, now=now(), **words)


def pay(row, amount=15_230, **words):
    return do(operations.pay_errand, row, amount_fen=amount, **{**PAPER, **words})


def test_two_receipts_make_one_bill(asked):
    pay(asked)
    assert not Bill.objects.exists()
    do(operations.hand_over, asked, **PAPER)
    row = Bill.objects.get()
    assert (row.amount_fen, row.kind, row.person) == (15_230, "utility", asked.person)
    assert FileStored.objects.filter(person=asked.person).count() == 2


def test_the_elder_signs_on_her_own_page_and_the_paper_is_kept(asked):
    pay(asked)
    own = payer(asked.person)
    do(operations.sign_errand, asked, scope=own)
    held = queries.access_receipt(own, asked.id, "handed")
    assert files.read(held).startswith(b"%PDF-")
    assert (Bill.objects.get().amount_fen, Errand.objects.get().handed_by) == (15_230, own.actor.account)
    with pytest.raises(UnableToCheckOut):
        do(operations.hand_over, asked, **PAPER)


def test_only_who_pays_signs_and_only_for_herself(asked):
    pay(asked)
    with pytest.raises(NotAllowed):
        do(operations.sign_errand, asked)
    with pytest.raises(queries.NotFound):
        do(operations.sign_errand, asked, scope=payer(new_key()))
    assert not Bill.objects.exists()


def test_without_its_receipt_nothing_goes_on(asked):
    for operation, words in ((operations.pay_errand, {"amount_fen": 100}), (operations.hand_over, {})):
        with pytest.raises(UnableToCheckOut):
            do(operation, asked, **words)
    assert Errand.objects.get().state == "asked"


def test_a_receipt_is_looked_at_when_it_comes(asked):
    with pytest.raises(UnableToCheckOut) as refused:
        pay(asked, chunks=[b"MZ rubbish"])
    assert refused.value.reason == WRONG_TYPE
    assert (Errand.objects.get().state, FileStored.objects.count()) == ("asked", 0)


@pytest.mark.parametrize("amount", [0, -5, 20_001])
def test_never_more_than_was_asked(asked, amount):
    with pytest.raises(UnableToCheckOut) as refused:
        pay(asked, amount)
    assert refused.value.reason == errors.OVER_LIMIT


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"utility": "rubbish"}, errors.NO_UTILITY),
        ({"household_number": " "}, errors.NO_NUMBER),
        ({"household_number": "9" * 41}, errors.NO_NUMBER),
        ({"most_fen": 0}, errors.OVER_LIMIT),
        ({"most_fen": 10**9}, errors.OVER_LIMIT),
        ({"organisation": new_key()}, errors.NO_DOER),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_words(elder, words, reason):
    with pytest.raises(UnableToCheckOut) as refused:
        ask(elder.id, **words)
    assert refused.value.reason == reason
    assert not Errand.objects.exists()


def test_the_same_bill_is_asked_for_once(asked):
    with pytest.raises(UnableToCheckOut) as refused:
        ask(asked.person, organisation=asked.organisation)
    assert refused.value.reason == errors.ASKED_ALREADY
    assert Errand.objects.count() == 1


def test_nobody_pays_for_who_died(elder):
    elder.life_status, elder.status_on = "dead", localdate(now())
    elder.save()
    with pytest.raises(UnableToCheckOut) as refused:
        ask(elder.id)
    assert refused.value.reason == errors.NOT_ALIVE


def test_family_asks_only_by_a_mandate_that_covers_ordering(elder, monkeypatch):
    monkeypatch.setattr("tests.orders.people.NOW", now() - timedelta(days=1))
    with pytest.raises(queries.NotFound):
        ask(elder.id, daughter(elder.id, Allow.READ_FILE))
    assert ask(elder.id, daughter(elder.id)).state == "asked"


def test_another_provider_a_neighbour_county_and_a_stranger_find_nothing(asked):
    for scope in (of_provider(provider().id), payer(new_key()), settler("410102")):
        with pytest.raises(queries.NotFound):
            queries.access_errand(scope, asked.id)
        assert queries.list_errands(scope) == []
    with pytest.raises(queries.NotFound):
        pay(asked, scope=of_provider(provider().id))
    with pytest.raises(NotAllowed):
        queries.list_errands(factories.scope_of(factories.make_account(Role.AUDITOR)))


def test_a_purchaser_reads_and_never_does(asked):
    assert queries.access_errand(settler(), asked.id).id == asked.id
    with pytest.raises(queries.NotFound):
        pay(asked, scope=settler())


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.PROVIDER_FINANCE, Role.CARE_WORKER])
def test_the_providers_own_people_do_it(asked, role):
    assert pay(asked, scope=of_provider(asked.organisation, role)).state == "paid_for"


def test_the_elder_takes_it_back_while_nobody_has_paid(asked):
    assert do(operations.cancel_errand, asked, scope=payer(asked.person)).state == "cancelled"
    with pytest.raises(UnableToCheckOut):
        pay(asked)


def test_what_is_paid_for_is_not_taken_back(asked):
    pay(asked)
    with pytest.raises(UnableToCheckOut):
        do(operations.cancel_errand, asked, scope=payer(asked.person))


def test_a_month_is_reconciled(asked):
    pay(asked)
    other = ask(asked.person, utility="water", organisation=asked.organisation)
    pay(other, 4_000)
    do(operations.hand_over, other, **PAPER)
    scope = of_provider(asked.organisation)
    told = queries.month_of_errands(scope, localdate(now()).replace(day=1))
    assert (told.count, told.paid_fen, told.signed_fen, told.open_fen) == (2, 19_230, 4_000, 15_230)
    assert (told.came_fen, told.owed_fen) == (0, 4_000)
    Bill.objects.update(state="paid", paid_at=now())
    told = queries.month_of_errands(scope, localdate(now()).replace(day=1))
    assert (told.came_fen, told.owed_fen) == (4_000, 0)
    nobody = queries.month_of_errands(of_provider(provider().id), localdate(now()).replace(day=1))
    assert nobody.count == 0


def test_no_event_tells_a_name_or_a_number(asked):
    pay(asked)
    for event in Event.objects.filter(subject_type="checkout.errand"):
        assert event.payload == {"utility": "electricity"}


def test_cash_is_off(asked):
    with pytest.raises(UnableToCheckOut) as refused:
        do(operations.take_cash, asked, amount_fen=20_000, **PAPER)
    assert refused.value.reason == errors.NO_CASH


@pytest.fixture
def allowed(monkeypatch):
    monkeypatch.setattr(cash, "limits", lambda: replace(limits(), cash_allowed=True))


@pytest.mark.usefixtures("allowed")
def test_where_a_city_allows_cash_two_count_it_and_the_rest_is_given_back(asked):
    taker = of_provider(asked.organisation, Role.CARE_WORKER)
    do(operations.take_cash, asked, amount_fen=20_000, scope=taker, **PAPER)
    with pytest.raises(UnableToCheckOut) as refused:
        pay(asked, 15_000)
    assert refused.value.reason == errors.CASH_FIRST
    with pytest.raises(UnableToCheckOut) as refused:
        do(operations.confirm_cash, asked, scope=taker)
    assert refused.value.reason == errors.CASH_OWN
    do(operations.confirm_cash, asked)
    pay(asked, 15_000)
    do(operations.hand_over, asked, **PAPER)
    assert CashHeld.objects.get().given_back_fen == 5_000
    assert not Bill.objects.exists()


@pytest.mark.usefixtures("allowed")
def test_cash_has_its_limit_and_is_taken_once(asked):
    with pytest.raises(UnableToCheckOut) as refused:
        do(operations.take_cash, asked, amount_fen=limits().cash_most_fen + 1, **PAPER)
    assert refused.value.reason == errors.OVER_LIMIT
    do(operations.take_cash, asked, amount_fen=20_000, **PAPER)
    with pytest.raises(UnableToCheckOut):
        do(operations.take_cash, asked, amount_fen=20_000, **PAPER)


@pytest.mark.usefixtures("allowed")
def test_the_database_holds_that_cash_is_counted_by_two(asked):
    row = do(operations.take_cash, asked, amount_fen=20_000, **PAPER)
    with pytest.raises(IntegrityError, match="cash_by_two"), transaction.atomic():
        CashHeld.objects.filter(id=row.id).update(confirmed_by=row.taken_by, confirmed_at=now())
