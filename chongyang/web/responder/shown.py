"""What the page shows: an offer without anything personal, a journey with the file that accepting opened."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from chongyang.core.clock import now as clock_now
from chongyang.core.identifiers import age_on
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.kinds import KIND_WORDS
from chongyang.emergency.rules.outcomes import THE_SEATS_ALONE, Outcome
from chongyang.providers import queries as providers
from chongyang.providers.rules.positions import load_positions
from chongyang.registry import operations as registry
from chongyang.registry import queries as registry_queries
from chongyang.registry.enums import Aid, Allergy, Condition, KeyHolder, Purpose, Relation, Sex
from chongyang.telecare.enums import SignalKind
from chongyang.territory import queries as territory
from chongyang.web.parts import live

KINDS = {**KIND_WORDS, **dict(SignalKind.choices())}
GOING = ("accepted", "en_route", "arrived")
STATES = {
    "offered": (N_("待接单"), "warn", "clock"),
    "accepted": (N_("已接单"), "note", "check"),
    "en_route": (N_("在途"), "note", "arrow"),
    "arrived": (N_("已到达"), "good", "home"),
    "finished": (N_("已完成"), "good", "check"),
    "refused": (N_("已拒单"), "", "cross"),
    "expired": (N_("已超时"), "bad", "clock"),
    "withdrawn": (N_("已撤回"), "", "cross"),
}
REFUSALS = (N_("正在处理其他任务"), N_("距离太远"), N_("身体不适"), N_("不能离开岗位"))
RETURNS = (N_("路上受阻"), N_("车辆故障"), N_("另有更急的任务"))
OUTCOMES = [(code, label) for code, label in Outcome.choices() if code not in THE_SEATS_ALONE]
SOS_STATES = {
    "open": N_("正在通知坐席"),
    "acknowledged": N_("坐席已受理"),
    "understood": N_("坐席已受理"),
    "dispatching": N_("正在派人"),
    "assigned": N_("有人正在赶来"),
    "arrived": N_("有人已到达"),
    "resolved": N_("已处置"),
}


def show(dispatch: Any) -> dict[str, Any]:
    """One offer or journey without anything personal."""
    word, tone, icon = STATES[dispatch.state]
    return {
        "row": dispatch,
        "kind": KINDS.get(dispatch.incident_kind, dispatch.incident_kind),
        "state": word,
        "tone": tone,
        "icon": icon,
        "place": "·".join(area.name for area in territory.area_path(dispatch.area)[1:3]),
        "way": emergency.way_offered(dispatch),
    }


def list_context(scope: Scope) -> dict[str, Any]:
    """What is asked of this responder now, and what was before."""
    own, ended = emergency.list_own_dispatches(scope), emergency.list_ended_dispatches(scope)
    account = scope.actor.account
    return {
        "now": clock_now(),
        "responder": providers.responder_of(account) if account else None,
        "positions": load_positions(),
        "rows": [show(row) for row in own],
        "ended": [show(row) for row in ended],
    }


def render_list(scope: Scope) -> str:
    return render_to_string("responder/responder_tasks.html", list_context(scope))


def source_of(scope: Scope) -> live.Source:
    """The live list of one responder."""
    return live.Source("tasks", "dispatches", render_list, key=str(scope.actor.account))


def journey_context(
    scope: Scope, dispatch: Any, now: datetime, faults: dict[str, str], **more: Any
) -> dict[str, Any]:
    """One offer or journey; the person's file only while it is hers to go."""
    incident = _incident(scope, dispatch)
    one = show(dispatch)
    if incident and dispatch.state != "arrived":
        one["way"] = emergency.own_way(scope, dispatch, now=now) or one["way"]
    return {
        "now": now,
        "one": one,
        "responder": providers.get_responder(dispatch.responder),
        "positions": load_positions(),
        "dispatch": dispatch,
        "incident": incident,
        "elder": _elder(scope, incident, now) if incident else None,
        "points": _points(incident),
        "refusals": REFUSALS,
        "returns": RETURNS,
        "outcomes": OUTCOMES,
        "problem": "",
        "faults": {"reason": "", "outcome": "", "note": "", **faults},
        "said": {"outcome": "", "note": ""},
        **more,
    }


def _incident(scope: Scope, dispatch: Any) -> Any:
    if dispatch.state not in GOING:
        return None
    try:
        return emergency.access_incident(scope, dispatch.incident_id)
    except emergency.NotFound:
        return None


def _elder(scope: Scope, incident: Any, now: datetime) -> dict[str, Any] | None:
    """The file as an emergency opens it; that it was read is written down."""
    if incident.person is None:
        return None
    try:
        file = registry.read_file(
            elder_id=incident.person, purpose=Purpose.EMERGENCY.value, scope=scope, by=scope.actor, now=now
        )
    except registry_queries.NotFound:
        return None
    return {
        "row": file.elder,
        "sex": _word(Sex, file.elder.sex),
        "age": age_on(file.elder.born_on, timezone.localdate(now)),
        "phone": file.opened.get("phone", ""),
        "address": file.opened.get("address", ""),
        "keys": [_contact(file, row) for row in file.contacts if row.key_holder in ("holds", "knows_code")],
        "contacts": [_contact(file, row) for row in file.contacts],
        **_health(file.profile),
    }


def _contact(file: Any, row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "relation": _word(Relation, row.relation),
        "key": _word(KeyHolder, row.key_holder),
        "phone": file.contact_phones.get(row.id, ""),
    }


def _health(profile: Any) -> dict[str, list[str]]:
    lists = {"conditions": Condition, "allergies": Allergy, "aids": Aid}
    return {
        name: [_word(words, code) for code in getattr(profile, name, [])] if profile else []
        for name, words in lists.items()
    }


def _word(words: Any, code: str) -> str:
    return str(dict(words.choices()).get(code, code))


def _points(incident: Any) -> list[dict[str, Any]]:
    if incident is None or incident.longitude is None or incident.latitude is None:
        return []
    place = {"longitude": incident.longitude, "latitude": incident.latitude}
    return [{**place, "label": "", "kind": "elder"}]
