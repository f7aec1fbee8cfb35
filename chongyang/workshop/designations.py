"""Titles of the demo city: some given, one in notice with an objection, one due for review, one withdrawn.

Through the room's operations by demo accounts, another in each stage. Nothing here is a real enterprise,
route or paper: the names say 演示. Repeatable: what stands already stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.scopes import interval_of, system_scope
from chongyang.designations import operations
from chongyang.designations.models import Application, Notice
from chongyang.designations.operations import ApplicationForm, HolderForm
from chongyang.designations.rules.titles import get_title
from chongyang.providers.models import Provider
from chongyang.territory import queries as territory
from chongyang.territory.models import Organisation
from chongyang.workshop.accounts import JINSHUI, STREET
from chongyang.workshop.demo_steps import PDF, by_demo, quietly
from chongyang.workshop.papers import scope_of

CLERK, COUNTY, WORKER = "institution_clerk", "county_reviewer3", "street_clerk"
DAYS = timedelta(days=1)
NOTICE = 20 * DAYS
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Demo:
    """One application: whose, how far it goes, how long ago it was handed in, with what share of points."""

    title: str
    by: str
    kind: str
    name: str = ""
    until: str = "given"
    days: int = 60
    share: int = 90


DEMOS = (
    _Demo("smart_street", WORKER, "street", days=230, share=88),
    _Demo("star_home", CLERK, "institution", days=120, share=62),
    _Demo("chain_operator", COUNTY, "enterprise", "演示颐年连锁服务有限公司", days=300, share=82),
    _Demo("fine_route", COUNTY, "route", "演示：东风渠慢行一日游", days=400, share=80),
    _Demo("meal_bath_pilot", WORKER, "community", until="withdrawn", days=260, share=75),
    _Demo("training_base", COUNTY, "enterprise", "演示职业学校实训基地", until="objected", days=4, share=86),
    _Demo("smart_enterprise", COUNTY, "enterprise", "演示智护科技有限公司", until="decision", days=32),
    _Demo("model_alliance", COUNTY, "alliance", "演示北片医养联合体", until="proposal", days=9),
    _Demo("smart_institution", CLERK, "institution", until="visit", days=6),
    _Demo("product_leader", COUNTY, "enterprise", "演示慧养研发有限公司", until="acceptance", days=2),
    _Demo("smart_pilot", WORKER, "community", until="draft", days=1),
    _Demo("care_group", COUNTY, "enterprise", "演示康养集团", until="refused", days=45, share=50),
)


@transaction.atomic
def make_designations(now: datetime) -> dict[str, int]:
    """How many were made; nothing where the demo accounts are missing or titles stand already.

    All or none: a hundred steps are one commit, and a run that was broken off leaves nothing half done.
    """
    with enter(system_scope("demo titles")):
        stands = Application.objects.exists()
    if stands or any(scope_of(name, now) is None for name in (CLERK, COUNTY, WORKER)):
        return {}
    made = sum(quietly(partial(_walk, demo, now)) for demo in DEMOS)
    return {"titles": made}


def _walk(demo: _Demo, now: datetime) -> None:
    """From the draft as far as the demo goes, a different person in each stage."""
    at = now - demo.days * DAYS
    row = by_demo(operations.begin, demo.by, at, title=demo.title, holder=_holder(demo))
    form = ApplicationForm(
        statement="演示申报：已按方案要求建设，运行一年以上。", self_points=_points(demo, 100)
    )
    by_demo(operations.save, demo.by, at, application=row.id, form=form)
    told = {"application": row.id, "kind": "申报书", "chunks": [PDF], "name": "演示-申报书.pdf"}
    by_demo(operations.attach, demo.by, at, **told)
    if demo.until == "draft":
        return
    by_demo(operations.submit, demo.by, at, application=row.id)
    _judge(demo, row.id, at, now)


def _holder(demo: _Demo) -> HolderForm:
    """Raises LookupError where the city has no such place."""
    if demo.kind == "institution":
        return HolderForm(kind=demo.kind, provider=_place())
    code = territory.list_parts(STREET)[0].code if demo.kind == "community" else STREET
    code = JINSHUI if demo.name else code
    return HolderForm(kind=demo.kind, area=interval_of(code)[0], name=demo.name)


def _place() -> UUID:
    """The care home whose clerk the demo has."""
    with enter(system_scope("demo titles")):
        own = Organisation.objects.get(key="demo.care-home")
        found = Provider.objects.filter(name=own.name, area=own.area, closed_on=None).order_by("id").first()
    if found is None:
        raise LookupError("no care home")
    return found.id


def _points(demo: _Demo, share: int) -> dict[str, str]:
    return {item.key: f"{item.most * share / 100:.1f}" for item in get_title(demo.title).items}


def _judge(demo: _Demo, key: UUID, at: datetime, now: datetime) -> None:
    """The stages in their order, up to the one at which the demo rests."""
    stages: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("acceptance", lambda: by_demo(operations.pass_on, "county_reviewer", at + HOUR, application=key)),
        ("visit", lambda: _visit(demo, key, at + 2 * HOUR)),
        ("proposal", lambda: _propose(demo, key, at + 4 * HOUR)),
        ("objected", lambda: None),
        ("decision", lambda: _give(demo, key, min(at + NOTICE, now))),
    )
    for name, step in stages:
        if demo.until == name:
            break
        step()
    if demo.until == "objected":
        _object(key, at + 5 * HOUR)
    if demo.until == "decision":
        _close(min(at + NOTICE, now))


def _visit(demo: _Demo, key: UUID, at: datetime) -> None:
    told: dict[str, Any] = {"points": _points(demo, demo.share), "visited_on": timezone.localdate(at)}
    note = "演示评分。"
    found = by_demo(operations.score, "third_party_assessor", at, application=key, note=note, **told)
    by_demo(operations.sign, "county_reviewer2", at + HOUR, application=key, evaluation=found.id)


def _propose(demo: _Demo, key: UUID, at: datetime) -> None:
    if demo.until == "refused":
        told = {"application": key, "reason": "连锁数量不足。（演示）"}
        by_demo(operations.advise_against, "city_reviewer2", at, **told)
    else:
        by_demo(operations.propose, "city_reviewer2", at, application=key)


def _object(key: UUID, at: datetime) -> None:
    """A family member writes against it while the notice runs."""
    with enter(system_scope("demo titles")):
        notice = Notice.objects.get(application=key)
    by_demo(operations.raise_objection, "family", at, notice=notice.id, text="实训设备没有对外开放。（演示）")


def _close(at: datetime) -> None:
    with enter(system_scope("demo titles")):
        operations.close_due_notices(now=at)


def _give(demo: _Demo, key: UUID, at: datetime) -> None:
    office = "leading_group_office"
    if demo.until == "refused":
        told = {"application": key, "reason": "评分没有达到要求。（演示）"}
        by_demo(operations.refuse, office, at, **told)
        return
    _close(at)
    held = by_demo(operations.give, office, at, application=key)
    if demo.until == "withdrawn":
        _withdraw(demo, held.id, at + 90 * DAYS)


def _withdraw(demo: _Demo, held: UUID, at: datetime) -> None:
    """An early review, two who decide and hear, and the office that takes the plaque away."""
    reason = "助餐点停业三个月。（演示）"
    row = by_demo(operations.open_review, "city_reviewer", at, held=held, why="群众反映助餐点停业。（演示）")
    told: dict[str, Any] = {"points": _points(demo, 20), "visited_on": timezone.localdate(at)}
    by_demo(operations.report, "third_party_assessor", at, review=row.id, advice="withdraw", **told)
    by_demo(operations.propose_withdrawal, "city_reviewer2", at, review=row.id, reason=reason)
    by_demo(
        operations.hear, "city_reviewer3", at + DAYS, review=row.id, text="已听取，持有方无异议。（演示）"
    )
    by_demo(operations.withdraw, "leading_group_office", at + 2 * DAYS, review=row.id, reason=reason)
