"""The card of one incident: where it stands, who it is, whom to call, whom to send. Reads only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.defaults import times
from chongyang.emergency.rules.outcomes import FALSE_PERIOD, deserves_visit
from chongyang.web.seat.asking import asking_context
from chongyang.web.seat.board import names_of, show_row
from chongyang.web.seat.chain import chain_context
from chongyang.web.seat.elder import read_elder, show_attempt
from chongyang.web.seat.forms import CloseForm
from chongyang.web.seat.related import related_context
from chongyang.web.seat.sending import GONE, nothing_to_send, sending_context
from chongyang.web.seat.words import EMERGENCY_LINES, STEPS

NOBODY_NEEDED = ("P3", "P4")
SENDING = ("understood", "dispatching", "assigned", "arrived")
OVER = ("resolved", "closed", "merged")


def card_context(scope: Scope, incident: Any, now: datetime, **more: Any) -> dict[str, Any]:
    """Everything that the card's template needs; `more` is what the last action said."""
    attempts = emergency.list_attempts(scope, incident.id)
    chain = chain_context(scope, incident)
    dispatches = [one["row"] for one in chain["dispatches"]]
    worked_on = incident.state not in ("open", "closed", "merged")
    current = current_step(incident, attempts, dispatches)
    elder = read_elder(scope, incident, attempts, now) if worked_on else None
    is_sending = incident.state in SENDING
    sending = (
        sending_context(scope, incident, dispatches, elder, now) if is_sending else nothing_to_send(incident)
    )
    contacts = len(elder["contacts"]) if elder else 0
    asked = more.pop("asked", "")
    is_asking = bool(asked) or current in ("call_back", "identify", "triage")
    return {
        "row": show_row(incident, names_of([incident])),
        "steps": show_steps(incident, attempts, dispatches, current),
        "current": current,
        "worked_on": worked_on,
        "is_waiting": is_waiting(current, dispatches),
        "attempts": [show_attempt(one) for one in attempts],
        "lines": [show_line(number, label, attempts) for number, label in EMERGENCY_LINES],
        "elder": elder,
        **sending,
        "county": str(incident.area)[:6],
        "form": CloseForm(initial={"outcome": incident.outcome}),
        "visit": wants_visit(scope, incident, now) if worked_on else 0,
        "problem": "",
        "text": "",
        "found": None,
        **chain,
        **asking_context(incident, asked, attempts, contacts, is_asking),
        **related_context(scope, incident, now),
        **more,
    }


def wants_visit(scope: Scope, incident: Any, now: datetime) -> int:
    """How many false alarms in a week, where so many ask for a look at the home and the device; else 0."""
    if incident.person is None:
        return 0
    found = emergency.count_false_alarms(scope, incident.person, now - FALSE_PERIOD)
    return found if deserves_visit(found, times("false_alarms_before_visit")) else 0


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
    spoken = incident.source in ("call", "neighbour") or any(one.target == "elder" for one in attempts)
    facts = {
        "acknowledge": incident.state != "open",
        "call_back": spoken,
        "identify": incident.person is not None or incident.source == "worker",
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


def show_line(number: str, label: str, attempts: Sequence[Any]) -> dict[str, Any]:
    """120, 119 or 110: handed over when, and their case number, which may have been told later."""
    handed = [one for one in attempts if one.target == number and one.completes_id is None]
    told = [one.case_number for one in attempts if one.target == number and one.case_number]
    return {
        "number": number,
        "label": label,
        "last": handed[-1] if handed else None,
        "case_number": told[-1] if told else "",
    }
