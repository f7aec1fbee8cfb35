"""The yearly check: opened by the clock, reported by the provider, looked at by one, decided by another."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.enums import ProviderState
from chongyang.services.models import CheckFile, ServiceProvider, YearlyCheck
from chongyang.services.operations.errors import refuse
from chongyang.services.operations.evaluating import refuse_evaluator, refuse_low
from chongyang.services.operations.judging import check_seen
from chongyang.services.operations.standing import put_aside
from chongyang.services.operations.steps import due_in, judging, keep_file, step_check, tell
from chongyang.services.rules import flows, yearly

NO_KIND = N_("材料清单里没有这一项。")
MANY = N_("一次年检最多上传 %(most)s 个文件。")
NOT_NOW = N_("现在不能提交年度报告。")
NO_STATEMENT = N_("请写明本年度服务情况，最多 2,000 个字。")
MEND_DAY = N_("整改期限应在明天到 %(most)s 天之内。")
FAILED = N_("年检不合格")
MOST, MOST_FILES, BATCH = 2000, 30, 200


@transaction.atomic
def open_due(*, now: datetime) -> int:
    """Checks whose day comes within the days of the file, once a year each; system scope."""
    until = timezone.localdate(now) + timedelta(days=flows.load().yearly.opens_days_before)
    states = (ProviderState.IN_FORCE.value, ProviderState.SUSPENDED.value)
    due = ServiceProvider.objects.filter(state__in=states, check_on__lte=until)
    return sum(_open(row, now) for row in due.order_by("check_on", "id")[:BATCH])


def _open(row: ServiceProvider, now: datetime) -> bool:
    year = row.check_on.year
    if YearlyCheck.objects.filter(provider=row, year=year).exists():
        return False
    table = flows.yearly_table()
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
    made = YearlyCheck(provider=row, year=year, state=table.initial, opened_at=now, **whose)
    made.due_at = due_in(now, flows.days_of_check(made.state))
    made.save(force_insert=True)
    cases.open_case(lifecycle=table.name, by=SYSTEM, now=now, how="clock", case_id=made.id, **whose)
    tell("services.check.opened", made, SYSTEM, now, year=year)
    return True


def _own(check: UUID, scope: Scope) -> YearlyCheck:
    """The provider's own check while it waits for the provider. Raises UnableToDo, NotFound."""
    permissions.demand_provide(scope)
    cases.hold(check)
    row = queries.access_check(scope, check)
    if row.organisation != scope.organisation:
        raise queries.NotFound(str(check))
    if row.state not in (flows.REPORTING, flows.MENDING):
        refuse("state", NOT_NOW)
    return row


@transaction.atomic
def attach_to_check(
    *,
    check: UUID,
    kind: str,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> CheckFile:
    """Add a paper to the report. Raises UnableToDo, NotFound."""
    row = _own(check, scope)
    if kind not in flows.load().check_evidence:
        refuse("kind", NO_KIND)
    if CheckFile.objects.filter(check_of=row).count() >= MOST_FILES:
        refuse("file", MANY, most=MOST_FILES)
    kept = keep_file(row, chunks, name, declared, by, now)
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation, "kind": kind}
    made = CheckFile(check_of=row, file=kept, added_at=now, **whose)
    made.added_by = permissions.account_of(by)
    made.save(force_insert=True)
    return made


@transaction.atomic
def report(*, check: UUID, statement: str, scope: Scope, by: Actor, now: datetime) -> YearlyCheck:
    """The provider's report of its year, or of what it mended. Raises UnableToDo, NotFound."""
    row = _own(check, scope)
    if not statement.strip() or len(statement) > MOST:
        refuse("statement", NO_STATEMENT)
    action = "report" if row.state == flows.REPORTING else "report_mended"
    with access.enter(system_scope("yearly report", actor=by)):
        step_check(row, action, by, now)
        row.statement, row.submitted_at = statement.replace("\x00", "").strip(), now
        row.save()
    return row


def _held(check: UUID, scope: Scope) -> YearlyCheck:
    """A check under the lock of its case, for who admits. Raises NotFound, NotAllowed."""
    permissions.demand_admit(scope)
    cases.hold(check)
    return queries.access_check(scope, check)


@transaction.atomic
def look(
    *, check: UUID, visited_on: date, finding: str, scope: Scope, by: Actor, now: datetime
) -> YearlyCheck:
    """What one person saw. Raises UnableToDo, UnableToStep, NotFound."""
    row = _held(check, scope)
    check_seen(visited_on, finding, now)
    with judging(row.organisation, by, now):
        step_check(row, "look", by, now)
        row.visited_on, row.finding = visited_on, finding.strip()
        row.save()
    return row


@transaction.atomic
def let_pass(*, check: UUID, scope: Scope, by: Actor, now: datetime) -> YearlyCheck:
    """Another finds it in order, and a third party not below the floor: the next check lies a year on.
    Raises UnableToDo, UnableToStep, NotFound.
    """
    row = _held(check, scope)
    with judging(row.organisation, by, now):
        refuse_evaluator(row, by, now)
        refuse_low(row, now)
        step_check(row, "let_pass", by, now)
        row.save()
        provider = ServiceProvider.objects.select_for_update(of=("self",)).get(id=row.provider_id)
        provider.check_on = yearly.next_check(provider.check_on)
        provider.save(update_fields=["check_on"])
        tell("services.check.decided", row, by, now, result=row.result)
    return row


@transaction.atomic
def ask_to_mend(
    *, check: UUID, reason: str, mend_until: date, scope: Scope, by: Actor, now: datetime
) -> YearlyCheck:
    """Something is to be mended by a day. Raises UnableToDo, UnableToStep, NotFound."""
    row = _held(check, scope)
    today, most = timezone.localdate(now), flows.load().yearly.mend_most_days
    if not today < mend_until <= today + timedelta(days=most):
        refuse("mend_until", MEND_DAY, most=most)
    with judging(row.organisation, by, now):
        refuse_evaluator(row, by, now)
        step_check(row, "ask_to_mend", by, now, reason=reason)
        row.mend_until, row.answer = mend_until, reason.strip()
        row.due_at = due_in(now, (mend_until - today).days)
        row.save()
    return row


@transaction.atomic
def fail(*, check: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> YearlyCheck:
    """It fails, and is offered to nobody until the county lets it in. Raises UnableToDo, UnableToStep."""
    row = _held(check, scope)
    with judging(row.organisation, by, now):
        refuse_evaluator(row, by, now)
        step_check(row, "fail", by, now, reason=reason)
        row.answer = reason.strip()
        row.save()
        tell("services.check.decided", row, by, now, result=row.result)
        provider = ServiceProvider.objects.select_for_update(of=("self",)).get(id=row.provider_id)
        if provider.state == ProviderState.IN_FORCE:
            put_aside(provider, str(FAILED), by, now)
    return row


@transaction.atomic
def overdue(*, now: datetime) -> int:
    """What the provider did not report in time is looked at without it; system scope. Returns how many."""
    waiting = YearlyCheck.objects.filter(state__in=(flows.REPORTING, flows.MENDING), due_at__lte=now)
    keys = list(waiting.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    return sum(cases.try_step(f"report of {key}", lambda key=key: _overdue(key, now)) for key in keys)  # type: ignore[misc]


def _overdue(check: UUID, now: datetime) -> None:
    row = YearlyCheck.objects.get(id=check)
    cases.perform(case=Case(id=check), action="report_overdue", by=SYSTEM, now=now, how="deadline")
    row.state, row.due_at = flows.LOOKING, due_in(now, flows.days_of_check(flows.LOOKING))
    row.save(update_fields=["state", "due_at"])
