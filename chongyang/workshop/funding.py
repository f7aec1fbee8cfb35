"""Subsidies of the demo city: applications in every state, through the room's operations by demo accounts.
What runs on after a decision is made in `funding_runs`.

One street has work on its desk. Nothing here is a real institution or paper; the files say so. Repeatable:
what stands already stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.funding import operations
from chongyang.funding.models import Application
from chongyang.policy import operations as policy
from chongyang.policy.models import Choice
from chongyang.policy.rules.programmes import get_programme
from chongyang.providers.models import Provider, Responder
from chongyang.registry.models import Mandate
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation, Post
from chongyang.treasury import operations as treasury
from chongyang.treasury.models import Budget
from chongyang.workshop.accounts import JINSHUI
from chongyang.workshop.demo_steps import by_demo, quietly, with_evidence
from chongyang.workshop.papers import scope_of

DAY = date(2019, 6, 1)
DOCUMENT = "演示文件1号"
PROGRAMMES = ("bed_construction", "star_award", "community_facility", "carer_post_allowance")
BUDGET_FEN = 5_000_000_00
CLERK, PLAN = "institution_clerk", "plan.after_period"
HOME_CARE = {"is_of_group": True, "is_at_home": True, "is_assessed": True, "document_amount_fen": 30_000}


@dataclass(frozen=True, slots=True)
class _Demo:
    """One institution's application: how many beds, how far it goes, how long ago it was handed in."""

    beds: int
    until: str
    days: int
    inputs: Mapping[str, Any] = field(default_factory=dict)


DEMOS = (
    _Demo(8, "draft", 1),
    _Demo(12, "acceptance", 2),
    _Demo(20, "acceptance", 16),
    _Demo(30, "site", 6),
    _Demo(16, "signed", 12),
    _Demo(24, "notice", 5),
    _Demo(40, "proposal", 40),
    _Demo(18, "decision", 45),
    _Demo(26, "approved", 60),
    _Demo(10, "refused", 50, {"is_public": True}),
    _Demo(14, "returned", 5),
    _Demo(6, "withdrawn", 8),
)


