"""The card of one incident: where it stands, who it is, whom to call, whom to send. Reads only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.identifiers import age_on, mask_name
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.triage import triage
from chongyang.providers import queries as providers
from chongyang.providers.enums import ResponderKind
from chongyang.registry import operations as registry
from chongyang.registry.enums import (
    AbilityLevel,
    Aid,
    Allergy,
    Condition,
    KeyHolder,
    LivingForm,
    Purpose,
    Relation,
    Sex,
)
from chongyang.web.seat.board import names_of, show_row
from chongyang.web.seat.chain import chain_context
from chongyang.web.seat.forms import CloseForm
from chongyang.web.seat.words import EMERGENCY_LINES, RESULTS, STEPS, key_of_questions

GENERAL = protocols.get(protocols.GENERAL)
GONE = ("refused", "expired", "withdrawn")
NOBODY_NEEDED = ("P3", "P4")
SENDING = ("understood", "dispatching", "assigned", "arrived")
OVER = ("resolved", "closed", "merged")


def card_context(scope: Scope, incident: Any, now: datetime, **more: Any) -> dict[str, Any]:
    """Everything that the card's template needs; `more` is what the last action said."""
    attempts = emergency.list_attempts(scope, incident.id)
    dispatches = emergency.list_dispatches(scope, incident.id)
    worked_on = incident.state not in ("open", "closed", "merged")
    current = current_step(incident, attempts, dispatches)
    ranked = recommended(scope, incident, dispatches) if incident.state in SENDING else []
    return {
        "row": show_row(incident, names_of([incident])),
        "steps": show_steps(incident, attempts, dispatches, current),
        "current": current,
        "worked_on": worked_on,
        "is_waiting": is_waiting(current, dispatches),
        "attempts": [_show_attempt(one) for one in attempts],
        "lines": [(number, label, _last(attempts, number)) for number, label in EMERGENCY_LINES],
        "elder": read_elder(scope, incident, attempts, now) if worked_on else None,
        "questions": show_questions(incident),
        "judged": triage(incident.answers),
        "recommended": ranked,
        "points": list(points_of(incident, ranked)),
        "county": str(incident.area)[:6],
        "form": CloseForm(initial={"outcome": incident.outcome}),
        "is_asking": current in ("call_back", "identify", "triage"),
        "problem": "",
        "text": "",
        "found": None,
        **chain_context(scope, incident),
        **more,
    }


def current_step(incident: Any, attempts: Sequence[Any], dispatches: Sequence[Any]) -> str:
    """The first step that is still to be done; the end where nothing is."""
    done = done_steps(incident, attempts, dispatches)
    return next((code for code, _ in STEPS if code not in done), "")


def done_steps(incident: Any, attempts: Sequence[Any], dispatches: Sequence[Any]) -> set[str]:
    """The steps that are done or, by the level found, not needed."""
    if incident.state in ("closed", "merged"):
        return {code for code, _ in STEPS}
    if incident.state == "resolved":
        return {code for code, _ in STEPS if code != "close"}
    needless = incident.level in NOBODY_NEEDED and not dispatches
    facts = {
        "acknowledge": incident.state != "open",
        "call_back": incident.source == "call" or any(one.target == "elder" for one in attempts),
        "identify": incident.person is not None,
        "triage": bool(incident.level) and incident.state != "acknowledged",
        "offer": needless or any(one.state not in GONE for one in dispatches),
        "arrive": needless or incident.state == "arrived",
    }
    return {code for code, is_done in facts.items() if is_done}


def is_waiting(current: str, dispatches: Sequence[Any]) -> Any:
    """The journey that the seat waits for, if the next step is not its own."""
    if current != "arrive":
        return None
    return next((one for one in dispatches if one.state in ("accepted", "en_route", "offered")), None)


def show_steps(incident: Any, attempts: Any, dispatches: Any, current: str) -> list[dict[str, Any]]:
    """The seven steps with their state in words for the reader of the page and of the screen."""
    done = done_steps(incident, attempts, dispatches)
    return [
        {"code": code, "label": label, "is_done": code in done, "is_current": code == current}
        for code, label in STEPS
    ]


def _show_attempt(attempt: Any) -> dict[str, Any]:
    return {"row": attempt, "result": RESULTS.get(attempt.result, attempt.result)}


