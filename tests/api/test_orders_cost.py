"""What one order costs the database: `chongyang bench orders` counts on it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.services.models import Offer
from tests import factories
from tests.api.callers import clerk
from tests.api.test_orders import WAY, body, offered

MOST = 27
"""Statements of one order over HTTP, the token's seven and every savepoint among them."""


def test_an_order_is_placed_in_few_statements(db):
    offered()
    seat, offer = clerk(), str(Offer.objects.get().id)
    assert seat.post(WAY, body(factories.make_elder(), offer=offer)).status_code == 201
    asked = body(factories.make_elder(), offer=offer)
    with CaptureQueriesContext(connection) as done:
        assert seat.post(WAY, asked).status_code == 201
    assert len(done.captured_queries) <= MOST, [one["sql"][:80] for one in done.captured_queries]
