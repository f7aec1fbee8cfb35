"""A converted building: once three departments have it on file, it keeps its use for five years."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.approvals import permissions, queries
from chongyang.approvals.models import Application, UseFiling
from chongyang.approvals.operations.deciding import NUMBER_LACKS, NUMBER_TWICE
from chongyang.approvals.operations.errors import UnableToHandle
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.uses import kept_until
from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_

NOT_CONVERTED = N_("这个项目不是改造利用现有房屋，没有用途备案。")
NOT_YOURS = N_("用途备案由民政、规划、国土部门各自登记，本部门没有这一项。")
DAY_WRONG = N_("日期不能晚于今天。")
FILED = N_("本部门已经登记过备案。")
NOT_FILED = N_("三个部门还没有全部备案。")
BEFORE_FILING = N_("变更日期不能早于备案日期。")


@transaction.atomic
def file_use(
    *, application: UUID, department: str, number: str, filed_on: date, scope: Scope, by: Actor, now: datetime
) -> UseFiling:
    """A department writes down that it has the conversion on file; with the last one the years begin.

    Raises UnableToHandle, NotFound.
    """
    row = queries.access_converted(scope, application)
    if department not in queries.filing_departments(scope, now):
        raise UnableToHandle({"department": NOT_YOURS})
    number = " ".join(number.split())
    if not number or len(number) > 60 or not is_line(number):
        raise UnableToHandle({"number": NUMBER_LACKS})
    if filed_on > timezone.localdate(now):
        raise UnableToHandle({"filed_on": DAY_WRONG})
    with access.enter(system_scope("approvals use", actor=by)):
        row = Application.objects.select_for_update(of=("self",)).get(id=row.id)
        made = _filed(row, department, number, filed_on, by, now)
        days = dict(UseFiling.objects.filter(application=row).values_list("department", "filed_on"))
        row.use_until = kept_until(days, catalogue.load().use)
        row.save()
        tell_of_use("use_filed", row, by, now)
    return made


def _filed(row: Application, department: str, number: str, day: date, by: Actor, now: datetime) -> UseFiling:
    try:
        with transaction.atomic():
            return UseFiling.objects.create(
                application=row,
                area=row.area,
                organisation=row.organisation,
                department=department,
                number=number,
                filed_on=day,
                recorded_by=permissions.account_of(by),
                recorded_at=now,
            )
    except IntegrityError as error:
        raise UnableToHandle({"number": FILED if "usefiling_once" in str(error) else NUMBER_TWICE}) from None


@transaction.atomic
def note_use_changed(
    *, application: UUID, changed_on: date, scope: Scope, by: Actor, now: datetime
) -> Application:
    """The owner has had the use changed: nothing is left to remind of. Raises UnableToHandle, NotFound."""
    row = queries.access_converted(scope, application)
    if not queries.filing_departments(scope, now):
        raise UnableToHandle({"department": NOT_YOURS})
    with access.enter(system_scope("approvals use", actor=by)):
        row = Application.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.use_until is None:
            raise UnableToHandle({"changed_on": NOT_FILED})
        if changed_on > timezone.localdate(now):
            raise UnableToHandle({"changed_on": DAY_WRONG})
        if UseFiling.objects.filter(application=row, filed_on__gt=changed_on).exists():
            raise UnableToHandle({"changed_on": BEFORE_FILING})
        row.use_changed_on = changed_on
        row.save()
        tell_of_use("use_changed", row, by, now)
    return row


def tell_of_use(verb: str, row: Application, by: Actor, now: datetime) -> None:
    events.record(
        f"approvals.application.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="approvals.application",
        subject=row.id,
        organisation=row.organisation,
        payload={"until": str(row.use_until) if row.use_until else None},
    )
