"""A run over all units costs a number of statements that does not grow with its lines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.indicators.rules.places import load_places
from chongyang.supervision import operations
from chongyang.supervision.models import Score
from tests.supervision import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("listing", "lines"), [("counties", 16 * 13), ("departments", 28 * 9)])
def test_a_whole_list_is_counted_in_a_few_statements(db, listing, lines):
    for key, place in load_places().items():
        if place.level.value in ("unit", "city"):
            people.put_value("beds.per_thousand", key, "30")
    maker = people.office()
    held = people.begin(maker, listing)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        people.do(operations.recount, maker, run=held.run.id)
    assert Score.objects.filter(run=held.run).count() == lines
    assert len(asked) < 120
