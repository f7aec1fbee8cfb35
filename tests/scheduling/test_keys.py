"""Keys of elders: handed over by two words, and what they do to who may come."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core.access import enter
from chongyang.scheduling import operations, queries
from chongyang.scheduling.models import KeyHolding
from chongyang.scheduling.operations import UnableToPlan, errors
from chongyang.scheduling.queries.keys import NoKey
from chongyang.services.models import ServiceProvider
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from tests import factories
from tests.emergency.races import as_system, together
from tests.orders.people import contractor, make_contract, make_offer
from tests.scheduling.days import accepted, at, dispatcher, elder_at, make_carer, offered_by, plan, told
from tests.scheduling.test_planning import away, rows_of


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def give(order, carer, scope, holding=None) -> KeyHolding:
    to = carer.id if carer else None
    return operations.give_key(order=order.id, carer=to, holding=holding, **told(scope))


def held(order, carer, scope) -> KeyHolding:
    """Given by a dispatcher's word, taken by another's."""
    return operations.take_key(holding=give(order, carer, scope).id, **told(dispatcher()))


def test_a_key_counts_when_another_person_says_that_it_came(home, own):
    account = factories.make_account(Role.CARE_WORKER)
    far = make_carer(home, longitude=113.75, account=account.id)
    near = make_carer(home)
    order = accepted(8, 11)
    row = give(order, far, own)
    assert rows_of(plan(order, own))[0].carer == near.id
    with pytest.raises(UnableToPlan, match="不能自己确认"):
        operations.take_key(holding=row.id, **told(own))
    operations.take_key(holding=row.id, **told(factories.scope_of(Account.objects.get(id=account.id))))
    assert rows_of(plan(order, own))[0].carer == far.id
    with pytest.raises(UnableToPlan, match="已经确认"):
        operations.take_key(holding=row.id, **told(dispatcher()))


def test_a_key_goes_on_and_back_and_is_in_one_hand(home, own):
    one, other = make_carer(home), make_carer(home)
    order = accepted(8, 11)
    first = held(order, one, own)
    with pytest.raises(UnableToPlan, match="已经有"):
        give(order, one, own)
    second = give(order, other, own, first.id)
    with pytest.raises(UnableToPlan, match="正在交接"):
        give(order, None, own, first.id)
    operations.cancel_key(holding=second.id, **told(own))
    second = give(order, other, own, first.id)
    operations.take_key(holding=second.id, **told(dispatcher()))
    assert [row.carer for row in queries.keys_of(own, order.person, home)] == [other.id]
    back = give(order, None, own, second.id)
    operations.take_key(holding=back.id, **told(dispatcher()))
    assert queries.keys_of(own, order.person, home) == []
    with pytest.raises(UnableToPlan, match="不在她那里"):
        give(order, None, own)
    stranger = make_carer(offered_by().organisation)
    with pytest.raises(UnableToPlan, match="不是接单服务商"):
        give(order, stranger, own)


def test_where_no_holder_can_come_the_plan_says_who_must_bring_it(home, own):
    holder, other = make_carer(home), make_carer(home)
    order = accepted(8, 11)
    held(order, holder, own)
    away(holder, at(0), at(24))
    row = rows_of(plan(order, own))[0]
    assert (row.carer, row.why["bring_key"]) == (other.id, [str(holder.id)])
    operations.pin(order=order.id, carers=[other.id], reason="elder", **told(own))
    assert rows_of(plan(order, own))[0].why["bring_key"] == [str(holder.id)]


def test_of_two_carers_one_holds_the_key(home, own):
    make_offer(ServiceProvider.objects.get(organisation=home), "bath_two", price_fen=20_000)
    make_contract(home, "bath_two")
    people = [make_carer(home, longitude=113.68 + 0.02 * number) for number in range(3)]
    order = accepted(8, 12, item="bath_two", elder=elder_at())
    held(order, people[2], own)
    rows = rows_of(plan(order, own))
    assert len(rows) == 2
    assert people[2].id in {row.carer for row in rows}


def test_who_takes_a_key_locks_its_holdings_in_the_order_of_who_gives(home, own):
    order, one, other = accepted(8, 11), make_carer(home), make_carer(home)
    first = held(order, one, own)
    second = give(order, other, own, first.id)
    with CaptureQueriesContext(connection) as done:
        operations.take_key(holding=second.id, **told(dispatcher()))
    said = [one["sql"] for one in done]
    locks = [sql for sql in said if "scheduling_keyholding" in sql and "FOR UPDATE" in sql]
    assert len(locks) == 1
    assert first.id.hex in locks[0].replace("-", "")
    assert "ORDER BY" in locks[0]
    assert KeyHolding.objects.get(id=first.id).ended_at is not None


def test_two_who_give_her_first_key_to_one_carer_at_once(committed):
    home = as_system(lambda: offered_by().organisation)
    scope = as_system(lambda: contractor(Organisation.objects.get(id=home)))
    order, carer = as_system(lambda: (accepted(8, 12, elder=elder_at()), make_carer(home)))

    def one():
        with enter(scope):
            return give(order, carer, scope)

    answers = together(one, one)
    assert sorted(type(answer).__name__ for answer in answers) == ["KeyHolding", "UnableToPlan"]
    refused = next(answer for answer in answers if isinstance(answer, UnableToPlan))
    assert (refused.reason, refused.field) == (errors.HAS_KEY, "carer")


def test_ten_keys_are_read_in_as_few_statements_as_one(home, own):
    carer, counts = make_carer(home), []
    for size in (1, 9):
        for _ in range(size):
            held(accepted(8, 11, elder=elder_at()), carer, own)
        with CaptureQueriesContext(connection) as found:
            rows = queries.list_keys(own)
        counts.append(len(found))
    assert len(rows) == 10
    assert all(order and order.person == row.person for row, order in rows)
    assert counts[0] == counts[1], counts
    assert [row.id for row, _ in queries.list_keys(dispatcher(), organisation=home)] == [
        row.id for row, _ in rows
    ]
    assert queries.list_keys(contractor(Organisation.objects.get(id=offered_by().organisation))) == []


def test_who_reads_and_moves_keys(home, own):
    order = accepted(8, 11)
    row = give(order, make_carer(home), own)
    stranger = contractor(Organisation.objects.get(id=offered_by().organisation))
    colleague = make_carer(home, account=factories.make_account(Role.CARE_WORKER).id)
    for scope in (stranger, factories.scope_of(Account.objects.get(id=colleague.account))):
        with pytest.raises(NoKey):
            operations.take_key(holding=row.id, **told(scope))
    assert queries.own_keys(own) == []
    assert queries.keys_of(stranger, order.person, home) == []
