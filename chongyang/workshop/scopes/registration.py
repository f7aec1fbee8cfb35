"""Papers of registration in check_scope: changes, hand-overs, applications, invitations and cards.

A hand-over lies between two areas and is found from both.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registration import queries
from chongyang.registration.models import Application, Card, ChangeRequest, HandOver, Invitation
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import AREAS, FAR_FUTURE, Sample

FEW = 100_000
NOT_THERE = (queries.NotFound, NotAllowed)
FIRST_KEY = "\x01"


def add_rows(sample: Sample, now: datetime) -> None:
    """One of each for every elder; her hand-over goes to the next kind of area."""
    areas = list(AREAS.values())
    for at, elder in enumerate(list(sample.rows[Elder])):
        due = {"due_at": now + FAR_FUTURE}
        to = next(area for area in areas[at % len(areas) :] + areas if area != elder.area)
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        told = {"fields": ["phone"], "values": "{}", "route": "clerk", "asked_as": "community"}
        sample.add(
            ChangeRequest(asked_by=new_key(), asked_at=now, source="community", **told, **due, **whose)
        )
        said = {"direction": "out", "reason": "check", "proposed_by": new_key(), "proposed_at": now}
        sample.add(HandOver(to_area=to, card="{}", **said, **due, **whose))
        sample.add(Application(area=elder.area, form="{}", asked_by=new_key(), asked_at=now, **due))
        sample.add(
            Invitation(
                area=elder.area,
                subject=new_key(),
                known_from="claims",
                card="{}",
                name_key=FIRST_KEY,
                listed_at=now,
            )
        )
        token = new_key().hex
        sample.add(Card(token=token, token_index=token.encode(), issued_at=now, **whose))


def _keeps(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.KEEP_REGISTER)


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NOT_THERE:
            return []

    return door


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


def _resource(name: str, model: Any, get_page: Any, get_one: Any, visible: Any) -> Resource:
    doors = {"list": _page(lambda scope: get_page(scope, limit=FEW)), "detail": _each(get_one)}
    return Resource(name, model, _keeps, doors, {"count": lambda scope: visible(scope).count()})


RESOURCES = (
    _resource(
        "change requests",
        ChangeRequest,
        queries.list_changes,
        queries.access_change,
        queries.visible_changes,
    ),
    _resource(
        "hand-overs",
        HandOver,
        queries.list_hand_overs,
        queries.access_hand_over,
        queries.visible_hand_overs,
    ),
    _resource(
        "applications",
        Application,
        queries.list_applications,
        queries.access_application,
        queries.visible_applications,
    ),
    _resource(
        "invitations",
        Invitation,
        queries.list_invitations,
        queries.access_invitation,
        queries.visible_invitations,
    ),
)