def make_funding(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where the demo accounts or the city are missing."""
    with enter(system_scope("demo funding")):
        stands = Application.objects.exists()
        place = _institution(now)
    if stands or place is None or scope_of(CLERK, now) is None:
        return {}
    _go_on_after_2020(now)
    budgets = _budgets(now)
    beds = sum(quietly(partial(_walk, demo, place, now)) for demo in DEMOS)
    people = sum(quietly(partial(step, now)) for step in (_elders, _carers))
    return {"budgets": budgets, "institutions": beds, "people": people}


def _institution(now: datetime) -> Provider | None:
    """A care home of the district gets an organisation, and the demo's clerk works there."""
    homes = Provider.objects.filter(beds__gt=0, closed_on=None, area__range=interval_of(JINSHUI))
    home = homes.order_by("-beds", "id").first()
    account = Account.objects.filter(username=CLERK, is_demo=True).first()
    if home is None or account is None:
        return None
    held, _ = Organisation.objects.get_or_create(
        key="demo.care-home",
        defaults={
            "id": named_key("organisation", "demo.care-home"),
            "name": home.name,
            "short_name": home.name[:20],
            "kind": "institution",
            "area": home.area,
            "intervals": [[home.area, home.area]],
            "valid_from": timezone.localdate(now),
            "is_confirmed": False,
            "source": "演示",
        },
    )
    Post.objects.filter(account=account, role=Role.INSTITUTION_CLERK.value).update(
        organisation=held, intervals=[]
    )
    return home


def _go_on_after_2020(now: datetime) -> None:
    """The city goes on with the plan until a new one comes: one of finance proposes, another confirms."""
    one, two = scope_of("city_finance", now), scope_of("city_finance2", now)
    with enter(system_scope("demo funding")):
        stands = Choice.objects.filter(parameter=PLAN).exists()
    if stands or one is None or two is None:
        return
    with enter(one):
        made = policy.propose_choice(
            parameter=PLAN,
            alternative="until_replaced",
            valid_from=DAY.replace(year=2018, month=8),
            valid_to=None,
            document=DOCUMENT,
            scope=one,
            now=now,
        )
    with enter(two):
        policy.confirm(kind="choice", proposal=made.id, scope=two, now=now)


def _budgets(now: datetime) -> int:
    """What the city and the district have for each programme this year and the next."""
    made, year = 0, timezone.localdate(now).year
    for level, area in (("city", 410100000000), ("county", int(JINSHUI) * 10**6)):
        one, two = scope_of(f"{level}_finance", now), scope_of(f"{level}_finance2", now)
        if one is None or two is None:
            continue
        for code in (*PROGRAMMES, "home_care_purchase"):
            fund = get_programme(code).fund_of(level)
            for when in (year, year + 1):
                of = (level, area, fund, code, when)
                made += quietly(partial(_budget, of, (one, two), now))
    return made


def _budget(of: tuple[str, int, str, str, int], by: tuple[Scope, Scope], now: datetime) -> None:
    level, area, fund, code, year = of
    with enter(system_scope("demo funding")):
        if Budget.objects.filter(area=area, fund=fund, programme=code, year=year).exists():
            raise LookupError(code)
    told = treasury.LineTold(level, area, fund, code, year, "initial", BUDGET_FEN, DOCUMENT)
    with enter(by[0]):
        line = treasury.propose_line(told=told, scope=by[0], by=by[0].actor, now=now)
    with enter(by[1]):
        treasury.confirm_line(line=line.id, scope=by[1], by=by[1].actor, now=now)


def _walk(demo: _Demo, place: Provider, now: datetime) -> None:
    """From the draft as far as the demo goes, a different person in each stage."""
    first = DEMOS.index(demo) * 100 + 101
    inputs = {"is_public": False, "new_beds_filed": demo.beds, "converted_beds_filed": 0}
    form = operations.ApplicationForm(
        inputs=inputs,
        day=DAY,
        place=place.id,
        objects=f"D{first}-D{first + demo.beds - 1}",
        bank="演示银行",
        account="6200000000000000000",
    )
    at = now - timedelta(days=demo.days)
    row = by_demo(operations.begin, CLERK, at, programme="bed_construction", form=form)
    with_evidence(row, CLERK, at)
    if demo.until == "draft":
        return
    by_demo(operations.submit, CLERK, at, application=row.id)
    _review(demo, row.id, {**inputs, **demo.inputs}, at, now)


def _review(demo: _Demo, key: UUID, found: dict[str, Any], at: datetime, now: datetime) -> None:
    hour = timedelta(hours=1)
    if demo.until == "withdrawn":
        by_demo(operations.withdraw, CLERK, at + hour, application=key)
    if demo.until == "returned":
        reason = "请补传床位清单的盖章页。（演示）"
        by_demo(
            operations.return_for_completion, "county_reviewer2", at + hour, application=key, reason=reason
        )
    if demo.until in ("acceptance", "withdrawn", "returned"):
        return
    by_demo(operations.pass_on, "county_reviewer2", at + hour, application=key)
    told = {"found": found, "visited_on": timezone.localdate(at + hour), "note": "逐间查看。（演示）"}
    check = by_demo(operations.record_site, "county_reviewer3", at + 2 * hour, application=key, **told)
    if demo.until == "site":
        return
    by_demo(operations.sign_site, "county_finance3", at + 3 * hour, application=key, check=check.id)
    if demo.until == "signed":
        return
    reason = "公办机构不在这一项的范围内。（演示）" if demo.inputs else ""
    by_demo(operations.propose, "city_reviewer2", at + 4 * hour, application=key, reason=reason)
    if demo.until == "notice":
        return
    _end(demo, key, reason, now)


def _end(demo: _Demo, key: UUID, reason: str, now: datetime) -> None:
    with enter(system_scope("demo funding")):
        operations.close_due_notices(now=now - timedelta(hours=6))
    if demo.until == "proposal":
        return
    by_demo(operations.propose, "city_reviewer3", now - timedelta(hours=5), application=key, reason=reason)
    if demo.until == "approved":
        by_demo(operations.approve, "city_finance3", now - timedelta(hours=4), application=key)
    if demo.until == "refused":
        by_demo(operations.refuse, "city_finance3", now - timedelta(hours=4), application=key, reason=reason)


def _elders(now: datetime) -> None:
    """The demo's elder asks for herself."""
    with enter(system_scope("demo funding")):
        account = Account.objects.get(username="elder", is_demo=True)
        mandate = Mandate.objects.filter(account=account.id, revoked_at=None).order_by("id").first()
        if mandate is None:
            raise LookupError("no mandate")
    form = operations.ApplicationForm(
        inputs=HOME_CARE, day=timezone.localdate(now), bank="演示银行", account="6200000000000000009"
    )
    told = {"programme": "home_care_purchase", "person": mandate.person, "form": form}
    row = by_demo(operations.begin, "elder", now, **told)
    with_evidence(row, "elder", now)
    by_demo(operations.submit, "elder", now, application=row.id)


def _carers(now: datetime) -> None:
    """One care worker with an account asks for the post allowance."""
    with enter(system_scope("demo funding")):
        rows = Responder.objects.filter(kind="care_worker", account__isnull=False)
        carer = rows.filter(area__range=interval_of(JINSHUI)).order_by("id").first()
        name = territory.username_of(carer.account) if carer and carer.account else ""
    if not name:
        raise LookupError("no carer")
    at = now - timedelta(days=2)
    inputs = {"is_registered": True, "is_at_post": True, "months_in_city": 60}
    form = operations.ApplicationForm(
        inputs=inputs, day=timezone.localdate(at), bank="演示银行", account="6200000000000000007"
    )
    row = by_demo(operations.begin, name, at, programme="carer_post_allowance", form=form)
    with_evidence(row, name, at)
    by_demo(operations.submit, name, at, application=row.id)
