"""What an elder wishes reaches the planner from the rows: sex, tongue, the same carer again, how often."""

from datetime import timedelta

import pytest

from chongyang.orders.models import Assignment, Order
from chongyang.scheduling import operations
from chongyang.territory.models import Organisation
from tests.orders.people import contractor, step
from tests.scheduling.days import EVENING, accepted, at, elder_at, make_carer, offered_by, plan, told
from tests.scheduling.test_planning import reason, rows_of

FAR = 113.70


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def comes(order, own) -> object:
    return rows_of(plan(order, own))[0].carer


def test_who_is_of_the_wished_sex_comes_from_farther_and_anybody_where_there_is_none(home, own):
    near, man = make_carer(home), make_carer(home, sex="male", longitude=FAR)
    assert comes(accepted(8, 11), own) == near.id
    wished = accepted(8, 11, east=1, prefers_sex="male")
    rows = {row.order: row.carer for row in rows_of(plan(wished, own))}
    assert rows[wished.id] == man.id
    man.delete()
    assert plan(wished, own).left == 0


def test_who_speaks_her_dialect_comes_from_farther(home, own):
    near = make_carer(home, dialects=["jin"])
    speaks = make_carer(home, longitude=113.69)
    wished = accepted(8, 11, dialects=("central_plains",))
    assert comes(wished, own) == speaks.id
    Order.objects.filter(id=wished.id).update(dialects=[])
    assert comes(wished, own) == near.id


def test_who_came_last_time_comes_again_from_a_little_farther(home, own):
    near, known = make_carer(home), make_carer(home, longitude=113.69)
    elder = elder_at()
    before = accepted(8, 11, elder=elder)
    begin = at(9) - timedelta(days=30)
    told_ = {"area": before.area, "organisation": home, "person": before.person, "at": begin}
    end = begin + timedelta(hours=1)
    Assignment.objects.create(order=before, carer=known.id, position=1, from_at=begin, to_at=end, **told_)
    Order.objects.filter(id=before.id).update(state="verified", from_at=begin, to_at=end)
    again = accepted(8, 11, elder=elder)
    assert again.carer_before == known.id
    assert comes(again, own) == known.id
    Order.objects.filter(id=again.id).update(carer_before=None)
    assert comes(again, own) == near.id


def test_a_second_of_its_kind_waits_its_days_also_after_one_that_was_done(home, own):
    make_carer(home)
    elder = elder_at()
    first = accepted(8, 11, elder=elder)
    operations.publish(plan=plan(first, own).id, **told(own))
    for action, moment in (("arrive", at(8, 40)), ("start", at(8, 41)), ("finish", at(9, 40))):
        step(first, action, now=moment)
    Order.objects.filter(id=first.id).update(
        from_at=at(8) - timedelta(days=1), to_at=at(11) - timedelta(days=1)
    )
    soon = accepted(8, 11, elder=elder)
    assert reason(plan(soon, own), soon) == "too_soon"
    Order.objects.filter(id=first.id).update(
        from_at=at(8) - timedelta(days=2), to_at=at(11) - timedelta(days=2)
    )
    assert plan(soon, own, now=EVENING).left == 0
