"""The monthly sample of two calls a seat: drawn by rule, judged by another, read by the seat."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.hotline import queries
from chongyang.hotline.models import Call, CallAudit
from chongyang.hotline.operations.locks import queue
from chongyang.hotline.queries import audits as found
from chongyang.hotline.rules import audits as rules
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can


class UnableToAudit(Exception):
    """The text says why."""


@transaction.atomic
def draw_audits(*, month: date, reviewers: Iterable[UUID], now: datetime, by: Actor = SYSTEM) -> int:
    """Draw the month's calls for every seat that has not been drawn; the same calls whenever it runs.

    `reviewers` are the accounts that may judge. A seat whom nobody else can judge is left out; the event says
    how many.
    """
    pool = sorted(set(reviewers), key=str)
    with enter(system_scope("audit", actor=by)):
        queue(f"audit/{month:%Y-%m}")
        first, last = _span(month)
        done = set(found.reviewers_of(month))
        candidates = found.candidates_between(first, last)
        undrawn = sorted(set(candidates) - done)
        if not undrawn:
            return 0
        drawn = [_draw_seat(seat, candidates[seat], pool, month, now) for seat in undrawn]
        events.record(
            "hotline.audit.drawn",
            by=by,
            now=now,
            area=0,
            subject_type="audit",
            payload={"month": f"{month:%Y-%m}", "calls": sum(drawn), "without": drawn.count(0)},
        )
        return sum(drawn)


def draw_last_month(*, now: datetime) -> int:
    """The month before this one, judged by whoever answers the line."""
    month, _ = rules.months_before(timezone.localdate(now))
    with enter(system_scope("audit")):
        pool = territory.holders_of((Role.OPERATOR, Role.SHIFT_LEAD), now=now)
        return draw_audits(month=month, reviewers=pool, now=now)


def _span(month: date) -> tuple[datetime, datetime]:
    following = (month.replace(day=28) + (date(2000, 1, 5) - date(2000, 1, 1))).replace(day=1)
    zone = timezone.get_default_timezone()
    return datetime.combine(month, time(), zone), datetime.combine(following, time(), zone)


def _draw_seat(
    seat: UUID, candidates: list[rules.Candidate], pool: list[UUID], month: date, now: datetime
) -> int:
    seed = rules.seed_of(month, seat)
    former = found.reviewers_of(rules.months_before(month)[0]).get(seat)
    reviewer = rules.choose_reviewer(seat, pool, found.loads_in(month), former, seed)
    if reviewer is None:
        return 0
    chosen = rules.draw(candidates, seed, rules.turn_of(month))
    criteria = rules.newest()
    areas = dict(Call.objects.filter(id__in=[one.call for one in chosen]).values_list("id", "area"))
    rows = [
        CallAudit(
            call_id=one.call,
            month=month,
            seat=seat,
            reviewer=reviewer,
            seed=seed,
            turn=turn,
            criteria=criteria.version,
            drawn_at=now,
            due_on=rules.due_on(month, criteria.days),
            area=areas[one.call],
        )
        for turn, one in enumerate(chosen, 1)
    ]
    CallAudit.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def judge_call(*, audit: UUID, met: Collection[str], comment: str, scope: Scope, now: datetime) -> CallAudit:
    """What the reviewer heard, criterion by criterion; once, and never about herself."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"audit/{audit}")
    row = queries.access_audit(scope, audit)
    criteria = rules.all_criteria()[row.criteria]
    if row.seat == scope.actor.account or row.reviewer != scope.actor.account:
        raise UnableToAudit(N_("只有抽检人可以评分，且不能评自己的来电。"))
    if row.reviewed_at:
        raise UnableToAudit(N_("这个来电已经评过。"))
    if unknown := set(met) - {one.code for one in criteria.asked(row.call.purpose)}:
        raise UnableToAudit(N_("有不属于这份评分表的条目。") + min(unknown))
    row.met, row.comment, row.reviewed_at = sorted(met), comment.strip()[:500], now
    row.share, row.passed = rules.judge(criteria, row.call.purpose, met)
    if not row.passed and not row.comment:
        raise UnableToAudit(N_("不合格的须写明哪里要改进。"))
    row.save()
    _write("hotline.audit.judged", row, scope, now, passed=row.passed)
    return row


@transaction.atomic
def acknowledge_audit(*, audit: UUID, scope: Scope, now: datetime, reply: str = "") -> CallAudit:
    """The seat has read what was said of her call, and may answer it."""
    demand(scope, Can.ANSWER_CALLS)
    queue(f"audit/{audit}")
    row = queries.access_audit(scope, audit)
    if row.seat != scope.actor.account or row.reviewed_at is None:
        raise UnableToAudit(N_("只有被评的坐席可以确认反馈。"))
    if row.acknowledged_at is None:
        row.acknowledged_at, row.reply = now, reply.strip()[:500]
        row.save(update_fields=["acknowledged_at", "reply"])
        _write("hotline.audit.acknowledged", row, scope, now, passed=bool(row.passed))
    return row


def _write(kind: str, row: CallAudit, scope: Scope, now: datetime, *, passed: bool | None) -> None:
    events.record(
        kind,
        by=scope.actor,
        now=now,
        area=row.area,
        subject_type="audit",
        subject=row.id,
        payload={"passed": passed, "month": f"{row.month:%Y-%m}"},
    )
