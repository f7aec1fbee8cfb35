"""Both promises of the 2014 plan about its own tasks are counted from the ledger."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chongyang.core.access import enter
from chongyang.core.measuring import get_measure
from chongyang.core.queries.measuring import list_counted
from chongyang.core.scopes import interval_of, system_scope
from chongyang.duties import operations
from chongyang.duties.measuring import TASKS
from chongyang.indicators.enums import Level
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.definitions import load_indicators
from chongyang.indicators.rules.lights import Light, light_of
from chongyang.policy.rules.promises import load_targets
from chongyang.territory.models import Post
from chongyang.territory.rules.reference import CITY_CODE
from tests.duties import people
from tests.duties.people import AUTUMN, CIVIL, FINANCE, Q3, Q4, acting, give

pytestmark = pytest.mark.usefixtures("db")
CARE, HOMES = "2014-25:care.staff", "2014-25:care.rural_homes"
BASIS = "领导小组会议纪要"
LATER = datetime(2018, 11, 5, tzinfo=UTC)


def city(key, period=Q3):
    compute_period(period=period, now=AUTUMN)
    row = Value.objects.get(indicator=key, place="city", period=str(period), replaced_at=None)
    return row.numerator, row.denominator


def rows(measure, period=Q3):
    found = get_measure(measure)
    with enter(system_scope("test")):
        return [one.row for one in list_counted(found, period.days, interval_of(CITY_CODE))]


def test_a_task_is_broken_down_when_a_piece_of_it_is_given_to_somebody():
    assert city("duties.breakdown") == (0, len(TASKS))
    give(CARE, CIVIL, FINANCE, basis=BASIS)
    assert city("duties.breakdown") == (1, len(TASKS))
    assert rows("duties.given_tasks") == [CARE]


def test_safeguards_and_the_tasks_of_the_other_plan_are_none_of_them():
    give("2014-25:break.plans", CIVIL, basis=BASIS)
    give(people.NEW_2018)
    assert rows("duties.given_tasks") == []
    assert len(TASKS) == 22


def test_a_task_has_a_liaison_when_somebody_holds_the_post_where_it_was_given():
    give(CARE, CIVIL, basis=BASIS)
    give(HOMES, FINANCE, basis=BASIS)
    assert city("duties.liaison") == (0, len(TASKS))
    account = people.liaison(CIVIL).actor.account
    Post.objects.filter(account=account).update(valid_from=AUTUMN)
    assert city("duties.liaison") == (1, len(TASKS))
    assert rows("duties.tasks_with_liaison") == [CARE]


def test_what_was_taken_back_later_counts_in_the_quarter_before():
    (run,) = give(CARE, CIVIL, basis=BASIS)
    operations.judge_run(run=run.id, action="withdraw", reason="交办有误", **acting(people.office(), LATER))
    assert city("duties.breakdown", Q3)[0] == 1
    assert city("duties.breakdown", Q4)[0] == 0


def test_every_task_is_the_goal():
    definition = next(row for row in load_indicators() if row.key == "duties.liaison")
    target = next(row for row in load_targets() if row.id == "2014-25:duties.liaison")
    late = AUTUMN.date()
    assert light_of(definition, target, Level.CITY, Decimal(100), late) is Light.GREEN
    assert light_of(definition, target, Level.CITY, Decimal("99.9"), late) is Light.RED
