"""Papers of registration in check_scope: changes, hand-overs, applications, invitations and cards.

A hand-over lies between two areas and is found from both.
"""

from datetime import datetime
from typing import Any

from chongyang.core.keys import new_key
from chongyang.registration import queries
from chongyang.registration.models import Application, Card, ChangeRequest, HandOver, Invitation
from chongyang.registry.models import Elder
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import counted, list_and_detail, may_read
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import AREAS, FAR_FUTURE, Sample

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


def _resource(name: str, model: Any, get_page: Any, get_one: Any, visible: Any) -> Resource:
    doors = list_and_detail(get_page, get_one)
    return Resource(name, model, may_read(Can.KEEP_REGISTER), doors, {"count": counted(visible)})


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
