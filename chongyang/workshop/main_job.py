"""The main job end to end, over a real broker and real pages: from the press of a button to the close.

A device presses; the seat's live board shows it without a reload; an operator answers, calls, judges and
sends; the responder accepts on the phone page, goes, arrives, reports; the operator closes; the plan moves.
"""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.models import Dispatch, Incident, Origin
from chongyang.registry.models import Contact
from chongyang.telecare.enums import DeviceKind
from chongyang.telecare.models import Device, Signal
from chongyang.territory.models import Account
from chongyang.workshop.devices import PressingDevice
from chongyang.workshop.visitor import Visitor

CLAUSE = "/plan/2018-34/3.4.3"
BUTTONS = (DeviceKind.PENDANT, DeviceKind.PULL_CORD, DeviceKind.CALLER_BOX, DeviceKind.WATCH)
FIGURE = re.compile(r'<[^>]+class="[^"]*\brunning-figure\b[^"]*"[^>]*>(.*?)</', re.DOTALL)
CHOICE = re.compile(
    r'name="responder"[^>]*value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})"[^>]*name="responder"'
)
OPERATOR = "operator2"
SYSTEM = system_scope("main job")


class UnableToFinish(Exception):
    """The main job stopped; says at which step."""


@dataclass(frozen=True, slots=True)
class Done:
    """The chain, how long the device and the desk waited, the plan's figure before and after."""

    incident: str
    number: str
    device: str
    device_answered_seconds: float
    shown_on_board_seconds: float
    chain: list[dict[str, Any]]
    plan_before: str
    plan_after: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Board:
    """The live board of a signed-in seat, read as its browser reads it."""

    def __init__(self, seat: Visitor) -> None:
        self._text = ""
        self._changed = threading.Condition()
        self._seat = seat
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with self._seat.client.stream("GET", "/seat/live/", timeout=None) as events:
            for part in events.iter_text():
                with self._changed:
                    self._text += part
                    self._changed.notify_all()

    def wait_for(self, word: str, seconds: float) -> bool:
        """Whether the board showed the word within the time."""
        with self._changed:
            return self._changed.wait_for(lambda: word in self._text, timeout=seconds)

    def wait_until_live(self, seconds: float = 10) -> bool:
        return self.wait_for("event:", seconds)


def choose_device(serial: str = "") -> Device:
    """The device named, else one with a button whose elder has no open incident; with contacts first."""
    with enter(SYSTEM):
        rows = Device.objects.filter(state="in_use", person__isnull=False, kind__in=BUTTONS)
        if serial:
            rows = rows.filter(serial=serial)
        busy = Incident.objects.filter(closed_at=None, person__isnull=False).values("person")
        known = Contact.objects.filter(rank=1).values("person")
        free = rows.exclude(person__in=busy)
        device = free.filter(person__in=known).order_by("last_used_at", "id").first() or free.first()
    if device is None:
        raise UnableToFinish(
            "no device is in use; run `chongyang make_city` and `chongyang make_accounts` first"
        )
    return device


def _incident_of(serial: str, event: str, seconds: float = 10) -> Incident:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with enter(SYSTEM):
            signal = Signal.objects.filter(serial=serial, event_key=event).first()
            origin = signal and Origin.objects.filter(source="device", reference=signal.id).first()
            if origin:
                return origin.incident
        time.sleep(0.05)
    raise UnableToFinish("the press became no incident")


def run(base_url: str, mqtt_url: str, serial: str = "") -> Done:
    """Do the whole job once and answer with the chain."""
    device = choose_device(serial)
    with Visitor(base_url, OPERATOR) as seat:
        seat.sign_in()
        before = _figure(seat)
        incident, answered, shown = _press(device, seat, mqtt_url)
        _answer(seat, incident)
        _respond(base_url, _send(seat, incident))
        seat.post(f"/seat/{incident.id}/close/", outcome="solved", note="")
        return _done(seat, incident, device, answered, shown, before)


