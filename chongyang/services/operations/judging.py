"""The county checks an application in three stages; the last one puts the provider on the public list."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.services import queries
from chongyang.services.enums import DRAFT, ENDED, ProviderState
from chongyang.services.models import Entry, ServiceProvider
from chongyang.services.operations.applying import CODE_TAKEN
from chongyang.services.operations.errors import refuse
from chongyang.services.operations.steps import judging, step_entry, tell_provider
from chongyang.services.rules import yearly

NO_FINDING = N_("请写明现场核查情况，最多 2,000 个字。")
NO_DAY = N_("请填写核查日期，不晚于今天。")
MOST = 2000
BATCH = 200


def held(entry: UUID, scope: Scope) -> Entry:
    """An application of the desk under the lock of its case. Raises NotFound, NotAllowed."""
    cases.hold(entry)
    return queries.access_handled(scope, entry)


@transaction.atomic
def accept(*, entry: UUID, scope: Scope, by: Actor, now: datetime) -> Entry:
    """Everything is there: it goes on to the visit. Raises UnableToDo, UnableToStep, NotFound."""
    row = held(entry, scope)
    with judging(row.organisation, by, now):
        step_entry(row, "accept", by, now)
        row.save()
    return row


@transaction.atomic
def return_entry(*, entry: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entry:
    """Something is missing; the applicant completes it. Raises UnableToDo, UnableToStep, NotFound."""
    row = held(entry, scope)
    with judging(row.organisation, by, now):
        step_entry(row, "return_it", by, now, reason=reason)
        row.answer = reason.strip()
        row.save()
    return row


@transaction.atomic
def report_visit(
    *, entry: UUID, visited_on: date, finding: str, scope: Scope, by: Actor, now: datetime
) -> Entry:
    """What was seen on site. Raises UnableToDo, UnableToStep, NotFound."""
    row = held(entry, scope)
    check_seen(visited_on, finding, now)
    with judging(row.organisation, by, now):
        step_entry(row, "report_visit", by, now)
        row.visited_on, row.finding = visited_on, finding.strip()
        row.save()
    return row


def check_seen(visited_on: date, finding: str, now: datetime) -> None:
    """A visit has a day that is not to come, and words. Raises UnableToDo."""
    if visited_on > timezone.localdate(now):
        refuse("visited_on", NO_DAY)
    if not finding.strip() or len(finding) > MOST:
        refuse("finding", NO_FINDING)


@transaction.atomic
def refuse_entry(*, entry: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entry:
    """It does not become a provider. Raises UnableToDo, UnableToStep, NotFound."""
    row = held(entry, scope)
    with judging(row.organisation, by, now):
        step_entry(row, "refuse", by, now, reason=reason)
        row.answer = reason.strip()
        row.save()
    return row


@transaction.atomic
def admit(*, entry: UUID, scope: Scope, by: Actor, now: datetime) -> ServiceProvider:
    """It stands on the public list from today. Raises UnableToDo, UnableToStep, NotFound."""
    row = held(entry, scope)
    with judging(row.organisation, by, now):
        step_entry(row, "admit", by, now)
        row.save()
        made = _on_list(row, timezone.localdate(now))
        tell_provider("entered", made, by, now, entry=str(row.id))
    return made


def _on_list(row: Entry, today: date) -> ServiceProvider:
    """The row of the list; one that had left comes back as the same row."""
    made = queries.provider_of(row.organisation) or ServiceProvider(organisation=row.organisation)
    for name in ("name", "kind", "credit_code", "area", "address", "phone", "about", "provider"):
        setattr(made, name, getattr(row, name))
    made.state, made.reason, made.leaves_on = ProviderState.IN_FORCE.value, "", None
    made.entered_on = made.since_on = today
    made.check_on = yearly.next_check(today)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        if "serviceprovider_code_once" not in str(error):
            raise
        refuse("credit_code", CODE_TAKEN)
    return made


@transaction.atomic
def tell_late(*, now: datetime) -> int:
    """What nobody did in time is told once a stage; system scope. Returns how many."""
    rows = Entry.objects.exclude(state__in=(DRAFT, *ENDED)).filter(due_at__lte=now, escalated_at=None)
    keys = list(rows.order_by("due_at", "id").values_list("id", flat=True)[:BATCH])
    return sum(_tell(key, now) for key in keys)


def _tell(entry: UUID, now: datetime) -> bool:
    return cases.try_step(f"deadline of {entry}", lambda: _escalate(entry, now))


def _escalate(entry: UUID, now: datetime) -> None:
    with access.enter(system_scope("deadlines")):
        cases.perform(case=Case(id=entry), action="escalate", by=SYSTEM, now=now, how="deadline")
        Entry.objects.filter(id=entry).update(escalated_at=now)
