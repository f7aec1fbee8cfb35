"""Pictures of the documents: what is missing is said in a sentence; the session goes to the browser."""

import shutil
import sys
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from chongyang.workshop import pictures
from chongyang.workshop.pictures import UnableToTakePictures, cookies_of, find_browser


def test_without_chromium_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UnableToTakePictures, match="apt-get install chromium"):
        find_browser()


def test_without_playwright_the_sentence_says_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(UnableToTakePictures, match="make screenshots"):
        find_browser()


def test_the_first_browser_found_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/x/chrome" if name == "google-chrome" else None)
    assert find_browser() == "/x/chrome"


def test_a_visitors_session_becomes_cookies_of_the_browser() -> None:
    client = httpx.Client(trust_env=False)
    client.cookies.set("sessionid", "s", domain="127.0.0.1")
    visitor: Any = SimpleNamespace(client=client)
    assert cookies_of(visitor) == (("sessionid", "s"),)
    client.close()


def test_what_was_pressed_for_the_pictures_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, dict[str, str]]] = []
    seat: Any = SimpleNamespace(post=lambda path, **fields: sent.append((path, fields)))
    incidents: Any = [
        SimpleNamespace(id=name, state=name, refresh_from_db=lambda: None) for name in ("open", "resolved")
    ]
    monkeypatch.setattr(pictures, "enter", lambda _: nullcontext())
    pictures._clear(seat, incidents)
    assert [path for path, _ in sent] == [
        "/seat/open/acknowledge/",
        "/seat/open/close/",
        "/seat/resolved/close/",
    ]
    assert [fields.get("outcome") for _, fields in sent] == [None, "false_alarm", "solved"]
