"""An application that is not for the project whose number it told is parted from it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.approvals import permissions, queries
from chongyang.approvals.models import Application
from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope


@transaction.atomic
def unbind(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Who keeps the project says that it is not this one; the approvals go on without it, and the number is
    free for whoever builds it. Raises NotAllowed, NotFound.
    """
    permissions.demand_keep_projects(scope)
    found = queries.access_of_project(scope, application)
    with access.enter(system_scope("approvals unbound", actor=by)):
        row = Application.objects.select_for_update(of=("self",)).get(id=found.id)
        project, row.project = row.project, None
        row.save()
        events.record(
            "approvals.application.unbound",
            by=by,
            now=now,
            area=row.area,
            subject_type="approvals.application",
            subject=row.id,
            organisation=row.organisation,
            payload={"project": str(project)},
        )
    return row