def _press(device: Device, seat: Visitor, mqtt_url: str) -> tuple[Incident, float, float]:
    board = Board(seat)
    if not board.wait_until_live():
        raise UnableToFinish("the live board did not open")
    button = PressingDevice(device.serial, mqtt_url)
    began = time.monotonic()
    event = button.press("sos")
    if not button.wait_answer(20):
        raise UnableToFinish("the device was not answered")
    answered = time.monotonic() - began
    incident = _incident_of(device.serial, event)
    if not board.wait_for(str(incident.id), 10):
        raise UnableToFinish("the board did not show the incident")
    shown = time.monotonic() - began
    button.close()
    return incident, answered, shown


def _answer(seat: Visitor, incident: Incident) -> None:
    """Nobody answers the call back: 120 at once, the first contact told, then judged."""
    here = f"/seat/{incident.id}"
    seat.post(f"{here}/acknowledge/")
    seat.post(f"{here}/attempt/", target="elder", result="no_answer")
    seat.post(f"{here}/attempt/", target="120", result="handed_over", case_number="")
    with enter(SYSTEM):
        contact = Contact.objects.filter(person=incident.file).order_by("rank").first()
    if contact:
        seat.post(f"{here}/attempt/", target="contact", contact=str(contact.id), result="answered")
    seat.post(f"{here}/identify/", person=str(incident.person))
    seat.post(f"{here}/triage/", yes=["unreachable", "cannot_rise"])


def _send(seat: Visitor, incident: Incident) -> Dispatch:
    """Offer to the first that the card recommends."""
    found = CHOICE.search(seat.get(f"/seat/{incident.id}/"))
    if not found:
        raise UnableToFinish("the card recommends nobody")
    seat.post(f"/seat/{incident.id}/offer/", responder=found[1] or found[2])
    with enter(SYSTEM):
        dispatch = Dispatch.objects.filter(incident=incident).order_by("-offered_at").first()
    if dispatch is None:
        raise UnableToFinish("nobody was asked to go")
    return dispatch


def _respond(base_url: str, dispatch: Dispatch) -> None:
    with enter(SYSTEM):
        username = Account.objects.get(id=dispatch.account).username
    with Visitor(base_url, username) as responder:
        responder.sign_in()
        responder.get("/go/")
        for step in ("accept", "depart", "arrive"):
            responder.post(f"/go/{dispatch.id}/{step}/")
        responder.post(f"/go/{dispatch.id}/finish/", outcome="solved", note="到场扶起，无外伤，已交家属")


def _figure(seat: Visitor) -> str:
    """What the plan's clause shows today."""
    found = FIGURE.findall(seat.get(CLAUSE))
    return "；".join(re.sub(r"<[^>]+>|\s+", " ", figure).strip() for figure in found)


def _done(
    seat: Visitor, incident: Incident, device: Device, answered: float, shown: float, before: str
) -> Done:
    chain = list(chain_of(incident.id))
    lacking = [link["link"] for link in chain if not link["at"]]
    if lacking:
        raise UnableToFinish(f"the chain lacks {', '.join(lacking)}")
    return Done(
        incident=str(incident.id),
        number=incident.number,
        device=device.serial,
        device_answered_seconds=round(answered, 3),
        shown_on_board_seconds=round(shown, 3),
        chain=chain,
        plan_before=before,
        plan_after=_figure(seat),
    )


def chain_of(incident: UUID) -> Iterator[dict[str, Any]]:
    """The nine links as plain values."""
    with enter(SYSTEM):
        steps = emergency.response_chain(SYSTEM, incident)
    for step in steps:
        yield {
            "link": step.link.value,
            "label": step.link.label,
            "at": step.at.isoformat() if step.at else None,
            "actor": step.actor,
            "how": step.how,
            "evidence": step.evidence,
            "seconds_since_last": round(step.since.total_seconds(), 3) if step.since else None,
        }
