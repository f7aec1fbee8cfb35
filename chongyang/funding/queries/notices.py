"""Public notices: what runs, and who objected."""

from datetime import date
from uuid import UUID

from chongyang.core import access
from chongyang.core.queries import notices
from chongyang.core.scopes import Interval, Scope, system_scope
from chongyang.funding.models import Application, Notice, Objection
from chongyang.funding.queries.applications import access_handled
from chongyang.funding.queries.pages import one_of


def list_notices(on: date, *, within: Interval | None = None, limit: int = 100) -> list[Notice]:
    """Those that run on a day; public."""
    rows = Notice.objects.filter(area__range=within) if within else Notice.objects.all()
    return notices.list_running(rows, on, limit)


def access_notice(notice: UUID) -> Notice:
    """One that runs or ran; public. Raises NotFound."""
    return one_of(Notice.objects.all(), notice)


def notice_of(row: Application) -> Notice | None:
    """The newest notice of an application."""
    return notices.newest_of(Notice.objects.filter(application=row))


def list_objections(scope: Scope, application: UUID) -> list[Objection]:
    """What was said against it, for the desk."""
    row = access_handled(scope, application)
    return notices.list_against(Objection.objects.all(), scope, row.id)


def access_objection(scope: Scope, objection: UUID) -> Objection:
    """One of an application within reach. Raises NotFound."""
    with access.enter(system_scope("objections", actor=scope.actor)):
        row = one_of(Objection.objects.select_related("notice"), objection)
    access_handled(scope, row.notice.application_id)
    return row


def count_open_objections(row: Application) -> int:
    """In the system's scope: an objection may come from anywhere."""
    return Objection.objects.filter(notice__application=row, answered_at=None).count()
