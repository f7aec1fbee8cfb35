"""A run of a year: begun, counted, judged, told, appealed, settled, confirmed by another, locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import workdays
from chongyang.core.keys import named_key, new_key
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.duties.operations import Handed
from chongyang.duties.rules.answering import answering
from chongyang.supervision import permissions
from chongyang.supervision.enums import AppealState, Listing
from chongyang.supervision.models import Appeal, Judgement, Run
from chongyang.supervision.operations import counting
from chongyang.supervision.operations.errors import UnableToAssess
from chongyang.supervision.operations.evidence import DECIDED, NOT_YOURS, keep
from chongyang.supervision.operations.steps import begin, step, system, tell
from chongyang.supervision.queries.assessment import Held, NotFound, hold_scheme
from chongyang.supervision.rules import scoring, tables
from chongyang.supervision.rules.schemes import get_scheme
from chongyang.supervision.rules.subjects import LEGAL_COUNTIES
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

ZONE = ZoneInfo("Asia/Shanghai")
NO_SCHEME = N_("没有这一年的考核方案。")
STANDS = N_("这一年的这张名单已有一次考核，要重来请先作废。")
NOT_JUDGED = N_("这一项是自动计分的，不能评分。")
OUT_OF_RANGE = N_("分数应在 0 到 %(most)s 之间。")
NO_REASON = N_("请写明理由和依据的材料。")
OWN_UNIT = N_("不能给自己所在的单位评分。")
LACKS_MARKS = N_("还有项目不足 %(judges)s 人评分。")
APPEALS_OVER = N_("申诉期已过。")
TWICE = N_("这一项已经申诉过。")
STILL_OPEN = N_("申诉期还没有结束，或还有申诉没有处理。")
LONGEST, LONGEST_PAPER = 500, 200


@dataclass(frozen=True, slots=True)
class Mark:
    """What a judge gives one unit for one item."""

    subject: str
    item: str
    points: Decimal
    reason: str
    evidence: str
    files: Sequence[Handed] = ()


@transaction.atomic
def open_run(
    *, year: int, listing: str, scope: Scope, by: Actor, now: datetime, only_legal: bool = False
) -> Run:
    """Begin the assessment of one list of a year under its newest scheme, and count it."""
    demand(scope, Can.ASSESS)
    scheme = get_scheme(year)
    if scheme is None or listing not in list(Listing):
        raise UnableToAssess(NO_SCHEME, "year")
    subjects = scheme.of(listing).subjects
    if only_legal and listing == Listing.COUNTIES:
        subjects = LEGAL_COUNTIES
    row = Run(
        id=new_key(), year=year, listing=listing, version=scheme.version, subjects=subjects, opened_at=now
    )
    with system(by):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise UnableToAssess(STANDS, "year") from None
        begin(tables.RUN, row.id, by, now)
        counting.count(hold_scheme(row), now)
    return row


def take(run: UUID, scope: Scope) -> Held:
    """The run under the lock of its case, for who assesses; in the system's scope. Raises NotFound."""
    demand(scope, Can.ASSESS)
    return locked(run)


def locked(run: UUID) -> Held:
    """The run as it is once nobody else can step it."""
    cases.hold(run)
    row = Run.objects.filter(id=run).first()
    if row is None:
        raise NotFound(str(run))
    return hold_scheme(row)


