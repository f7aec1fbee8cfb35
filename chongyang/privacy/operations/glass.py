"""Broken glass: one file out of scope, at once, for an hour, with everybody told; and its review.

The opening is a grant with an end, so access is over by itself: the next request has another scope, whatever
page stands open. Who opened cannot review: the case is a deciding one.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, identifiers, live
from chongyang.core.keys import new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import GlassBreak
from chongyang.privacy.operations.common import queue, refuse
from chongyang.privacy.operations.watching import keep_finding
from chongyang.privacy.permissions import Can, demand, person_of
from chongyang.privacy.queries.unusual import Hit
from chongyang.privacy.rules import glass as rules
from chongyang.privacy.rules.unusual import Rule
from chongyang.registry import operations as registry_operations
from chongyang.territory import operations as territory
from chongyang.territory import queries as areas

SOURCE = "break_glass"
NOBODY = N_("没有这个身份证号码的档案。请核对号码；每次查询都有记录。")
IN_REACH = N_("这份档案在您的工作范围内，直接查找打开即可。")
REASON_LACKS = N_("请选择理由。")
WORDS_LACK = N_("请写清楚发生了什么、为什么现在必须看。")
IDENTITY_WRONG = N_("身份证号码不对。")
VERDICT_LACKS = N_("请选择结论。")
OWN = N_("不能复核自己的应急调阅。")


def break_glass(*, identity: str, reason: str, words: str, scope: Scope, now: datetime) -> GlassBreak:
    """Open the file of exactly this identity number to the account until `now` + the minutes of the data.

    The number is asked for, because nothing of a person out of scope may be browsed. Asking is an event, that
    stays when the opening is refused: hence two transactions. Saying it twice has the effect of once.
    Raises NotAllowed, UnableToHandle.
    """
    demand(scope, Can.BREAK_GLASS)
    account = person_of(scope)
    refuse(_faults(reason, words))
    person, area = _found(identity, scope, now)
    with transaction.atomic(), access.enter(system_scope("break glass", actor=scope.actor)):
        queue(f"glass/{account}/{person}")
        held = GlassBreak.objects.filter(account=account, person=person, ended_at=None, ends_at__gt=now)
        if kept := held.order_by("-id").first():
            return kept
        return _open(account, person, area, reason, words.strip(), scope, now)


def _faults(reason: str, words: str) -> dict[str, str]:
    faults = {} if reason in set(rules.Reason) else {"reason": REASON_LACKS}
    if len("".join(words.split())) < rules.words_least():
        faults["words"] = WORDS_LACK
    return faults


def _found(identity: str, scope: Scope, now: datetime) -> tuple[UUID, int]:
    """Who has this number, anywhere in the city."""
    try:
        number = identifiers.read_identity(identity, today=timezone.localdate(now)).number
    except identifiers.InvalidIdentifier:
        refuse({"identity": IDENTITY_WRONG})
        raise
    found = registry_operations.find_by_identity(number=number, by=scope.actor, now=now)
    if found is None:
        refuse({"identity": NOBODY})
        raise AssertionError  # refuse has raised
    refuse({"identity": IN_REACH} if scope.covers(found.area) else {})
    return found.id, found.area


def _open(
    account: UUID, person: UUID, area: int, reason: str, words: str, scope: Scope, now: datetime
) -> GlassBreak:
    row = GlassBreak(
        id=new_key(),
        person=person,
        area=area,
        account=account,
        role=scope.role,
        employer=scope.organisation,
        reason=reason,
        opened_at=now,
        ends_at=now + timedelta(minutes=rules.minutes()),
    )
    row.words = words
    row.save(force_insert=True)
    territory.grant_person(
        account=account,
        person=person,
        area=area,
        purpose=reason,
        source=SOURCE,
        reference=row.id,
        until=row.ends_at,
        by=scope.actor,
        now=now,
    )
    cases.open_case(
        lifecycle=rules.GLASS, area=area, person=person, by=scope.actor, now=now, case_id=row.id, how=reason
    )
    live.announce("glass", area=area)
    return row


@transaction.atomic
def end_glass(*, glass: UUID, scope: Scope, now: datetime) -> GlassBreak:
    """The opener needs it no more: access is over for her next click. Raises NotFound, UnableToStep."""
    row = queries.access_glass(scope, glass)
    if row.account != scope.actor.account:
        raise queries.NotFound(str(glass))
    with access.enter(system_scope("break glass", actor=scope.actor)):
        cases.hold(glass)
        row.refresh_from_db()
        if row.ended_at is None and row.ends_at > now:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            territory.end_grants(reference=row.id, area=row.area, by=scope.actor, now=now)
            if row.state != "closed":
                cases.perform(case=queries.case_of(row), action="end", by=scope.actor, now=now)
    return row


@transaction.atomic
def review_glass(*, glass: UUID, verdict: str, reason: str, scope: Scope, now: datetime) -> GlassBreak:
    """What it was, by somebody else. Abuse ends the access, and is a finding.

    Raises NotAllowed, NotFound, UnableToHandle, UnableToStep.
    """
    demand(scope, Can.REVIEW_READING)
    cases.hold(glass)
    row = queries.access_glass(scope, glass)
    refuse({"glass": OWN} if row.account == person_of(scope) else {})
    refuse({} if verdict in set(rules.Verdict) else {"verdict": VERDICT_LACKS})
    case = cases.perform(
        case=queries.case_of(row),
        action="review",
        by=scope.actor,
        now=now,
        how="desk",
        reason=reason,
        facts={"verdict"},
        evidence={"verdict": verdict},
    )
    row.state, row.verdict, row.reviewed_at = case.state, verdict, now
    row.save(update_fields=["state", "verdict", "reviewed_at"])
    if verdict == rules.Verdict.ABUSED:
        _follow_abuse(row, scope, now)
    live.announce("glass", area=row.area)
    return row


def _follow_abuse(row: GlassBreak, scope: Scope, now: datetime) -> None:
    with access.enter(system_scope("break glass", actor=scope.actor)):
        territory.end_grants(reference=row.id, area=row.area, by=scope.actor, now=now)
        read = [one.seq for one in queries.readings_under(row, scope)]
        hit = Hit(
            key=f"{Rule.GLASS_ABUSED.value}:{row.account}:{row.id}",
            rule=Rule.GLASS_ABUSED,
            account=row.account,
            role=row.role,
            organisation=row.employer,
            person=row.person,
            area=areas.area_of_organisation(row.employer) or row.area,
            count=max(len(read), 1),
            threshold=1,
            first_at=row.opened_at,
            last_at=now,
            seqs=read[:60],
        )
        keep_finding(hit, now=now)


def follow_step(*, case: Any, step: Any, by: Any, now: datetime) -> None:
    """Hook: a review that is late is escalated by a timer; the row follows."""
    if by.kind == "system" and step.target != step.source:
        GlassBreak.objects.filter(id=case.id).update(state=case.state)
        live.announce("glass", area=case.area)
