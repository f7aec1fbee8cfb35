"""A report of faults leaves the program: what stood in the cells only for who may see it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.claims.models import Run
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.queries import runs
from chongyang.core import events
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry.enums import Purpose
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

PURPOSES = (Purpose.CORRECTION, Purpose.AUDIT)


@transaction.atomic
def begin_report(
    *, run: UUID, form: str, reveals: bool, purpose: str, scope: Scope, by: Actor, now: datetime
) -> Run:
    """Write down that the faults of a run leave. Raises NotAllowed, NotFound, UnableToImport."""
    held = runs.access_run(scope, run)
    if reveals:
        demand(scope, Can.REVEAL_FIELDS)
        if purpose not in PURPOSES:
            raise UnableToImport(N_("请选择查看的目的。"))
    events.record(
        "claims.faults.exported",
        by=by,
        now=now,
        area=held.area,
        subject_type="claims.run",
        subject=held.id,
        purpose=purpose if reveals else "",
        payload={"form": form, "reveals": reveals, "faults": held.faults + held.warnings},
    )
    return held
