"""Public notices: what runs, and who objected."""

from datetime import date
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.designations.models import Application, Notice, Objection
from chongyang.designations.queries.applications import access_handled
from chongyang.funding.queries.pages import NotFound


def list_notices(on: date, *, limit: int = 100) -> list[Notice]:
    """Those that run on a day; public."""
    rows = Notice.objects.filter(from_on__lte=on, to_on__gt=on, closed_at=None)
    return list(rows.order_by("to_on", "id")[:limit])


def access_notice(notice: UUID) -> Notice:
    """One that runs or ran; public. Raises NotFound."""
    row = Notice.objects.filter(id=notice).first()
    if row is None:
        raise NotFound(str(notice))
    return row


def notice_of(row: Application) -> Notice | None:
    """The newest of an application."""
    return Notice.objects.filter(application=row).order_by("-from_on", "-id").first()


def list_objections(scope: Scope, application: UUID) -> list[Objection]:
    """What was said against it, for the desk."""
    row = access_handled(scope, application)
    with access.enter(system_scope("objections", actor=scope.actor)):
        return list(Objection.objects.filter(notice__application=row).order_by("raised_at", "id"))


def access_objection(scope: Scope, objection: UUID) -> Objection:
    """One of an application within reach. Raises NotFound."""
    with access.enter(system_scope("objections", actor=scope.actor)):
        row = Objection.objects.filter(id=objection).select_related("notice").first()
    if row is None:
        raise NotFound(str(objection))
    access_handled(scope, row.notice.application_id)
    return row


def count_open_objections(row: Application) -> int:
    """In the system's scope: an objection may come from anywhere."""
    return Objection.objects.filter(notice__application=row, answered_at=None).count()
