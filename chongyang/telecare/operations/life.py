"""One step in the life of a device: allowed by its table, kept as a row, told as an event."""

from datetime import datetime
from uuid import UUID

from chongyang.core import events
from chongyang.core.lifecycles import decide
from chongyang.core.scopes import Actor
from chongyang.telecare.models import Device, DeviceStep
from chongyang.telecare.rules import life

EVENTS = {
    "stock": "stocked",
    "install": "installed",
    "credential": "credential_issued",
    "move": "installed",
    "repair": "repaired",
    "take_back": "returned",
    "restock": "restocked",
    "lose": "lost",
    "scrap": "scrapped",
}


class UnableToStep(Exception):
    """The table refuses the step; the text is Chinese source text and holds nothing personal."""


def target_of(device: Device, action: str, by: Actor, reason: str = "") -> str:
    """The state after this action; raises UnableToStep."""
    doer = decide.Doer(by.account, frozenset([by.role]), system=by.kind == "system")
    result = decide.step(
        life.device, device.state, action, doer=doer, facts=(), reason=reason, prior_holders={}, votes=()
    )
    if isinstance(result, decide.Refusal):
        raise UnableToStep(result.reason)
    return result.target


def keep_step(
    device: Device,
    action: str,
    source: str,
    by: Actor,
    now: datetime,
    *,
    person: UUID | None,
    reason: str = "",
) -> None:
    """The history's row and the event; `person` is whose home it concerns, also where it just left it."""
    DeviceStep.objects.bulk_create([step_of(device, action, source, by, now, person=person, reason=reason)])
    events.record(
        f"telecare.device.{EVENTS[action]}",
        by=by,
        now=now,
        area=device.area,
        subject_type="device",
        subject=device.id,
        person=person,
        payload={"kind": device.kind},
    )


def step_of(
    device: Device,
    action: str,
    source: str,
    by: Actor,
    now: datetime,
    *,
    person: UUID | None,
    reason: str = "",
) -> DeviceStep:
    """The row of one step, not yet written."""
    return DeviceStep(
        device=device,
        action=action,
        source=source,
        target=device.state,
        at=now,
        actor_account=by.account,
        actor_label=by.label[:80],
        person=person,
        area=device.area,
        place=device.place,
        holder=device.holder,
        reason=reason[:200],
    )
