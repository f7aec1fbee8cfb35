"""Third parties judge by criteria: the sum is held by the database, and counts in the yearly check."""

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.yaml_files import read_yaml
from chongyang.services import operations, queries
from chongyang.services.models import Evaluation, YearlyCheck
from chongyang.services.operations import UnableToDo
from chongyang.services.rules import evaluation
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.services import made, people
from tests.services.evaluated import PARTS
from tests.services.people import do
from tests.workforce.made import contractor

DAY = timedelta(days=1)
LOW = {**PARTS, "service": Decimal(0), "safety": Decimal(2)}


@pytest.fixture
def provider(db):
    return made.make_provider(check_on=timezone.localdate(now()) + 10 * DAY)


@pytest.fixture
def own(provider):
    return contractor(Organisation.objects.get(id=provider.organisation))


@pytest.fixture
def check(provider, own):
    """Reported, and looked at by one of the county."""
    operations.open_due(now=now())
    row = YearlyCheck.objects.get()
    do(operations.report, own, check=row.id, statement="服务八百人次。")
    day = timezone.localdate(now())
    do(operations.look, people.county(), check=row.id, visited_on=day, finding="与报告一致。")
    return row


def third_party():
    return factories.scope_of(factories.make_account(Role.THIRD_PARTY_ASSESSOR, None, "410105"))


def evaluated(provider, parts=PARTS, *, who=None, days_ago=10, assessor="测试评估中心"):
    day = timezone.localdate(now()) - days_ago * DAY
    told = {"provider": provider.id, "assessor": assessor, "evaluated_on": day, "parts": parts}
    return do(operations.add_evaluation, who or third_party(), **told)


def shipped():
    return read_yaml((files("chongyang.services") / "data" / "evaluation.yaml").read_text(encoding="utf-8"))


def test_the_shipped_criteria_weigh_a_hundred_and_are_not_confirmed():
    held = evaluation.load()
    assert (sum(one.weight for one in held.criteria), held.confirmed) == (100, False)
    assert "演示数据" in held.source


@pytest.mark.parametrize("fault", ["heavy", "twice", "floor"])
def test_a_file_that_contradicts_itself_is_refused(fault):
    told = deepcopy(shipped())
    if fault == "heavy":
        told["criteria"][0]["weight"] += 1
    if fault == "twice":
        told["criteria"][0]["key"] = told["criteria"][1]["key"]
    if fault == "floor":
        told["yearly"]["floor"] = 101
    with pytest.raises(evaluation.UnableToReadCriteria):
        evaluation.read(told)


def test_points_are_kept_by_criterion_and_their_sum_with_them(provider):
    row = evaluated(provider)
    row.refresh_from_db()
    assert (row.points, row.parts["service"], row.assessor) == (Decimal("86.5"), "25.5", "测试评估中心")


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": Decimal("30.1")},
        {"service": Decimal("-0.1")},
        {"service": Decimal("1.25")},
        {"service": Decimal("NaN")},
        {"kindness": Decimal(1)},
        None,
    ],
)
def test_each_criterion_has_points_within_its_weight_and_nothing_else_has(provider, wrong):
    parts = PARTS | wrong if wrong else {"service": Decimal(30)}
    with pytest.raises(UnableToDo) as refused:
        evaluated(provider, parts)
    assert set(refused.value.faults) == {"parts"}
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"points": 80}, {"parts": {"service": "86"}}, {"parts": {"service": "-13.5", "safety": "100"}}]
)
def test_the_database_holds_that_the_points_are_the_sum(provider, wrong):
    row = evaluated(provider)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(id=row.id).update(**wrong)


def test_a_provider_evaluates_itself_neither_by_name_nor_by_its_people(provider, own):
    for name in (provider.name, f" {provider.name[:2]} {provider.name[2:]} "):
        with pytest.raises(UnableToDo) as refused:
            evaluated(provider, assessor=name)
        assert set(refused.value.faults) == {"assessor"}
    home = Organisation.objects.get(id=provider.organisation)
    theirs = factories.scope_of(factories.make_account(Role.THIRD_PARTY_ASSESSOR, home, "410105"))
    with pytest.raises(UnableToDo) as refused:
        evaluated(provider, who=theirs)
    assert set(refused.value.faults) == {"by"}


def test_below_the_floor_no_yearly_check_is_passed_until_a_newer_one_is_better(provider, check):
    assert evaluated(provider, LOW, days_ago=20).points < evaluation.load().yearly.floor
    judge = people.county()
    with pytest.raises(UnableToDo) as refused:
        do(operations.let_pass, judge, check=check.id)
    assert "低于 60 分" in refused.value.faults["evaluation"]
    assert YearlyCheck.objects.get().state == "deciding"
    evaluated(provider, days_ago=5)
    assert do(operations.let_pass, judge, check=check.id).result == "passed"


def test_an_evaluation_of_the_year_before_last_does_not_count(provider, check):
    evaluated(provider, LOW, days_ago=evaluation.load().yearly.counts_days)
    assert queries.counted_evaluations(provider.id, timezone.localdate(now())) == []
    assert do(operations.let_pass, people.county(), check=check.id).result == "passed"


@pytest.mark.parametrize("action", ["let_pass", "fail", "ask_to_mend"])
def test_who_made_the_evaluation_decides_no_check_in_which_it_counts(provider, check, action):
    judge = people.county()
    evaluated(provider, who=judge)
    until, why = timezone.localdate(now()) + 9 * DAY, {"reason": "不齐"}
    more: dict[str, Any] = {"let_pass": {}, "fail": why, "ask_to_mend": {**why, "mend_until": until}}
    with pytest.raises(UnableToDo) as refused:
        do(getattr(operations, action), judge, check=check.id, **more[action])
    assert set(refused.value.faults) == {"by"}
    assert (
        do(getattr(operations, action), people.county(), check=check.id, **more[action]).state != "deciding"
    )


def test_nor_does_the_office_in_whose_name_it_was_made(provider, check):
    judge = people.county()
    evaluated(provider, assessor=Organisation.objects.get(id=judge.organisation).name)
    with pytest.raises(UnableToDo) as refused:
        do(operations.let_pass, judge, check=check.id)
    assert set(refused.value.faults) == {"by"}
