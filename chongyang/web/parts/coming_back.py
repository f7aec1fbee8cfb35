"""The way back to a call from the pages of an order that was taken in it."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

WAYS = {"line": "seat_line", "incident": "seat_incident"}
CALL = "call"


def back_of(request: HttpRequest) -> str:
    """Where from: `line-<key>`, `incident-<key>` or `call`; anything else is nothing."""
    told = (request.POST if request.method == "POST" else request.GET).get("back", "")
    return told if url_of(told) else ""


def url_of(back: str) -> str:
    """The page of the call."""
    if back == CALL:
        return reverse("seat_call")
    way, _, key = back.partition("-")
    try:
        return reverse(WAYS[way], args=[key])
    except (KeyError, NoReverseMatch):
        return ""


def with_back(url: str, back: str) -> str:
    """An address that remembers the way back."""
    return f"{url}?{urlencode({'back': back})}" if back else url
