"""A press is a number of statements that somebody chose; in a storm each waits for those before it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chongyang.gateway.receive import receive_batch
from tests.gateway.conftest import install
from tests.gateway.test_receive import press

MOST = 36
"""With whether she agreed to be located, asked where a press brings a position."""
OF_ITS_OWN = "SAVEPOINT"


def statements(*messages):
    with CaptureQueriesContext(connection) as captured:
        receive_batch(messages)
    return [query["sql"] for query in captured.captured_queries]


def test_a_press_takes_no_more_statements_than_were_chosen(db):
    install("P0")
    receive_batch([press("P0", "warm")])
    for name in ("P1", "P2", "P3"):
        install(name)
    one = statements(press("P1", "e"))
    assert len(one) <= MOST
    assert sum(OF_ITS_OWN not in sql for sql in one) <= 29
    more = statements(press("P2", "e"), press("P3", "e"))
    assert len(more) <= 2 * len(one)


def test_a_repetition_takes_few(db):
    install("P1")
    receive_batch([press("P1", "e")])
    assert len(statements(press("P1", "e"))) <= 14