def _last(attempts: Iterable[Any], target: str, contact: UUID | None = None) -> dict[str, Any] | None:
    """The last try to reach somebody."""
    tries = [one for one in attempts if one.target == target and one.contact == contact]
    return _show_attempt(tries[-1]) if tries else None


def read_elder(scope: Scope, incident: Any, attempts: Sequence[Any], now: datetime) -> dict[str, Any] | None:
    """The file as an emergency opens it; reading it is written down for the elder to see."""
    if incident.person is None:
        return None
    file = registry.read_file(
        elder_id=incident.person, purpose=Purpose.EMERGENCY.value, scope=scope, by=scope.actor, now=now
    )
    return {
        "row": file.elder,
        "name": mask_name(file.elder.name),
        "sex": label_of(Sex, file.elder.sex),
        "age": age_on(file.elder.born_on, timezone.localdate(now)),
        "phone": file.opened.get("phone", ""),
        "address": file.opened.get("address", ""),
        "contacts": [_show_contact(row, file.contact_phones, attempts) for row in file.contacts],
        "last_call": _last(attempts, "elder"),
        **_health(file.profile),
    }


def _show_contact(row: Any, phones: dict[UUID, str], attempts: Sequence[Any]) -> dict[str, Any]:
    return {
        "row": row,
        "relation": label_of(Relation, row.relation),
        "key": label_of(KeyHolder, row.key_holder),
        "has_key": row.key_holder in ("holds", "knows_code"),
        "phone": phones.get(row.id, ""),
        "last": _last(attempts, "contact", row.id),
    }


def _health(profile: Any) -> dict[str, Any]:
    if profile is None:
        return {"conditions": [], "allergies": [], "medicines": [], "aids": [], "ability": "", "living": ""}
    return {
        "conditions": [label_of(Condition, code) for code in profile.conditions],
        "allergies": [label_of(Allergy, code) for code in profile.allergies],
        "medicines": profile.medicines,
        "aids": [label_of(Aid, code) for code in profile.aids],
        "ability": label_of(AbilityLevel, profile.ability_level),
        "living": label_of(LivingForm, profile.living_form),
    }


def label_of(words: Any, code: str) -> str:
    """The word of a code; a code of a later version stands for itself."""
    return str(dict(words.choices()).get(code, code))


def show_questions(incident: Any) -> list[dict[str, Any]]:
    """The triage questions with what was answered so far."""
    return [
        {
            "question": question,
            "key": key,
            "level": GENERAL.level_of(question),
            "answer": incident.answers.get(question.code),
        }
        for question, key in key_of_questions()
    ]


def recommended(scope: Scope, incident: Any, dispatches: Sequence[Any]) -> list[dict[str, Any]]:
    """The nearest suitable responders; the best whom nobody asked yet is chosen beforehand."""
    asked = {one.responder for one in dispatches if one.state not in GONE}
    refused = {one.responder for one in dispatches if one.state in GONE}
    shown = [
        _show_responder(one, letter, asked, refused)
        for one, letter in zip(emergency.recommend(scope, incident), "ABCDE", strict=False)
    ]
    free = [one for one in shown if not one["is_asked"] and not one["has_refused"]]
    if free and not asked:
        free[0]["is_chosen"] = True
    return shown


def _show_responder(one: Any, letter: str, asked: set[UUID], refused: set[UUID]) -> dict[str, Any]:
    row = providers.get_responder(one.responder.id)
    return {
        "id": one.responder.id,
        "letter": letter,
        "name": row.name if row else "",
        "kind": label_of(ResponderKind, one.responder.kind),
        "metres": one.metres,
        "reasons": one.reasons,
        "position": one.responder.position,
        "is_asked": one.responder.id in asked,
        "has_refused": one.responder.id in refused,
        "is_chosen": False,
    }


def points_of(incident: Any, ranked: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """The home first, then the recommended responders by their letters."""
    if incident.longitude is None or incident.latitude is None:
        return
    yield {"longitude": incident.longitude, "latitude": incident.latitude, "label": "", "kind": "elder"}
    for one in ranked:
        if one["position"]:
            longitude, latitude = one["position"]
            yield {"longitude": longitude, "latitude": latitude, "label": one["letter"], "kind": "responder"}
