"""Who keeps the library and who looks, and a project under way."""

from datetime import UTC, date, datetime
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.projects import operations
from chongyang.projects.models import Project
from chongyang.projects.rules.told import MonthTold, ProjectTold
from chongyang.territory.enums import Role
from tests import factories

NOW = datetime(2026, 10, 20, 2, tzinfo=UTC)
TODAY = date(2026, 10, 20)
JINSHUI, ZHONGYUAN, CITY = 410105000000, 410102000000, 410100000000
CENTRE = "2018-34-07"
"""金水区养老中心."""


def keeper(county: str = "410105") -> Scope:
    return factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, county))


def office() -> Scope:
    return factories.scope_of(factories.make_account(Role.LEADING_GROUP_OFFICE))


def reader() -> Scope:
    return factories.scope_of(factories.make_account(Role.AUDITOR))


def said(scope: Scope, now: datetime = NOW) -> dict[str, Any]:
    return {"scope": scope, "by": scope.actor, "now": now}


def told(**columns: Any) -> ProjectTold:
    return ProjectTold(**{"name": "测试养老中心", "sector": "elder_care", "area": JINSHUI, **columns})


def month(number: int = 9, share: int = 10, fen: int = 1_000_000_00, **columns: Any) -> MonthTold:
    values: dict[str, Any] = {"money": {"city": fen} if fen else {}, **columns}
    return MonthTold(month=date(2026, number, 1), share=share, **values)


def centre() -> Project:
    return Project.objects.get(number=CENTRE)


def move(scope: Scope, stage: str, on: date = date(2026, 3, 1), **told: Any) -> Project:
    return operations.change_stage(
        project=centre().id, stage=stage, on=on, **{"reason": "测试", **told}, **said(scope)
    )
