"""What a city or county decides about parameters: proposed by one, confirmed by another, once at a time."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError, transaction

from chongyang.core.clock import now
from chongyang.core.scopes import Scope, interval_of
from chongyang.policy import operations as policy
from chongyang.policy import queries
from chongyang.policy.models import Choice, Overlay
from chongyang.policy.operations import UnableToSet
from chongyang.policy.rules.engine.deciding import decide
from chongyang.policy.rules.engine.values import values_on
from chongyang.policy.rules.programmes import get_programme
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.queries import city_interval
from tests.factories import JINSHUI, make_account, scope_of

pytestmark = pytest.mark.usefixtures("db")
DAY = date(2019, 6, 1)
JINSHUI_COUNTY = interval_of("410105")


def finance(role: Role = Role.CITY_FINANCE, area: str = "4101") -> Scope:
    """Each call is another person."""
    return scope_of(make_account(role, None, area))


def choose(scope: Scope, **change: Any) -> Choice:
    told: dict[str, Any] = {
        "parameter": "bed.split",
        "alternative": "each_pays_all",
        "valid_from": date(2019, 1, 1),
        "valid_to": None,
        "document": "郑财社〔2019〕测试号",
    }
    return policy.propose_choice(**(told | change), scope=scope, now=now())


def raise_beds(scope: Scope, **change: Any) -> Overlay:
    told: dict[str, Any] = {
        "parameter": "bed.new",
        "area": JINSHUI_COUNTY,
        "value": Decimal(10_000),
        "payer": "county",
        "valid_from": date(2019, 1, 1),
        "valid_to": None,
        "document": "金政〔2019〕测试号",
    }
    return policy.propose_overlay(**(told | change), scope=scope, now=now())


def test_a_choice_counts_from_its_day_once_another_confirmed_it() -> None:
    row = choose(finance())
    assert queries.values_for(DAY).choice("bed.split") == "split_total"
    policy.confirm(kind="choice", proposal=row.id, scope=finance(), now=now())
    assert queries.values_for(DAY).choice("bed.split") == "each_pays_all"
    assert queries.values_for(date(2018, 12, 31)).choice("bed.split") == "split_total"


def test_an_overlay_raises_what_the_county_pays() -> None:
    row = raise_beds(finance(Role.COUNTY_FINANCE, "410105"))
    policy.confirm(kind="overlay", proposal=row.id, scope=finance(Role.COUNTY_FINANCE, "410105"), now=now())
    home = pl.DataFrame(
        {"area": [JINSHUI], "is_public": [False], "new_beds_filed": [10], "converted_beds_filed": [0]}
    )
    decided = decide(get_programme("bed_construction").function, home, queries.values_for(DAY)).rows
    assert decided.select("city_fen", "county_fen").row(0) == (4_500_000, 5_500_000)


def test_nobody_confirms_what_he_proposed() -> None:
    scope = finance()
    row = choose(scope)
    with pytest.raises(UnableToSet, match="另一位"):
        policy.confirm(kind="choice", proposal=row.id, scope=scope, now=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.filter(id=row.id).update(confirmed_by=row.proposed_by, confirmed_at=now())


def test_two_rules_for_one_day_cannot_both_be_in_force() -> None:
    first, second = choose(finance()), choose(finance(), alternative="split_total", valid_from=DAY)
    policy.confirm(kind="choice", proposal=first.id, scope=finance(), now=now())
    with pytest.raises(UnableToSet, match="已有生效"):
        policy.confirm(kind="choice", proposal=second.id, scope=finance(), now=now())
    assert queries.values_for(DAY).choice("bed.split") == "each_pays_all"
    assert [row.id for row in queries.list_proposals(Choice)] == [second.id]


def test_one_after_the_other_is_fine() -> None:
    rows = [
        choose(finance(), valid_to=DAY),
        choose(finance(), alternative="split_total", valid_from=DAY),
    ]
    for row in rows:
        policy.confirm(kind="choice", proposal=row.id, scope=finance(), now=now())
    assert queries.values_for(DAY).choice("bed.split") == "split_total"
    assert len(queries.list_decided(Choice, "bed.split")) == 2


def test_a_click_twice_confirms_once_and_says_so() -> None:
    row = choose(finance())
    for_two = finance()
    policy.confirm(kind="choice", proposal=row.id, scope=for_two, now=now())
    with pytest.raises(UnableToSet, match="已经确认"):
        policy.confirm(kind="choice", proposal=row.id, scope=for_two, now=now())
    with pytest.raises(UnableToSet, match="已经确认"):
        policy.withdraw(kind="choice", proposal=row.id, scope=for_two, now=now())


def test_a_proposal_can_be_withdrawn_and_stays_readable() -> None:
    row = choose(finance())
    policy.withdraw(kind="choice", proposal=row.id, scope=finance(), now=now())
    assert not queries.list_proposals(Choice)
    with pytest.raises(UnableToSet):
        policy.confirm(kind="choice", proposal=row.id, scope=finance(), now=now())
    assert Choice.objects.filter(id=row.id).exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"parameter": "gift"}, "没有这个参数"),
        ({"alternative": "province"}, "没有这个口径"),
        ({"document": "  "}, "依据"),
        ({"document": "长" * 121}, "一百二十"),
        ({"document": "a\x00b"}, "控制字符"),
        ({"valid_to": date(2018, 12, 31)}, "结束日期"),
        ({"valid_from": date(2030, 1, 1)}, "没有这个参数"),
    ],
)
def test_a_bad_choice_is_refused_with_a_sentence(change: dict[str, Any], why: str) -> None:
    with pytest.raises(UnableToSet, match=why):
        choose(finance(), **change)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"value": Decimal(9_000)}, "只能提高"),
        ({"value": Decimal(-1)}, "只能提高"),
        ({"value": Decimal("1e13")}, "一万亿"),
        ({"value": Decimal("NaN")}, "一万亿"),
        ({"value": Decimal("10000.001")}, "一万亿"),
        ({"parameter": "university.share"}, "只有金额"),
        ({"parameter": "fund.special"}, "只有金额"),
        ({"payer": "province"}, "负担层级"),
        ({"area": interval_of("410103")}, "管理范围"),
        ({"area": city_interval()}, "管理范围"),
    ],
)
def test_a_bad_overlay_is_refused_with_a_sentence(change: dict[str, Any], why: str) -> None:
    with pytest.raises(UnableToSet, match=why):
        raise_beds(finance(Role.COUNTY_FINANCE, "410105"), **change)


def test_a_county_does_not_choose_for_the_city() -> None:
    with pytest.raises(UnableToSet, match="管理范围"):
        choose(finance(Role.COUNTY_FINANCE, "410105"))


def test_where_the_plan_goes_on_a_reading_can_be_chosen_after_its_period() -> None:
    later = date(2026, 1, 1)
    with pytest.raises(UnableToSet, match="没有这个参数"):
        choose(finance(), valid_from=later)
    row = choose(
        finance(),
        parameter="plan.after_period",
        alternative="until_replaced",
        valid_from=date(2021, 1, 1),
    )
    policy.confirm(kind="choice", proposal=row.id, scope=finance(), now=now())
    row = choose(finance(), valid_from=later)
    policy.confirm(kind="choice", proposal=row.id, scope=finance(), now=now())
    assert queries.values_for(later).choice("bed.split") == "each_pays_all"
    assert queries.values_for(later).held["bed.new"].value == 9000


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.OPERATOR, Role.AUDITOR, Role.FAMILY])
def test_other_roles_may_not(role: Role) -> None:
    with pytest.raises(NotAllowed):
        choose(finance(role))


def test_without_rows_the_values_are_those_of_the_text() -> None:
    assert queries.values_for(DAY).held == values_on(DAY).held
