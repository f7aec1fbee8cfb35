"""The offices, liaisons of the city and of a county, and a duty on its way."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.duties import operations
from chongyang.duties.models import Letter, Progress, Run
from chongyang.duties.operations import Handed, LetterTold, ReportTold
from chongyang.indicators.rules.periods import Period
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from tests import factories

GIVEN_AT = datetime(2018, 8, 15, 2, tzinfo=UTC)
AUTUMN = datetime(2018, 9, 20, 2, tzinfo=UTC)
Q3, Q4 = Period(2018, 3), Period(2018, 4)
OFFICE, GOVERNMENT = "city.leading-group.office", "city.government-office"
CIVIL, FINANCE = "city.civil-affairs", "city.finance"
JINSHUI, ERQI = "county.410105.government", "county.410103.government"
NEW_2018 = "2018-34:facilities.new_2018"
EACH = "2018-34:purchase.rules"
UNOWNED = "2018-34:gongyi.zones"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def scope_at(role: Role, organisation: str) -> Scope:
    account = factories.make_account(role, territory.get_organisation(organisation))
    return factories.scope_of(account)


def office() -> Scope:
    return scope_at(Role.LEADING_GROUP_OFFICE, OFFICE)


def government_office() -> Scope:
    return scope_at(Role.SUPERVISION_OFFICER, GOVERNMENT)


def liaison(organisation: str = CIVIL) -> Scope:
    return scope_at(Role.LIAISON, organisation)


def acting(scope: Scope, now: datetime = AUTUMN) -> dict[str, Any]:
    return {"scope": scope, "by": scope.actor, "now": now}


def give(
    item: str = NEW_2018,
    *organisations: str,
    now: datetime = GIVEN_AT,
    scope: Scope | None = None,
    **words: Any,
) -> list[Run]:
    keys = organisations or operations.proposed_for(_item(item), now.date())
    return operations.assign_item(item=item, organisations=keys, **words, **acting(scope or office(), now))


def _item(key: str) -> Any:
    from chongyang.duties.rules.items import by_key

    return by_key()[key]


def told(**words: Any) -> ReportTold:
    return ReportTold(**{"done": "已建成四十个设施", "percent": 40, "own_light": "green", **words})


def report(
    run: Run,
    scope: Scope | None = None,
    period: Period = Q3,
    now: datetime = AUTUMN,
    with_file: bool = False,
    **words: Any,
) -> Progress:
    files = [Handed("验收单.pdf", [PDF], len(PDF))] if with_file else []
    return operations.report_progress(
        run=run.id,
        period=period,
        told=told(**words),
        files=files,
        **acting(scope or liaison(run.organisation_key), now),
    )


def draft(run: Run, scope: Scope, now: datetime = AUTUMN, **words: Any) -> Letter:
    said = {
        "runs": (run.id,),
        "subject": "关于加快居家社区养老服务设施建设的督办函",
        "body": "请对照方案查找原因，倒排工期。",
        "reply_by": now.date() + timedelta(days=14),
        **words,
    }
    return operations.draft_letter(told=LetterTold(**said), **acting(scope, now))


def day(year: int, month: int, number: int) -> date:
    return date(year, month, number)
