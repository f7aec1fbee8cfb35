"""Search reads the tokens' index and fetches only whom it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.core.access import enter
from chongyang.registry import queries
from chongyang.registry.queries import search
from tests.registry.people import identity_number, scope_of
from tests.registry.test_register import register

CITY = ("city_reviewer", "4101")
PLACES = {"王桂兰": "410105001003", "李桂兰": "410105001006", "安桂兰": "410105001007"}


@pytest.fixture
def namesakes(db):
    clerk = scope_of("street_clerk", "410105001")
    return {
        name: register(
            clerk,
            name=name,
            area=area,
            identity_number=identity_number(serial),
            phone=f"1380000000{serial}",
            card_number=f"ZZ00{serial}",
            sex="",
        )
        for serial, (name, area) in enumerate(PLACES.items(), 1)
    }


def names(scope, text, limit=50):
    with enter(scope):
        return [elder.name for elder in queries.find_elders(scope, text, limit)]


def test_all_of_few_are_in_order_of_spelling(namesakes):
    assert names(scope_of(*CITY), "桂兰") == ["安桂兰", "李桂兰", "王桂兰"]


def test_of_too_many_the_first_by_area_are_shown(namesakes):
    scope = scope_of(*CITY)
    with enter(scope):
        found = queries.find_elders(scope, "桂兰", limit=1)
    assert (len(found), found.message) == (1, search.TOO_MANY)
    assert found.elders[0].area < 410105001007


def test_no_elder_is_read_only_to_be_left_out(namesakes):
    scope = scope_of(*CITY)
    with enter(scope), CaptureQueriesContext(connection) as asked:
        queries.find_elders(scope, "桂兰", limit=1)
    elders = [query["sql"] for query in asked if 'FROM "registry_elder"' in query["sql"]]
    assert len(elders) == 1
    assert '"registry_elder"."id" IN (' in elders[0]
    assert "registry_searchtoken" not in elders[0]


def test_a_word_of_two_places_needs_both(namesakes):
    scope = scope_of(*CITY)
    assert names(scope, "桂兰 王") == []
    assert names(scope, "王桂 桂兰") == ["王桂兰"]
    assert names(scope_of("street_clerk", "410105001"), "桂兰 13800000003") == ["安桂兰"]


def test_a_page_fetches_its_own_elders_alone(namesakes):
    scope = scope_of(*CITY)
    with enter(scope), CaptureQueriesContext(connection) as asked:
        assert [elder.name for elder in queries.list_elders(scope, limit=2)] == ["安桂兰", "李桂兰"]
    keys, rows = [query["sql"] for query in asked if 'FROM "registry_elder"' in query["sql"]]
    assert keys.startswith('SELECT "registry_elder"."id"') or '"id" AS' in keys
    assert '"registry_elder"."name"' in rows
