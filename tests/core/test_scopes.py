"""Areas as intervals: Python and SQL say the same; rows outside a scope do not exist."""

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core import events
from chongyang.core.access import enter, visible
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import Actor, Scope, interval_of, merge, subtract

CODES = st.integers(min_value=10, max_value=10**9 - 1)


@given(st.lists(CODES.map(interval_of), max_size=6), st.lists(CODES.map(interval_of), max_size=6), CODES)
def test_subtracting_leaves_what_lies_in_none_of_the_holes(kept, holes, probe):
    value = interval_of(probe)[0]

    def inside(pairs):
        return any(first <= value <= last for first, last in pairs)

    assert inside(subtract(kept, holes)) == (inside(kept) and not inside(holes))
    assert inside(merge(kept)) == inside(kept)


@pytest.mark.parametrize("code", ["", "4", "41010500100000", "4101a5", "-10"])
def test_a_code_that_is_none_is_refused(code):
    with pytest.raises(ValueError, match="statistical code"):
        interval_of(code)


def scope_over(*codes: str) -> Scope:
    actor = Actor("person", "street_clerk")
    return Scope(intervals=merge(map(interval_of, codes)), actor=actor, role="street_clerk")


def event_at(area: int) -> Event:
    actor = Actor("system", "test")
    return events.record("test.row.made", by=actor, now=now(), area=area, subject_type="row")


def test_row_level_security_shows_what_the_scope_covers_and_nothing_else(db):
    inside, outside = event_at(410105001001), event_at(410102001002)
    with enter(scope_over("410105")), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM core_event WHERE kind = 'test.row.made'")
        assert [row[0] for row in cursor.fetchall()] == [inside.id]
        assert list(visible(Event.objects.all(), scope_over("410105")).values_list("id", flat=True)) == [
            inside.id
        ]
    assert Event.objects.filter(id=outside.id).exists()


def test_a_row_outside_the_scope_cannot_be_made(db):
    with pytest.raises(ProgrammingError, match="row-level security"), enter(scope_over("410105")):
        event_at(410102001002)


def test_leaving_a_scope_brings_the_outer_one_back(db):
    event_at(410102001002)
    with enter(scope_over("410105")):
        with enter(scope_over("410102")):
            assert Event.objects.filter(kind="test.row.made").count() == 1
        assert Event.objects.filter(kind="test.row.made").count() == 0


def test_without_a_scope_nothing_is_there(committed):
    with transaction.atomic(), enter(Scope(intervals=(), actor=Actor("system", "x"), system=True)):
        event_at(410102001002)
    with transaction.atomic():
        assert Event.objects.count() == 0


def test_the_run_role_owns_nothing(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
