"""What every operation of the room shares: one case of the city's, stepped in the system's scope."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core import access, events
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, interval_of, system_scope
from chongyang.territory.rules.reference import CITY_CODE

CITY = interval_of(CITY_CODE)[0]


@contextmanager
def system(by: Actor) -> Iterator[None]:
    """The rows of this room are the system's; who may do what was asked before."""
    with access.enter(system_scope("supervision", actor=by)):
        yield


def begin(lifecycle: str, key: UUID, by: Actor, now: datetime) -> Case:
    return cases.open_case(lifecycle=lifecycle, area=CITY, by=by, now=now, case_id=key)


def step(
    key: UUID,
    action: str,
    by: Actor,
    now: datetime,
    *,
    facts: Collection[str] = frozenset(),
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> str:
    """Take a step and return the state after it. Raises UnableToStep."""
    case = Case.objects.get(id=key)
    return cases.perform(
        case=case, action=action, by=by, now=now, facts=facts, reason=reason, evidence=evidence
    ).state


def tell(
    kind: str,
    subject: UUID,
    by: Actor,
    now: datetime,
    /,
    area: int = CITY,
    organisation: UUID | None = None,
    **payload: Any,
) -> None:
    """An event, of the city where no area is told; the payload holds keys and numbers, never words that
    people wrote.
    """
    events.record(
        f"supervision.{kind}",
        by=by,
        now=now,
        area=area,
        subject_type=f"supervision.{kind.partition('.')[0]}",
        subject=subject,
        organisation=organisation,
        payload=payload,
    )
