"""Demo data of meals, goods and aids: made once, through the operations."""

from chongyang.core.clock import now
from chongyang.supplies.models import Article, MealPoint, Menu, Portion, Rental, Stop
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.workshop.supplies import make_supplies
from tests import factories
from tests.supplies.people import cook, make_phone


def demo(username, account):
    Account.objects.filter(id=account.id).update(username=username, is_demo=True)


def test_meals_and_goods_are_made_once(db):
    provider = cook()
    for _ in range(12):
        factories.make_elder()
    organisation = Organisation.objects.get(id=provider.organisation)
    demo("operator", factories.make_operator())
    demo("contractor", factories.make_account(Role.CONTRACTOR, organisation))
    make_phone(provider.organisation)
    made = make_supplies(now())
    assert made == {"menus": 7, "meals": 11, "rounds": 1, "articles": 4, "rentals": 2}
    assert make_supplies(now()) == {}
    assert (MealPoint.objects.count(), Menu.objects.count(), Portion.objects.count()) == (1, 7, 11)
    assert set(Stop.objects.values_list("outcome", flat=True)) == {"handed_over", "nobody"}
    assert Article.objects.filter(confirmed=True).count() == 0
    assert sorted(Rental.objects.values_list("state", flat=True)) == ["handed_over", "reserved"]


def test_without_accounts_nothing_is_made(db):
    assert make_supplies(now()) == {}
