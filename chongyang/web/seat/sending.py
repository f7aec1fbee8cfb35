"""Whom to send, as the card shows it: the first few with way, reasons and what their leaving costs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.nearest import AGAINST, APP, ON_DUTY, PHONE
from chongyang.providers import queries as providers
from chongyang.providers.enums import ResponderKind
from chongyang.registry.enums import Relation
from chongyang.web.seat.elder import label_of

GONE = ("refused", "expired", "withdrawn")


def sending_context(
    scope: Scope, incident: Any, dispatches: Sequence[Any], elder: dict[str, Any] | None, now: datetime
) -> dict[str, Any]:
    """The recommended, the nearer who are not among them, the points of the map, whether anybody can go."""
    weighed = emergency.weigh(scope, incident, now=now)
    told, lost = weighed.told, weighed.lost
    offered = [one.responder.id for one in told.first if one.responder.channel == APP]
    rows = providers.responders_by_id([*offered, *(one.responder.id for one in told.nearer)])
    marks = _marks(dispatches)
    shown = [
        {
            **_show(one, rows, elder),
            **marks.get(one.responder.id, {}),
            "letter": letter,
            "lost": _lost(one, lost),
        }
        for one, letter in zip(told.first, "ABCDE", strict=False)
    ]
    _choose(shown, dispatches)
    return {
        "recommended": shown,
        "nearer": [_show(one, rows, elder) for one in told.nearer],
        "can_send": bool(offered),
        "points": list(points_of(incident, shown)),
    }


def nothing_to_send(incident: Any) -> dict[str, Any]:
    """Before triage and after the end."""
    return {"recommended": [], "nearer": [], "can_send": False, "points": list(points_of(incident, []))}


def _marks(dispatches: Sequence[Any]) -> dict[UUID, dict[str, bool]]:
    """Who was asked already, and who could not."""
    told = {one.responder: {"has_refused": True} for one in dispatches if one.state in GONE}
    return told | {one.responder: {"is_asked": True} for one in dispatches if one.state not in GONE}


def _choose(shown: Sequence[dict[str, Any]], dispatches: Sequence[Any]) -> None:
    """The best whom nobody asked yet is chosen beforehand."""
    free = [one for one in shown if one["can_be_sent"] and not one["is_asked"] and not one["has_refused"]]
    if free and all(one.state in GONE for one in dispatches):
        free[0]["is_chosen"] = True


def _show(one: Any, rows: dict[UUID, Any], elder: dict[str, Any] | None) -> dict[str, Any]:
    is_called = one.responder.channel == PHONE
    contact = _contact(one.responder.id, elder) if is_called else {}
    row = rows.get(one.responder.id)
    return {
        "id": one.responder.id,
        "name": contact.get("name", row.name if row else ""),
        "phone": contact.get("phone", ""),
        "kind": label_of(Relation if is_called else ResponderKind, one.responder.kind),
        "way": one.way,
        "reasons": [(why, "warn" if why in AGAINST else "") for why in one.reasons if why != ON_DUTY],
        "against": one.against,
        "position": one.responder.position,
        "can_be_sent": not is_called,
        "is_asked": False,
        "has_refused": False,
        "is_chosen": False,
    }


def _contact(contact: UUID, elder: dict[str, Any] | None) -> dict[str, str]:
    """Name and number of a contact, from the file that the card has opened already."""
    for one in elder["contacts"] if elder else ():
        if one["row"].id == contact:
            return {"name": one["row"].name, "phone": one["phone"]}
    return {"name": "", "phone": ""}


def _lost(one: Any, lost: dict[UUID, Any]) -> Any:
    """Nothing is said where nothing is lost."""
    told = lost.get(one.responder.id)
    return told if told and told.elders else None


def points_of(incident: Any, ranked: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The home first, then the recommended responders by their letters."""
    if incident.longitude is None or incident.latitude is None:
        return
    yield {"longitude": incident.longitude, "latitude": incident.latitude, "label": "", "kind": "elder"}
    for one in ranked:
        if one["position"]:
            longitude, latitude = one["position"]
            yield {"longitude": longitude, "latitude": latitude, "label": one["letter"], "kind": "responder"}
