"""One event of an exchange, read from JSON: whatever is in it gives an event or the field that is wrong."""

import json
from datetime import datetime
from typing import Any

from chongyang.gateway.telephony.base import Told, UnableToRead

LONGEST_KEY = 100


def key_of(body: str) -> str:
    """The exchange's own key of the event; raises UnableToRead."""
    return _key(_object(body), "event")


def read_json(body: str, provider: str) -> Told:
    """The event in a body."""
    said = _object(body)
    return Told(
        provider=provider,
        event=_key(said, "event"),
        call=_key(said, "call"),
        kind=_text(said, "kind", 20),
        at=_moment(said),
        number=_text(said, "number", 40),
        seat=_text(said, "seat", 20),
        seats=_seats(said),
        queue=_text(said, "queue", 40),
        rating=_rating(said),
        recording=_text(said, "recording", 120),
    )


def _object(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnableToRead("body") from error
    if not isinstance(said, dict):
        raise UnableToRead("body")
    return said


def _text(said: dict[str, Any], name: str, longest: int) -> str:
    value = said.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise UnableToRead(name)
    return value[:longest]


def _key(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_KEY or not value.isprintable():
        raise UnableToRead(name)
    return value


def _moment(said: dict[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(said["at"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnableToRead("at") from error
    if at.tzinfo is None:
        raise UnableToRead("at")
    return at


def _seats(said: dict[str, Any]) -> tuple[str, ...]:
    seats = said.get("seats") or []
    if not isinstance(seats, list) or not all(isinstance(one, str) for one in seats):
        raise UnableToRead("seats")
    return tuple(one[:20] for one in seats[:500])


def _rating(said: dict[str, Any]) -> int | None:
    rating = said.get("rating")
    if rating is not None and (isinstance(rating, bool) or not isinstance(rating, int)):
        raise UnableToRead("rating")
    return rating
