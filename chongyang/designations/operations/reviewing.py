"""Reviews of titles: opened when due or for a cause, looked at, decided, mended, heard, kept or withdrawn."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.designations import permissions, queries
from chongyang.designations.enums import Advice, Cause, Result, TitleState
from chongyang.designations.models import Review, TitleHeld
from chongyang.designations.operations.applying import title_of
from chongyang.designations.operations.errors import UnableToJudge
from chongyang.designations.operations.steps import BATCH, due_in, judging, tell_title
from chongyang.designations.operations.visiting import read_score
from chongyang.designations.rules import flows
from chongyang.designations.rules import reviews as rules
from chongyang.designations.rules.reviews import HEARD
from chongyang.funding.rules.forms import Faulty

NOT_YET = N_("复核日是 %(on)s，还没有到；提前复核请写明理由。")
NOT_HELD = N_("这个称号已不再有效，不能复核。")
OPEN = N_("这个称号已有一件复核在办理。")
NO_ADVICE = N_("请选择处理建议。")
BAD_DAY = N_("复核日期不能晚于今天，也不能早于授牌之前。")
BAD_MEND = N_("整改期限须在明天以后、%(most)s 天以内。")
NO_REASON = N_("请写明撤销的理由。")
NO_TEXT = N_("请写明内容，最多 1,000 个字。")
NOT_HEARD = N_("持有单位的陈述期到 %(on)s 为止；期满或听取陈述之后才能撤销。")
LATE = N_("陈述期已经结束。")
MOST = 1000
DAY = timedelta(days=1)


@transaction.atomic
def open_review(*, held: UUID, scope: Scope, by: Actor, now: datetime, why: str = "") -> Review:
    """Open a review that is due, or an early one with its reason. Raises UnableToJudge, NotFound."""
    permissions.demand_handle(scope)
    row = queries.access_title(held)
    if not scope.reaches(row.area):
        raise queries.NotFound(str(held))
    if row.review_on > timezone.localdate(now) and not why.strip():
        raise UnableToJudge({"why": Faulty(NOT_YET, on=row.review_on.isoformat())})
    early = row.review_on > timezone.localdate(now)
    with judging(row, by, now):
        return _open(row, Cause.EARLY if early else Cause.DUE, why, by, now)


def _open(row: TitleHeld, cause: Cause, why: str, by: Actor, now: datetime) -> Review:
    if row.state != TitleState.HELD or row.valid_to <= timezone.localdate(now):
        raise UnableToJudge({"held": NOT_HELD})
    made = Review(held=row, area=row.area, cause=cause.value, opened_at=now, state=rules.VISIT)
    made.organisation = row.application.organisation if row.application else None
    made.why = why.strip()[:MOST] or None
    made.due_at = due_in(now, flows.load().reviews.visit_workdays)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "designreview_open_once" not in str(error):
            raise
        raise UnableToJudge({"held": OPEN}) from None
    about: dict[str, Any] = {"area": row.area, "organisation": made.organisation}
    cases.open_case(lifecycle=rules.LIFECYCLE, by=by, now=now, case_id=made.id, how=cause.value, **about)
    return made


def open_due_reviews(*, now: datetime) -> int:
    """Reviews whose day has come; each once. System scope; returns how many."""
    due = queries.list_due(system_scope("reviews"), timezone.localdate(now), limit=BATCH)
    rows = [row for row in due if row.valid_to > timezone.localdate(now)]
    for row in rows:
        _open(queries.access_title(row.id), Cause.DUE, "", SYSTEM, now)
    return len(rows)


@contextmanager
def _working(review: UUID, scope: Scope, by: Actor, now: datetime) -> Iterator[tuple[Review, set[str]]]:
    """A review under the lock of its case by somebody who may judge its holder; it is saved at the end."""
    cases.hold(review)
    row = queries.access_review(scope, review)
    with judging(row.held, by, now) as facts:
        yield row, facts
        row.save()


def _step(row: Review, action: str, by: Actor, now: datetime, **said: Any) -> None:
    """A step of the review's case; state and deadline of the row follow."""
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, how="desk", **said)
    if case.state == row.state:
        return
    row.state = case.state
    days = flows.load().reviews
    row.due_at = {
        rules.DECISION: due_in(now, days.decide_workdays),
        rules.HEARING: due_in(now, days.hearing_workdays + days.decide_workdays),
        rules.MENDING: row.due_at,
    }.get(case.state)
    row.ended_at = now if case.state in rules.ENDED else None


