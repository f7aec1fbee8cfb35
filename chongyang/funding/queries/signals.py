"""Reads of signals and samples for the desk."""

from uuid import UUID

from django.db.models import Count

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.funding import permissions
from chongyang.funding.models import Application, Award, MonthLine
from chongyang.funding.models.signals import Sample, SampleLine, Signal
from chongyang.funding.queries.applications import access_own
from chongyang.funding.queries.pages import After, by_moment, by_place, one_of
from chongyang.funding.rules.signals import APPEALED, HOLDING, OPEN

PAGE = 60


def list_signals(
    scope: Scope, *, show: str = "open", rule: str = "", limit: int = PAGE, after: After | None = None
) -> list[Signal]:
    """`open` ones wait for an answer or a reply, `held` still hold payments, `all`; the newest first."""
    permissions.demand_handle(scope)
    rows = access.visible(Signal.objects.select_related("application"), scope)
    if show in ("open", "held"):
        rows = rows.filter(state__in=(OPEN, APPEALED) if show == "open" else HOLDING)
    rows = rows.filter(rule=rule) if rule else rows
    return by_moment(rows, "raised_at", limit, after, newest=True)


def count_signals(scope: Scope) -> dict[str, int]:
    """By rule, how many wait."""
    permissions.demand_handle(scope)
    rows = access.visible(Signal.objects.filter(state__in=(OPEN, APPEALED)), scope)
    return dict(rows.order_by().values("rule").annotate(n=Count("id")).values_list("rule", "n"))


def access_signal(scope: Scope, signal: UUID) -> Signal:
    """One of the desk. Raises NotFound."""
    permissions.demand_handle(scope)
    rows = access.visible(Signal.objects.select_related("application"), scope)
    return one_of(rows, signal)


def access_own_signal(scope: Scope, signal: UUID) -> Signal:
    """One on an application of the applicant's side. Raises NotFound."""
    with access.enter(system_scope("own signal", actor=scope.actor)):
        row = one_of(Signal.objects.select_related("application"), signal)
    access_own(scope, row.application_id)
    return row


def list_signals_of(row: Application) -> list[Signal]:
    """Those on a case that was accessed, by the desk or by who applied."""
    with access.enter(system_scope("signals")):
        return list(Signal.objects.filter(application=row).order_by("raised_at", "id"))


def orders_of(application: Application) -> list[UUID]:
    """Every payment of a case: its own, and those of its months. In the system's scope."""
    held = [application.order] if application.order else []
    lines = MonthLine.objects.filter(
        award__in=Award.objects.filter(application=application), order__isnull=False
    )
    return held + [order for order in lines.order_by("id").values_list("order", flat=True) if order]


def list_samples(scope: Scope, *, limit: int = PAGE, after: After | None = None) -> list[Sample]:
    """Samples whose area the desk reaches, the newest first."""
    permissions.demand_handle(scope)
    return by_moment(access.visible(Sample.objects.all(), scope), "drawn_at", limit, after, newest=True)


def list_sample_lines(
    scope: Scope,
    *,
    show: str = "waiting",
    sample: UUID | None = None,
    limit: int = PAGE,
    after: tuple[int, UUID] | None = None,
) -> list[SampleLine]:
    """Cases to call or visit, or with their result."""
    permissions.demand_handle(scope)
    # a sample is the county's: joined, its row out of a street's sight would hide the line
    rows = access.visible(SampleLine.objects.select_related("application"), scope)
    rows = rows.filter(result="waiting") if show == "waiting" else rows.exclude(result="waiting")
    rows = rows.filter(sample=sample) if sample else rows
    return by_place(rows, "area", limit, after, newest=False)


def access_sample_line(scope: Scope, line: UUID) -> SampleLine:
    """One within reach. Raises NotFound."""
    permissions.demand_handle(scope)
    rows = access.visible(SampleLine.objects.select_related("application"), scope)
    return one_of(rows, line)
