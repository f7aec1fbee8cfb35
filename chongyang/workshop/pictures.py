"""The pictures of the documents: four pages of a demo city in the middle of its work."""

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.emergency import queries as emergency
from chongyang.emergency.models import Dispatch, Incident
from chongyang.territory.models import Account
from chongyang.workshop.devices import PressingDevice
from chongyang.workshop.main_job import CLAUSE, OPERATOR, SYSTEM, choose_device
from chongyang.workshop.visitor import Visitor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
DESK, PHONE = (1280, 860), (400, 1000)
SETTLE_MILLISECONDS = 1200
PRESSES = ("sos", "fall", "sos")


class UnableToTakePictures(Exception):
    """Something is missing; the text says what and how to get it."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page, how large, and the session that sees it."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    cookies: tuple[tuple[str, str], ...] = ()


def find_browser() -> str:
    """The browser's program, once it is sure that Playwright is here to drive it."""
    try:
        import playwright.sync_api  # noqa: F401 - asked for before the city is started
    except ImportError:
        raise UnableToTakePictures(
            "Playwright is missing: run 'make screenshots', which installs what it needs."
        ) from None
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise UnableToTakePictures(
            "Chromium is missing: install it with a Chinese font "
            "(on Debian: apt-get install chromium fonts-wqy-zenhei) and run the same command again."
        )
    return found


def take_pictures(base_url: str, mqtt_url: str, folder: Path) -> list[Path]:
    """Take all pictures of a running demo city; what was pressed for them is closed afterwards."""
    browser = find_browser()
    folder.mkdir(parents=True, exist_ok=True)
    with Visitor(base_url, OPERATOR) as seat:
        seat.sign_in()
        incidents = [_press(mqtt_url, kind) for kind in PRESSES]
        try:
            shots = _scene(base_url, seat, incidents[0])
            return [_take(browser, base_url, shot, folder) for shot in shots]
        finally:
            _clear(seat, incidents)


def _scene(base_url: str, seat: Visitor, incident: Incident) -> Iterator[Shot]:
    """Each picture is taken before the work goes on to the next."""
    yield Shot("home", "/")
    _understand(seat, incident)
    yield Shot("seat", f"/seat/{incident.id}/", cookies=cookies_of(seat))
    dispatch = _send(seat, incident)
    with Visitor(base_url, _username(dispatch)) as responder:
        responder.sign_in()
        responder.post(f"/go/{dispatch.id}/accept/")
        yield Shot("responder", f"/go/{dispatch.id}/", PHONE, cookies_of(responder))
        responder.post(f"/go/{dispatch.id}/arrive/")
        responder.post(f"/go/{dispatch.id}/finish/", outcome="solved", note="")
    yield Shot("plan", CLAUSE)


def _press(mqtt_url: str, kind: str) -> Incident:
    """An elder without an open incident presses; the incident that became of it."""
    device = choose_device()
    button = PressingDevice(device.serial, mqtt_url)
    try:
        button.press(kind)
        if not button.wait_answer(20):
            raise UnableToTakePictures("the device was not answered; see the logs")
    finally:
        button.close()
    with enter(SYSTEM):
        return Incident.objects.get(person=device.person, closed_at=None)


def _understand(seat: Visitor, incident: Incident) -> None:
    """Taken, called back, known, judged: the seat now chooses whom to send."""
    here = f"/seat/{incident.id}"
    seat.post(f"{here}/acknowledge/")
    seat.post(f"{here}/attempt/", target="elder", result="answered")
    seat.post(f"{here}/identify/", person=str(incident.person))
    seat.post(f"{here}/triage/", yes=["cannot_rise"])


def _send(seat: Visitor, incident: Incident) -> Dispatch:
    """Ask the first that the city recommends."""
    with enter(SYSTEM):
        incident.refresh_from_db()
        best = emergency.rank_responders(SYSTEM, incident, now=now(), limit=1)[0].responder.id
    seat.post(f"/seat/{incident.id}/offer/", responder=str(best))
    with enter(SYSTEM):
        return Dispatch.objects.get(incident=incident, responder=best, ended_at=None)


def _username(dispatch: Dispatch) -> str:
    with enter(SYSTEM):
        return Account.objects.get(id=dispatch.account).username


def _clear(seat: Visitor, incidents: Sequence[Incident]) -> None:
    """Close what was pressed for the pictures; where nobody went, as a test of the device."""
    for incident in incidents:
        with enter(SYSTEM):
            incident.refresh_from_db()
        if incident.state == "open":
            seat.post(f"/seat/{incident.id}/acknowledge/")
        solved = {"outcome": "solved", "note": ""}
        tested = {"outcome": "false_alarm", "false_reason": "test", "note": ""}
        seat.post(f"/seat/{incident.id}/close/", **(solved if incident.state == "resolved" else tested))


def cookies_of(visitor: Visitor) -> tuple[tuple[str, str], ...]:
    """The session of a visitor, for a browser."""
    return tuple((cookie.name, cookie.value or "") for cookie in visitor.client.cookies.jar)


def _take(browser: str, base_url: str, shot: Shot, folder: Path) -> Path:
    """In a thread of its own: Playwright's loop and Django's database do not share one."""
    path = folder / f"{shot.name}.png"
    with ThreadPoolExecutor(1) as thread:
        thread.submit(_shoot, browser, base_url, shot, path).result()
    return path


def _shoot(browser: str, base_url: str, shot: Shot, path: Path) -> None:
    from playwright.sync_api import sync_playwright

    width, height = shot.size
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=list(QUIET))
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        cookies: list[Any] = [{"name": name, "value": value, "url": base_url} for name, value in shot.cookies]
        context.add_cookies(cookies)
        page = context.new_page()
        answer = page.goto(f"{base_url}{shot.path}", wait_until="load")
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        if answer is None or answer.status != 200:
            raise UnableToTakePictures(f"{shot.path} answered {answer.status if answer else 'nothing'}")
        page.screenshot(path=path)
        chromium.close()
