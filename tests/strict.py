"""What every test is held to: no foreign sockets, no form without its token, no inline code on any page."""

import re
import socket
from typing import Any

import pytest
from django.test import Client

LOCAL = ("127.0.0.1", "::1", "localhost")
FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post[\"']?[^>]*>.*?</form>", re.IGNORECASE | re.DOTALL)
HANDLER = re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"<[^>]+\sstyle\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)[^>]*>", re.IGNORECASE)


class ForeignSocket(AssertionError):
    """A test wanted to leave this machine."""


def faults_of(html: str) -> list[str]:
    """What a page must not have."""
    faults = [
        f"a form without its token: {form[:90]}"
        for form in FORM.findall(html)
        if "csrfmiddlewaretoken" not in form
    ]
    for name, rule in (("an inline handler", HANDLER), ("an inline style", STYLE), ("a bare script", SCRIPT)):
        if found := rule.search(html):
            faults.append(f"{name}: {found[0][:90]}")
    return faults


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise ForeignSocket(f"a test must not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _pages_are_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    request = Client.request

    def checked(self: Client, **words: Any) -> Any:
        response = request(self, **words)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            faults = faults_of(response.content.decode())
            assert not faults, faults
        return response

    monkeypatch.setattr(Client, "request", checked)
