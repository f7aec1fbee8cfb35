"""Reads of agreements: those within reach, their quota, their questions, what is unusual."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, Sum

from chongyang.core.access import visible
from chongyang.core.scopes import Scope
from chongyang.exchange.enums import Span
from chongyang.exchange.models import Agreement, AgreementStep, Question, QuotaUse, Subscription
from chongyang.exchange.rules.windows import window_of
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

LOOKED_BACK = timedelta(days=30)
"""Over how long the use of an agreement is looked at; the sentences of `rules.unusual` say it."""


class NotFound(Exception):
    """There is no such agreement, or it is not within reach."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of a window is used."""

    span: Span
    used: int
    refused: int
    most: int


@dataclass(frozen=True, slots=True)
class Use:
    """What was asked in the last thirty days, and what looks unusual, by the rules of `unusual_of`."""

    questions: int
    found: int
    refused: int
    at_night: int
    busiest_day: int


@dataclass(frozen=True, slots=True)
class Held:
    agreement: Agreement
    quotas: tuple[Quota, ...]


def agreement_of_token(scope: Scope, token: UUID) -> Agreement | None:
    """The agreement that a key speaks for; the department's own scope reaches it."""
    return visible(Agreement.objects.filter(token=token), scope).first()


def list_agreements(scope: Scope, now: datetime) -> list[Held]:
    """Agreements within reach with their quotas, those that wait for a decision first."""
    demand(scope, Can.READ_AGREEMENTS)
    rows = list(visible(Agreement.objects.all(), scope).order_by("-proposed_at", "id")[:200])
    order = {"draft": 0, "in_force": 1, "suspended": 2, "ended": 3}
    rows.sort(key=lambda row: order[row.state])
    used = _used(scope, [row.id for row in rows], now)
    return [Held(row, _quotas(row, used)) for row in rows]


def access_agreement(scope: Scope, agreement: UUID, now: datetime) -> Held:
    """One agreement with its quotas; raises NotFound."""
    demand(scope, Can.READ_AGREEMENTS)
    row = visible(Agreement.objects.filter(id=agreement), scope).first()
    if row is None:
        raise NotFound(str(agreement))
    return Held(row, _quotas(row, _used(scope, [row.id], now)))


def quotas_of(scope: Scope, agreement: Agreement, now: datetime) -> tuple[Quota, ...]:
    """What the department itself may see of its quota."""
    return _quotas(agreement, _used(scope, [agreement.id], now))


def _used(scope: Scope, keys: list[UUID], now: datetime) -> dict[tuple[UUID, str], tuple[int, int]]:
    windows = Q(pk__in=[])
    for span in Span:
        windows |= Q(span=span.value, begins_at=window_of(span, now)[0])
    rows = visible(QuotaUse.objects.filter(windows, agreement__in=keys), scope)
    told = rows.order_by("agreement", "span").values_list("agreement", "span", "used", "refused")
    return {(key, span): (used, refused) for key, span, used, refused in told}


def _quotas(row: Agreement, used: dict[tuple[UUID, str], tuple[int, int]]) -> tuple[Quota, ...]:
    limits = {Span.HOUR: row.hour_limit, Span.DAY: row.day_limit}
    return tuple(Quota(span, *used.get((row.id, span.value), (0, 0)), most) for span, most in limits.items())


def list_steps(scope: Scope, agreement: UUID) -> list[AgreementStep]:
    """What was done with it, the newest first."""
    rows = visible(AgreementStep.objects.filter(agreement=agreement), scope)
    return list(rows.order_by("-at", "-id")[:50])


def list_questions(
    scope: Scope, agreement: UUID, *, before: UUID | None = None, limit: int = 50
) -> list[Question]:
    """What was asked, the newest first; of nobody more than whether there was an answer."""
    demand(scope, Can.READ_AGREEMENTS)
    rows = visible(Question.objects.filter(agreement=agreement), scope)
    if before:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def get_subscription(scope: Scope, agreement: UUID) -> Subscription | None:
    return visible(Subscription.objects.filter(agreement=agreement), scope).first()


def use_of(scope: Scope, agreement: UUID, now: datetime) -> Use:
    """The last thirty days in sums."""
    since = now - LOOKED_BACK
    asked = visible(Question.objects.filter(agreement=agreement, at__gte=since), scope)
    night = Q(at__hour__gte=22) | Q(at__hour__lt=6)
    told = asked.aggregate(
        all=Count("id"), found=Count("id", filter=Q(answer="yes")), night=Count("id", filter=night)
    )
    days = visible(QuotaUse.objects.filter(agreement=agreement, span="day", begins_at__gte=since), scope)
    refused = days.aggregate(refused=Sum("refused"))["refused"] or 0
    busiest = days.order_by("-used").values_list("used", flat=True).first() or 0
    return Use(told["all"], told["found"], refused, told["night"], busiest)
