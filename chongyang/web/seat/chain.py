"""The moving part of a card: who was sent, the nine links of the response chain. Pushed as it changes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.told import HOW_KNOWN
from chongyang.providers import queries as providers
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.visits import queries as visits
from chongyang.web.parts import live
from chongyang.web.seat.words import DISPATCH_STATES

MISSED_VISIT = "missed_visit"
MACHINES = {"device": N_("设备"), "system": N_("系统")}


def chain_context(scope: Scope, incident: Any) -> dict[str, Any]:
    """Dispatches and links of one incident."""
    dispatches = emergency.list_dispatches(scope, incident.id)
    links = emergency.response_chain(scope, incident.id)
    names = territory.names_of(_accounts(link.actor for link in links if link.actor))
    going = providers.responders_by_id(row.responder for row in dispatches) if dispatches else {}
    return {
        "now": clock_now(),
        "incident": incident,
        "version": version_of(incident, dispatches),
        "dispatches": [_show_dispatch(row, going.get(row.responder)) for row in dispatches],
        "links": [_show_link(link, names) for link in links],
        "came": visits.came_of(incident.id) if incident.kind == MISSED_VISIT else [],
    }


def version_of(incident: Any, dispatches: list[Any]) -> str:
    """Differs as soon as the next step of the seat may differ."""
    moved = ",".join(row.state for row in dispatches)
    return f"{incident.state}/{incident.level}/{moved}"


def _accounts(actors: Any) -> list[UUID]:
    parts = (actor.partition(":") for actor in actors)
    return [UUID(key) for kind, _, key in parts if _is_account(kind, key)]


def _is_account(kind: str, key: str) -> bool:
    return kind == "person" and len(key) == 36


def _show_dispatch(row: Any, responder: Any) -> dict[str, Any]:
    word, tone, icon = DISPATCH_STATES[row.state]
    name = responder.name if responder else ""
    return {"row": row, "name": name, "state": word, "tone": tone, "icon": icon}


def _show_link(link: emergency.ChainStep, names: dict[UUID, str]) -> dict[str, Any]:
    known = HOW_KNOWN.get(link.how, "")
    at = f"{timezone.localtime(link.at):%H:%M:%S}" if link.at else ""
    said = (at, gettext(known) if known else "", _since(link.since))
    return {
        "label": gettext(link.link.label),
        "who": who(link.actor, names),
        "detail": " · ".join(part for part in said if part),
        "state": "done" if link.at else "waiting",
    }


def who(actor: str, names: dict[UUID, str]) -> str:
    """A person by the name at work, a machine by what it is."""
    kind, _, key = actor.partition(":")
    if _is_account(kind, key):
        return names.get(UUID(key), "")
    roles = {role.value: label for role, label in ROLE_LABELS.items()}
    word = roles.get(key) or MACHINES.get(kind, "")
    return gettext(word) if word else ""


def _since(span: timedelta | None) -> str:
    """How long after the link before."""
    if span is None:
        return ""
    seconds = round(span.total_seconds())
    if seconds < 60:
        return ngettext("隔 %(n)s 秒", "隔 %(n)s 秒", seconds) % {"n": seconds}
    return gettext("隔 %(m)s 分 %(s)02d 秒") % {"m": seconds // 60, "s": seconds % 60}


def chain_source(incident: UUID) -> live.Source:
    """The live source of one incident's chain; renders nothing once it is out of reach."""

    def render(scope: Scope) -> str:
        try:
            row = emergency.access_incident(scope, incident)
        except emergency.NotFound:
            return ""
        return render_to_string("seat/seat_chain.html", chain_context(scope, row))

    return live.Source("chain", "incidents", render, key=str(incident))
