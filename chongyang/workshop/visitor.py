"""A person at a browser, without the browser: signs in with both factors, sends the forms of real pages."""

import time
from typing import Any

import httpx
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from chongyang.workshop.accounts import PASSWORD, secret_of

STEP_SECONDS = 30


class UnableToVisit(Exception):
    """A page did not answer as it should; names the page and the status, nothing that was on it."""


class Visitor:
    """One signed-in person over HTTP."""

    def __init__(self, base_url: str, username: str) -> None:
        self.username = username
        self.client = httpx.Client(base_url=base_url, timeout=20, follow_redirects=True, trust_env=False)

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, path: str) -> str:
        """The page's text."""
        return self._checked(self.client.get(path), path).text

    def post(self, path: str, **fields: Any) -> str:
        """Send a form with the page's CSRF token; answers the page after it."""
        token = self.client.cookies.get("csrftoken") or ""
        headers = {"X-CSRFToken": token, "Referer": str(self.client.base_url)}
        return self._checked(self.client.post(path, data=fields, headers=headers), path).text

    def _checked(self, response: httpx.Response, path: str) -> httpx.Response:
        if response.status_code >= 400:
            raise UnableToVisit(f"{path} answered {response.status_code}")
        return response

    def sign_in(self, password: str = PASSWORD) -> None:
        """Both factors. A code is taken once alone: all three of this half minute, then the next."""
        self.get("/account/login/")
        self.post("/account/login/", login=self.username, password=password)
        for _ in range(2):
            for code in codes_of(self.username):
                self.post("/account/second-factor/authenticate/", code=code)
                if self.is_signed_in():
                    return
            time.sleep(STEP_SECONDS)
        raise UnableToVisit(f"{self.username} could not sign in")

    def is_signed_in(self) -> bool:
        """Whether both factors were taken: a page of one's own account opens then and not before."""
        return self.client.get("/account/second-factor/", follow_redirects=False).status_code == 200


def codes_of(username: str) -> list[str]:
    """The codes of a demo account's second factor that are taken now (RFC 6238, one step of tolerance)."""
    return [format_hotp_value(hotp_value(secret_of(username), n)) for n in yield_hotp_counters_from_time()]
