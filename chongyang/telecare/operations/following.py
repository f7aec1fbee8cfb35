"""What is told of a person's file moves her devices, and takes her places out of what was kept of them."""

from typing import Any

from django.db import transaction

from chongyang.core import access
from chongyang.core.scopes import system_scope
from chongyang.registry.rules.consents import Stops
from chongyang.telecare.models import Device, Frame, Signal
from chongyang.telecare.rules.hiding import without_place

BATCH = 500


@transaction.atomic
def follow_hand_over(event: Any) -> None:
    """Handler of registration.hand_over.accepted; its next test says whether it works there. Idempotent."""
    with access.enter(system_scope("telecare.following")):
        held = Device.objects.filter(person=event.person, state="in_use").exclude(area=event.area)
        held.update(area=event.area)


@transaction.atomic
def follow_withdrawal(event: Any) -> None:
    """Handler of `registry.consent.withdrawn` and `.refused`: her places go out of what her devices said.

    An open incident keeps the place that it was opened with: it protects her life (PIPL art. 13 (4)), and
    ends. Idempotent.
    """
    if Stops.POSITION_HIDDEN.value not in (event.payload or {}).get("stops", ()):
        return
    with access.enter(system_scope("telecare.following")):
        placed = Signal.objects.filter(person=event.person)
        frames = list(placed.order_by("id").values_list("frame_id", flat=True))
        placed.filter(longitude__isnull=False).update(longitude=None, latitude=None)
        serials = list(Device.objects.filter(person=event.person).values_list("serial", flat=True))
        _empty(Frame.objects.filter(seq__in=frames))
        _empty(Frame.objects.filter(serial__in=serials))


def _empty(rows: Any) -> None:
    """JSON loses its words of place; a terminal's packed bytes, which hold one for sure, are emptied."""
    for frame in rows.order_by("seq").iterator(chunk_size=BATCH):
        body = bytes(frame.body)
        bare = without_place(body) if body.lstrip()[:1] in (b"{", b"") else b""
        if bare != body:
            Frame.objects.filter(seq=frame.seq).update(body=bare)
