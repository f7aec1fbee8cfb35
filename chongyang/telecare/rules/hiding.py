"""A raw frame without the place that it tells. Pure; what tells none is given back byte for byte."""

import json
from typing import Any

PLACE = frozenset(
    {"lon", "lat", "lng", "longitude", "latitude", "location", "position", "gps", "lbs", "wifi"}
)
HINTS = tuple(f'"{word}"'.encode() for word in sorted(PLACE))


def without_place(body: bytes) -> bytes:
    """JSON loses its words of place, wherever they stand. What hints at one and cannot be read is emptied."""
    if not any(hint in body for hint in HINTS) and b"\\u" not in body:
        return body
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return b""
    bare = _bare(said)
    return body if bare == said else json.dumps(bare, ensure_ascii=False, separators=(",", ":")).encode()


def _bare(said: Any) -> Any:
    if isinstance(said, dict):
        return {word: _bare(value) for word, value in said.items() if word not in PLACE}
    return [_bare(one) for one in said] if isinstance(said, list) else said
