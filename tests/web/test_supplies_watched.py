"""How meals go in an area: numbers for who watches over it, none of another county, no names."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core import clock
from chongyang.core.scopes import system_scope
from chongyang.supplies import operations, queries
from chongyang.supplies.models import Menu
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.supplies.people import AFTER, DAY, NOON, kitchen, make_elders, make_phone, order, told

pytestmark = pytest.mark.usefixtures("db", "password_alone")
COUNTY, OTHER = "410105", "410102"


def reader(role: Role = Role.COUNTY_REVIEWER, *codes: str):
    return factories.make_account(role, None, *(codes or (COUNTY,)))


def day_of_meals():
    """Three are brought (one opened, one did not, one waits), one eats there."""
    scope, menu = kitchen()
    elders = make_elders(4)
    for elder in elders[:3]:
        order(elder.id, menu)
    order(elders[3].id, menu, way="there")
    (trip,) = operations.make_rounds(menu=menu.id, **told(scope, AFTER))
    carrier = make_phone(scope.organisation)
    operations.give_round(round=trip.id, carer=carrier.carer.id, **told(scope, AFTER))
    for stop, outcome in zip(trip.stops.order_by("sequence"), ("handed_over", "nobody"), strict=False):
        operations.tick(stop=stop.id, outcome=outcome, **told(carrier.scope, NOON))
    return scope, menu, elders


def counted(scope):
    return sum((n for one in queries.watch_meals(scope, DAY) for _, n in one.menus), queries.Meals())


def test_who_watches_a_county_reads_what_was_ordered_brought_and_not_opened():
    scope, menu, _ = day_of_meals()
    said = queries.Meals(ordered=4, to_bring=3, served=1, rounds=1, handed_over=1, nobody=1, waiting=1)
    for account in (reader(), reader(Role.STREET_CLERK), reader(Role.CITY_REVIEWER, "4101")):
        assert counted(factories.scope_of(account)) == said
    assert counted(scope) == said, "the provider reads its own"
    (one,) = queries.watch_meals(factories.scope_of(reader()), DAY)
    assert (one.point.id, [row.id for row, _ in one.menus]) == (menu.point_id, [menu.id])


def test_another_county_and_who_does_not_watch_read_nothing():
    day_of_meals()
    assert queries.watch_meals(factories.scope_of(reader(Role.COUNTY_REVIEWER, OTHER)), DAY) == []
    with pytest.raises(NotAllowed):
        queries.watch_meals(factories.scope_of(factories.make_account(Role.FAMILY)), DAY)


def test_a_draft_is_no_menu_and_a_point_without_one_still_stands():
    _, menu = kitchen()
    Menu.objects.update(published_at=None)
    (one,) = queries.watch_meals(factories.scope_of(reader()), DAY)
    assert (one.point.id, one.menus) == (menu.point_id, [])
    assert counted(system_scope("test")) == queries.Meals()


def page(account, day, status=200):
    client = Client()
    client.force_login(account)
    answer = client.get(reverse("supplies_watch"), {"day": day})
    assert answer.status_code == status
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def test_the_page_says_numbers_and_no_name(monkeypatch):
    _, menu, elders = day_of_meals()
    later = NOON + timedelta(hours=1)
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: later))
    said = page(reader(), DAY.isoformat())
    assert menu.point.name in said
    assert "已订4要送3送到1无人应门1" in said
    assert not any(one.name in said for one in elders)
    assert "辖区内还没有助餐点" in page(reader(Role.COUNTY_REVIEWER, OTHER), DAY.isoformat())
    assert menu.point.name in page(reader(), "rubbish")
    page(factories.make_account(Role.FAMILY), DAY.isoformat(), status=403)