@transaction.atomic
def report(
    *,
    review: UUID,
    points: Mapping[str, Any],
    advice: str,
    visited_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Review:
    """Who looked writes down the sheet and what she advises; also after mending. Raises UnableToJudge."""
    if advice not in set(Advice):
        raise UnableToJudge({"advice": NO_ADVICE})
    with _working(review, scope, by, now) as (row, facts):
        found = read_score(row.held.title, points)
        if not row.held.valid_from <= visited_on <= timezone.localdate(now):
            raise UnableToJudge({"visited_on": BAD_DAY})
        _step(row, "report_mended" if row.state == rules.MENDING else "report", by, now, facts=facts)
        row.points, row.total, row.advice = dict(found.points), found.total, advice
        row.visited_on, row.note = visited_on, note.strip()[:MOST] or None
    return row


@transaction.atomic
def keep(*, review: UUID, scope: Scope, by: Actor, now: datetime) -> Review:
    """The title stays; near its end it is renewed. Raises UnableToJudge, UnableToStep, NotFound."""
    with _working(review, scope, by, now) as (row, facts):
        _step(row, "keep", by, now, facts=facts)
        _keep(row, by, now)
    return row


def _keep(row: Review, by: Actor, now: datetime) -> None:
    """A title whose time ran out meanwhile stays ended."""
    row.result = Result.KEPT.value
    held, title, today = row.held, title_of(row.held.title), timezone.localdate(now)
    if held.state != TitleState.HELD:
        return
    if held.valid_to - today <= timedelta(days=flows.load().reviews.renews_days):
        held.valid_to = rules.months_after(held.valid_to, title.years * rules.MONTHS)
    held.review_on = rules.next_review(today, title.review_months, held.valid_to)
    held.save(update_fields=["valid_to", "review_on"])
    tell_title("kept", held, by, now, valid_to=str(held.valid_to))


@transaction.atomic
def ask_to_mend(*, review: UUID, what: str, until: date, scope: Scope, by: Actor, now: datetime) -> Review:
    """The holder mends what is named by a day. Raises UnableToJudge, UnableToStep, NotFound."""
    most, today = flows.load().reviews.mend_most_days, timezone.localdate(now)
    if not today < until <= today + timedelta(days=most):
        raise UnableToJudge({"until": Faulty(BAD_MEND, most=most)})
    with _working(review, scope, by, now) as (row, facts):
        row.mend_until, row.mend_what = until, _text(what)
        row.due_at = due_in(timezone.make_aware(datetime.combine(until, datetime.min.time())), 0)
        _step(row, "ask_to_mend", by, now, facts=facts, reason=what)
    return row


@transaction.atomic
def propose_withdrawal(*, review: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Review:
    """The holder is told why the title is to be taken away, and may speak. Raises UnableToJudge,
    UnableToStep, NotFound.
    """
    if not reason.strip():
        raise UnableToJudge({"reason": NO_REASON})
    with _working(review, scope, by, now) as (row, facts):
        days = flows.load().reviews.hearing_workdays
        row.reason, row.hearing_until = _text(reason), timezone.localdate(due_in(now, days))
        _step(row, "propose_withdrawal", by, now, facts=facts, reason=reason)
    return row


@transaction.atomic
def speak(*, review: UUID, text: str, scope: Scope, by: Actor, now: datetime) -> Review:
    """The holder's side says what speaks against it, in its days. Raises UnableToJudge, NotFound."""
    cases.hold(review)
    row = queries.access_own_review(scope, review)
    if row.hearing_until is None or timezone.localdate(now) > row.hearing_until:
        raise UnableToJudge({"text": LATE})
    with access.enter(system_scope("hearing", actor=by)):
        row.spoken = _text(text)
        _step(row, "speak", by, now)
        row.save()
    return row


@transaction.atomic
def hear(*, review: UUID, text: str, scope: Scope, by: Actor, now: datetime) -> Review:
    """Another writes down that and how the holder was heard. Raises UnableToJudge, UnableToStep, NotFound."""
    with _working(review, scope, by, now) as (row, facts):
        row.heard, row.heard_at = _text(text), now
        _step(row, "hear", by, now, facts=facts, reason=text)
    return row


@transaction.atomic
def withdraw(*, review: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Review:
    """The title ends today. Only after the holder was heard, or let its days pass. Raises UnableToJudge,
    UnableToStep, NotFound.
    """
    if not reason.strip():
        raise UnableToJudge({"reason": NO_REASON})
    with _working(review, scope, by, now) as (row, facts):
        today = timezone.localdate(now)
        if row.hearing_until and not row.heard_at and today <= row.hearing_until:
            raise UnableToJudge({"reason": Faulty(NOT_HEARD, on=row.hearing_until.isoformat())})
        _step(row, "withdraw", by, now, facts={*facts, HEARD}, reason=reason)
        row.result, row.reason = Result.WITHDRAWN.value, _text(reason)
        _end(row.held, TitleState.WITHDRAWN, today)
        tell_title("withdrawn", row.held, by, now, review=str(row.id))
    return row


@transaction.atomic
def let_stand(*, review: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Review:
    """After the hearing the title stays. Raises UnableToJudge, UnableToStep, NotFound."""
    with _working(review, scope, by, now) as (row, facts):
        _step(row, "let_stand", by, now, facts=facts, reason=reason)
        _keep(row, by, now)
    return row


def _end(held: TitleHeld, state: TitleState, today: date) -> None:
    held.state, held.valid_to = state.value, min(held.valid_to, max(today, held.valid_from))
    held.review_on = min(held.review_on, held.valid_to)
    held.save(update_fields=["state", "valid_to", "review_on"])


def _text(text: str) -> str:
    if not 0 < len(text.strip()) <= MOST:
        raise UnableToJudge({"text": NO_TEXT})
    return text.strip()


def tell_overdue(*, now: datetime) -> int:
    """Mending whose day is past goes back to who decides; each once. System scope."""
    late = Review.objects.filter(state=rules.MENDING, mend_until__lt=timezone.localdate(now))
    keys = list(late.order_by("mend_until", "id").values_list("id", flat=True)[:BATCH])
    for key in keys:
        _overdue(key, now)
    return len(keys)


@transaction.atomic
def _overdue(review: UUID, now: datetime) -> None:
    cases.hold(review)
    row = Review.objects.select_related("held").get(id=review)
    if row.state == rules.MENDING:
        _step(row, "mend_overdue", SYSTEM, now)
        row.save()


@transaction.atomic
def lapse_titles(*, now: datetime) -> int:
    """Titles whose time is over; nothing but their state changes, because the days already say it."""
    over = TitleHeld.objects.filter(state=TitleState.HELD.value, valid_to__lte=timezone.localdate(now))
    rows = list(over.order_by("id")[:BATCH])
    for row in rows:
        row.state = TitleState.LAPSED.value
        row.save(update_fields=["state"])
        tell_title("lapsed", row, SYSTEM, now)
    return len(rows)
