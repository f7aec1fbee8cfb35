"""One request to a vendor: no redirect, no proxy, a time limit, an answer of limited size."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from chongyang.checkout.operations.vendors import NotReached

LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected payment would go to somebody who was never set up."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def ask(method: str, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Answer:
    """The answer, whatever its status. Raises NotReached when nobody answers in time."""
    if not url.startswith("https://"):
        raise NotReached("not https")
    request = urllib.request.Request(url, data=body or None, headers=dict(headers), method=method)  # noqa: S310
    try:
        with _opener.open(request, timeout=timeout) as answer:
            return Answer(answer.status, answer.read(LARGEST), dict(answer.headers))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(LARGEST), dict(error.headers))
    except (OSError, http.client.HTTPException) as error:
        raise NotReached(type(error).__name__) from error