@transaction.atomic
def recount(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> Run:
    """Count again from the values of today; before the units were told. Raises UnableToStep, NotFound."""
    with system(by):
        held = take(run, scope)
        step(run, "count", by, now)
        counting.count(held, now)
    return held.run


@transaction.atomic
def judge(*, run: UUID, marks: Sequence[Mark], scope: Scope, by: Actor, now: datetime) -> int:
    """One judge's marks, all or none; one given again replaces hers. Raises UnableToAssess, UnableToStep."""
    account = permissions.account_of(by)
    with system(by):
        held = take(run, scope)
        for mark in marks:
            _check(mark, held, account, now)
        step(run, "judge", by, now, evidence={"marks": len(marks)})
        for mark in marks:
            _give(mark, held.run, account, keep(mark.files, by, now), now)
        counting.count(held, now)
    return len(marks)


def _check(mark: Mark, held: Held, account: UUID, now: datetime) -> None:
    subject, item = held.subject(mark.subject), held.item(mark.item)
    if not item.is_judged:
        raise UnableToAssess(NOT_JUDGED, mark.item)
    most = scoring.most_mark(item)
    if not mark.points.is_finite() or not 0 <= mark.points <= most:
        raise UnableToAssess(OUT_OF_RANGE, mark.item, most=most)
    if not is_said(mark.reason, LONGEST) or not is_said(mark.evidence, LONGEST_PAPER):
        raise UnableToAssess(NO_REASON, mark.item)
    if permissions.is_tied(account, subject, held.run.listing, now):
        raise UnableToAssess(OWN_UNIT, mark.item)


def is_said(text: str, most: int) -> bool:
    """Words, not too long; of several lines where somebody explains."""
    return 0 < len(text.strip()) <= most and is_line(" ".join(text.split()))


def _give(mark: Mark, run: Run, account: UUID, files: list[UUID], now: datetime) -> None:
    """Files that she handed in with a former mark of this item stay with the new one."""
    key: dict[str, Any] = {"run": run, "subject": mark.subject, "item": mark.item, "judge": account}
    former = Judgement.objects.filter(**key).first()
    told = {
        "files": [*(former.files if former else ()), *files],
        "points": mark.points,
        "reason": mark.reason.strip(),
        "evidence": mark.evidence.strip(),
        "given_at": now,
    }
    Judgement.objects.update_or_create(**key, defaults=told)


@transaction.atomic
def announce(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> Run:
    """Count a last time and tell the units; they may appeal for so many working days. Raises UnableToAssess
    where a judged item lacks judges, UnableToStep.
    """
    with system(by):
        held = take(run, scope)
        counting.count(held, now)
        if not counting.is_judged(held):
            raise UnableToAssess(LACKS_MARKS, judges=held.scheme.judges)
        row = held.run
        row.state = step(run, "announce", by, now, facts={"judged"}, evidence={"digest": row.digest})
        row.announced_at = now
        row.appeals_until = workdays.deadline(now, held.scheme.appeal_workdays, ZONE)
        row.save(update_fields=["state", "announced_at", "appeals_until"])
        _tell_units(held, by, now)
    return row


def _tell_units(held: Held, by: Actor, now: datetime) -> None:
    """An event for each unit that has a score now; alerting sends its people a message that says no more
    than that. A county's are found by its area, a department's by the organisation that answers today.
    """
    day = timezone.localdate(now, ZONE)
    ids = dict(territory.list_organisations().values_list("key", "id"))
    for key, one in held.subjects.items():
        sheet = named_key("supervision-sheet", f"{held.run.id}/{key}/{now.isoformat()}")
        told: dict[str, Any] = {"run": str(held.run.id), "unit": key}
        if one.reach:
            tell("sheet.told", sheet, by, now, area=one.reach[0][0], **told)
        else:
            tell("department.told", sheet, by, now, organisation=ids.get(answering(key, day)), **told)


@transaction.atomic
def appeal(
    *,
    run: UUID,
    subject: str,
    item: str,
    text: str,
    evidence: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    files: Sequence[Handed] = (),
) -> Appeal:
    """A unit's own person says what is wrong with an item, within the days. Raises UnableToAssess,
    UnableToStep, NotFound.
    """
    demand(scope, Can.READ_ASSESSMENT)
    account, own = permissions.account_of(by), permissions.own_organisation(scope)
    with system(by):
        held = locked(run)
        held.item(item)
        if not permissions.is_own(scope, held.subject(subject), own):
            raise UnableToAssess(NOT_YOURS, "subject")
        if not is_said(text, 2 * LONGEST) or not is_said(evidence, LONGEST_PAPER):
            raise UnableToAssess(NO_REASON, "text")
        if held.run.appeals_until and now > held.run.appeals_until:
            raise UnableToAssess(APPEALS_OVER)
        if Appeal.objects.filter(run=held.run, subject=subject, item=item).exists():
            raise UnableToAssess(TWICE, "item")
        step(run, "appeal", by, now, evidence={"subject": subject, "item": item})
        return Appeal.objects.create(
            run=held.run,
            subject=subject,
            item=item,
            text=text.strip(),
            evidence=evidence.strip(),
            files=keep(files, by, now),
            raised_by=account,
            raised_at=now,
        )


@transaction.atomic
def decide_appeal(
    *,
    key: UUID,
    upheld: bool,
    reply: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    points: Decimal | None = None,
) -> Appeal:
    """Somebody who neither counted nor judged decides; one that is upheld lays the points down. Raises
    UnableToAssess, UnableToStep, NotFound.
    """
    demand(scope, Can.ASSESS)
    account = permissions.account_of(by)
    with system(by):
        row = Appeal.objects.filter(id=key).first()
        if row is None:
            raise NotFound(str(key))
        held = take(row.run_id, scope)
        row = Appeal.objects.select_for_update(of=("self",)).get(id=key)
        if row.decided_at:
            raise UnableToAssess(DECIDED)
        _check_ruling(held, row, upheld, reply, points)
        step(row.run_id, "decide", by, now, evidence={"appeal": str(key), "upheld": upheld})
        row.state = AppealState.UPHELD if upheld else AppealState.REJECTED
        row.points, row.reply = points if upheld else None, reply.strip()
        row.decided_by, row.decided_at = account, now
        row.save()
        if upheld and points is not None:
            counting.lay_down(held, row.subject, row.item, points)
    return row


def _check_ruling(held: Held, row: Appeal, upheld: bool, reply: str, points: Decimal | None) -> None:
    if not is_said(reply, 2 * LONGEST):
        raise UnableToAssess(NO_REASON, "reply")
    if upheld:
        check_points(held, row.item, points)


def check_points(held: Held, item: str, points: Decimal | None) -> None:
    """Raises UnableToAssess unless the points are those that the item can have."""
    most = held.item(item).most
    if points is None or not points.is_finite() or not 0 <= points <= most:
        raise UnableToAssess(OUT_OF_RANGE, "points", most=most)


@transaction.atomic
def settle(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> Run:
    """The days of appeal are over and all appeals decided: the ranks stand, another has to confirm. Raises
    UnableToAssess, UnableToStep.
    """
    with system(by):
        held = take(run, scope)
        row = held.run
        is_open = Appeal.objects.filter(run=row, decided_at=None).exists()
        if row.state == tables.ANNOUNCED and (is_open or (row.appeals_until and now <= row.appeals_until)):
            raise UnableToAssess(STILL_OPEN)
        row.state = step(run, "settle", by, now, facts={"appeals_over", "appeals_decided"})
        row.save(update_fields=["state"])
        counting.rank(held)
    return row


@transaction.atomic
def confirm(*, run: UUID, scope: Scope, by: Actor, now: datetime) -> Run:
    """A second person confirms; from then on only dated corrections change a score. Raises UnableToStep."""
    return _end(run, "confirm", scope, by, now)


@transaction.atomic
def send_back(*, run: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Run:
    """The confirming person wants it counted and judged again. Raises UnableToStep."""
    return _end(run, "send_back", scope, by, now, reason)


@transaction.atomic
def abandon(*, run: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Run:
    """Give a run up, so that another can begin. Raises UnableToStep."""
    return _end(run, "abandon", scope, by, now, reason)


def _end(run: UUID, action: str, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Run:
    with system(by):
        row = take(run, scope).run
        row.state = step(run, action, by, now, reason=reason[:LONGEST], evidence={"digest": row.digest})
        if row.state == tables.LOCKED:
            row.locked_at = now
        if row.state == tables.SCORING:
            row.announced_at = row.appeals_until = None
        row.save(update_fields=["state", "locked_at", "announced_at", "appeals_until"])
    return row
