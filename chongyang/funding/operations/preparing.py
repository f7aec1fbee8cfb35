"""A draft that follows from what a room above gave, such as a title. It asks for nothing by itself: whose it
is completes it and hands it in, or throws it away.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core.scopes import Actor
from chongyang.funding.enums import DRAFT, REFUSED, WITHDRAWN, Channel
from chongyang.funding.models import Application
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.events import tell


@transaction.atomic
def prepare(
    *,
    programme: str,
    organisation: UUID,
    name: str,
    area: int,
    asked_by: UUID,
    day: date,
    inputs: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Application | None:
    """A draft for an organisation with what is known of its inputs; None where one for the same object stands
    already. In the system's scope. `asked_by` is the account that will complete it.
    """
    held = programme_of(programme)
    same = {f"inputs__{key}": inputs.get(key) for key in held.object_by if key in inputs}
    stands = Application.objects.filter(programme=programme, organisation=organisation, **same)
    if held.who != "organisation" or stands.exclude(state__in=(REFUSED, WITHDRAWN)).exists():
        return None
    row = Application(
        programme=held.code,
        flow=held.flow,
        area=area,
        name=name,
        channel=Channel.OWN.value,
        asked_by=asked_by,
        asked_at=now,
        day=day,
        organisation=organisation,
        inputs={key: value for key, value in inputs.items() if key in held.inputs},
    )
    row.save(force_insert=True)
    tell("begun", row, by, now, channel=row.channel)
    return row


@transaction.atomic
def tell_prepared(*, application: UUID, inputs: Mapping[str, Any], by: Actor, now: datetime) -> bool:
    """What a draft was prepared with is different now; what was handed in stays for those who judge it.
    Whether the draft was still one. In the system's scope.
    """
    row = Application.objects.select_for_update(of=("self",)).filter(id=application, state=DRAFT).first()
    if row is None:
        return False
    row.inputs, row.version = {**row.inputs, **inputs}, row.version + 1
    row.save(update_fields=["inputs", "version"])
    tell("retold", row, by, now)
    return True
