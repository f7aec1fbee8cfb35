"""Journeys in a real browser: a server over committed rows, Chromium, and people who are signed in.

`site` is the server; `open_as(account)` gives a page of a fresh browser of that person, `phone=True` one of a
telephone. Nothing sleeps: Playwright's `expect` waits until a page shows what it should, and fails after a
minute.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from chongyang.web.parts import live
from chongyang.workshop.pictures import QUIET, UnableToTakePictures, find_browser
from tests.emergency.races import as_system

DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000
"""Milliseconds after which a page that does not show what it should is a failure."""

OpenAs = Callable[..., Any]


class Quiet(WSGIRequestHandler):
    """Says nothing of requests: the program's own log does."""

    def log_message(self, *_: Any) -> None:
        return


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request, so that live streams stand beside pages."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self.running: set[threading.Thread] = set()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The database connection of a request ends with its thread."""
        self.running.add(threading.current_thread())
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()
            self.running.discard(threading.current_thread())

    def wait_for_all(self) -> None:
        """A page that nobody waits for any more is finished before the rows are emptied."""
        for thread in list(self.running):
            thread.join(PATIENCE / 1000)

    def handle_error(self, *_: Any) -> None:
        """A browser that went away in the middle of an answer is no fault."""


@dataclass(frozen=True)
class Site:
    """The running program."""

    url: str


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """One Chromium for all journeys; where there is none the journeys are skipped, and say why.

    It ends with the package: while its loop runs here, Django refuses the database to every other test.
    """
    try:
        program = find_browser()
    except UnableToTakePictures as error:
        pytest.skip(str(error))
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def site(committed: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The whole program on a free port, over real commits."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.SECOND_FACTOR_REQUIRED = False
    settings.WHITENOISE_AUTOREFRESH = True
    # Playwright's loop runs in this thread, and Django would refuse the database beside it
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    hub = live.Hub()
    monkeypatch.setattr(live, "hub", hub)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}")
    hub.stop()
    hub.join(PATIENCE / 1000)
    server.shutdown()
    server.wait_for_all()
    server.server_close()
    thread.join(PATIENCE / 1000)
    connections.close_all()


@pytest.fixture
def browse(site: Site, chromium: Any) -> Iterator[Callable[..., Any]]:
    """A page of a fresh browser; all browsers of a journey are closed at its end."""
    held: list[Any] = []

    def fresh(path: str = "/", *, phone: bool = False, cookies: Any = (), locale: str = "zh-CN") -> Any:
        context = chromium.new_context(
            viewport=PHONE if phone else DESK, locale=locale, has_touch=phone, base_url=site.url
        )
        held.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies])
        page = context.new_page()
        page.goto(path)
        return page

    yield fresh
    for context in held:
        context.close()


@pytest.fixture
def open_as(browse: Callable[..., Any]) -> OpenAs:
    """A page of somebody who is signed in already; signing in has its own journey."""

    def opened(account: Any, path: str = "/", **words: Any) -> Any:
        client = Client()
        as_system(lambda: client.force_login(account))
        cookies = [(name, morsel.value) for name, morsel in client.cookies.items()]
        return browse(path, cookies=cookies, **words)

    return opened
