"""A character of check_scope at the desks: signed in, asking for pages through the whole site.

All in this process, on the connection and inside the transaction of the check.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.test import Client

from chongyang.web.account.middleware import MARK
from chongyang.workshop.scopes.sample import Character, Sample

HERE = "127.0.0.1"
REFUSED = (403, 404)


@cache
def _client() -> Client:
    """One for all visits: its first request builds the site, which takes longer than a page."""
    return Client(SERVER_NAME=HERE, raise_request_exception=False)


class PageFailed(Exception):
    """A page answered with a server error."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One character with the sample that he should find."""

    who: Character
    sample: Sample
    now: datetime
    client: Client
    pages: dict[str, str] = field(default_factory=dict)
    opened: set[Any] = field(default_factory=set)

    def get(self, path: str, **words: Any) -> str:
        """The page, or nothing where the answer is a refusal; asked for once in a visit."""
        asked = f"{path}?{words}"
        if asked not in self.pages:
            answer = self.client.get(path, words, secure=settings.HTTPS)
            self.pages[asked] = self._text(path, answer)
        return self.pages[asked]

    def post(self, path: str, **words: Any) -> str:
        return self._text(path, self.client.post(path, words, secure=settings.HTTPS))

    def _text(self, path: str, response: Any) -> str:
        if response.status_code >= 500:
            raise PageFailed(f"{path} answers {response.status_code} to {self.who.role.value}")
        return "" if response.status_code in REFUSED else str(response.content.decode())


@contextmanager
def visiting(who: Character, sample: Sample, now: datetime) -> Iterator[Visit]:
    """Signed in with both factors. Refusals belong to the check and fill no log."""
    visit = Visit(who, sample, now, _client())
    visit.client.cookies.clear()
    visit.client.force_login(who.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = visit.client.session
    session[MARK] = True
    session.save()
    former = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield visit
    finally:
        logging.disable(former)
