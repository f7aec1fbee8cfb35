"""The line of desks: a role's own stand first, the rest in a menu, and one is here at most."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.core.scopes import nobody
from chongyang.territory.enums import Role
from chongyang.web.parts.desks import (
    DESKS,
    IN_LINE,
    IN_ONE_LIST,
    PARTS,
    landing_of,
    list_desks,
    navigation_of,
)
from tests import factories

PATHS = ("/", "/alerting/unreachable/", "/alerting/", "/plan/2018-34/3.1.1", "/seat/", "/account/login/")


def scope_as(role: Role):
    return replace(nobody(), role=role.value)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", PATHS)
def test_the_line_is_short_and_the_menu_has_everything(role: Role, path: str) -> None:
    navigation = navigation_of(scope_as(role), path)
    assert len(navigation.first) <= IN_LINE
    assert set(navigation.first) <= set(navigation.all) == set(list_desks(scope_as(role), path))
    here = [one for one in navigation.all if one.is_here]
    assert len(here) <= 1
    assert set(here) <= set(navigation.first)


@pytest.mark.parametrize("role", Role)
def test_a_long_menu_has_headings_and_loses_no_desk(role: Role) -> None:
    navigation = navigation_of(scope_as(role), "/")
    told = [one for _, desks in navigation.parts for one in desks]
    assert sorted(one.url for one in told) == sorted(one.url for one in navigation.all)
    assert (len(navigation.parts) > 1) is (len(navigation.all) > IN_ONE_LIST)


def test_every_desk_but_home_stands_under_one_heading() -> None:
    named = [name for names in PARTS.values() for name in names]
    assert sorted(named) == sorted(desk.url_name for desk in DESKS if desk.url_name != "home")


def test_the_own_desk_stands_behind_home() -> None:
    clerk = navigation_of(scope_as(Role.STREET_CLERK), "/plan/")
    assert [one.url for one in clerk.first][:2] == ["/", "/street/"]
    assert clerk.has_more
    visitor = navigation_of(nobody(), "/")
    public = ["/", "/catalogue/", "/supplies/points/", "/programmes/", "/results/", "/plan/"]
    assert [one.url for one in visitor.all] == public
    assert not visitor.has_more


def test_where_one_is_stands_in_the_line_even_from_the_menu() -> None:
    lead = navigation_of(scope_as(Role.SHIFT_LEAD), "/alerting/unreachable/")
    assert [one.label for one in lead.first if one.is_here] == ["联络测试"]
    assert [one.label for one in lead.all if one.is_here] == ["联络测试"]


def test_who_leads_the_shift_begins_there_and_seats_at_theirs() -> None:
    assert landing_of(scope_as(Role.SHIFT_LEAD)) == "/shift/"
    assert landing_of(scope_as(Role.OPERATOR)) == "/seat/"


def test_no_page_of_registration_leads_a_reader_of_figures_to_a_shut_door(db, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.force_login(factories.make_account(Role.PLANNER))
    page = client.get(reverse("registration_progress")).content.decode()
    assert f'href="{reverse("registration_progress")}"' in page
    assert f'href="{reverse("registration_changes")}"' not in page
