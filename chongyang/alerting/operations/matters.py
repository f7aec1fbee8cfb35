"""Somebody is told of a matter that waits, once, and somebody above when it still waits after some days.

The rooms below say what happened by an event; which one begins and which ends a matter is data. A matter that
moved on before its message was written begins nothing; one that ends sends nothing more.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from chongyang.alerting.models import Run
from chongyang.alerting.operations import running
from chongyang.alerting.rules.matters import Matter, all_matters
from chongyang.core.access import enter
from chongyang.core.events import handles
from chongyang.core.models import Case
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registration import queries as registration
from chongyang.registry import queries as registry
from chongyang.registry.queries import reaching

OWN_SIDE = ("elder", "own_side")
OUTDATED = "consents.outdated"
STREET = 1000
PLACES: Mapping[str, Callable[[UUID], int | None]] = {"hand_over": registration.answering_area}


def register() -> None:
    """Hear what begins and what ends each matter. Said once, in `apps.ready`."""
    for matter in all_matters().values():
        for kind in matter.begins:
            handles(kind, f"alerting.begin.{matter.chain}.{kind}")(_begins(matter))
        for kind in matter.ends:
            handles(kind, f"alerting.end.{matter.chain}.{kind}")(_ends(matter))


def _begins(matter: Matter) -> Callable[[Any], None]:
    @transaction.atomic
    def begin(event: Any) -> None:
        """Handler, idempotent: a matter is told once, at each of its days once where it has several."""
        with enter(system_scope("matter")):
            subject = _subject(event)
            if subject is None or _has_moved(event) or _is_of_dead(matter, event.person):
                return
            days = event.payload.get("days")
            key = f"{matter.chain}:{subject}" + (f":{days}" if days is not None else "")
            key = f"{matter.chain}:{event.id}" if matter.each else key
            place = PLACES[matter.place](subject) if matter.place else None
            begin_once(matter.chain, key, subject, place or event.area, event.person, event.at)

    return begin


def begin_once(
    chain: str, key: str, subject: UUID, area: int, person: UUID | None, now: datetime
) -> UUID | None:
    """A run under this key, unless there ever was one; in the system's scope."""
    told: dict[str, Any] = {"subject": subject, "area": area, "person": person, "by": SYSTEM, "now": now}
    return start_once(chain=chain, subject_key=key, **told)


def start_once(*, subject_key: str, **told: Any) -> UUID | None:
    """`running.start`, unless there ever was a run under this key; in the system's scope."""
    if Run.objects.filter(subject_key=subject_key).exists():
        return None
    return running.start(subject_key=subject_key, **told)


def _subject(event: Any) -> UUID | None:
    """The mandate that a file's event names, else what the event is about."""
    named = event.payload.get("mandate")
    return UUID(named) if named else event.subject


def _is_of_dead(matter: Matter, person: UUID | None) -> bool:
    """Nobody writes to who died, nor to her family of what ended by it."""
    return matter.concerned in OWN_SIDE and person is not None and not reaching.is_alive(person)


def _has_moved(event: Any) -> bool:
    """Whether the case went on since: its message would come too late."""
    case = Case.objects.filter(id=event.subject).first()
    return case is not None and case.state != event.payload.get("target", case.state)


def _ends(matter: Matter) -> Callable[[Any], None]:
    def end(event: Any) -> None:
        """Handler, idempotent: nothing more is sent about it."""
        if subject := _subject(event):
            running.stop(subject=subject, by=SYSTEM, now=event.at)

    return end


@transaction.atomic
def tell_outdated_consents(*, now: datetime, today: Any) -> int:
    """Each street hears once of a new wording that its people have to be asked about; a street that has asked
    everybody hears no more. Returns how many streets are new.
    """
    with enter(system_scope("outdated consents")):
        waiting = {_key_of(*row): row[0] for row in registry.outdated_by_street(today)}
        open_runs = Run.objects.filter(version__chain__code=OUTDATED, state="running")
        for run in open_runs.exclude(subject_key__in=waiting).order_by("id"):
            running.stop(subject=run.subject, by=SYSTEM, now=now)
        begun = [
            begin_once(OUTDATED, key, uuid5(NAMESPACE_URL, key), street, None, now)
            for key, street in sorted(waiting.items())
        ]
    return sum(one is not None for one in begun)


def _key_of(street: int, purpose: str, version: str) -> str:
    return f"{OUTDATED}:{street}:{purpose}:{version}"
