"""Digests of payloads survive the way through the database."""

import json
import os
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chongyang.core import chain, events
from chongyang.core.sealing import digest

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("xyz", max_size=4), JSON, max_size=3))
def test_what_the_database_gives_back_has_the_recorded_digest(payload):
    """JSONB writes 1e+16 as a whole number: the recorded body must survive that."""
    body = events.plain_json(payload)
    salt = os.urandom(16)
    again = json.loads(_as_jsonb(body))
    assert chain.is_payload_whole(again, salt, digest(salt + events.canonical(body)))


def _as_jsonb(body: Any) -> str:
    """How PostgreSQL prints numbers of JSONB: no exponent, the scale kept."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return "{" + ",".join(f"{json.dumps(key)}:{plain(inner)}" for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ",".join(map(plain, value)) + "]"
        if isinstance(value, float):
            return format(Decimal(repr(value)), "f")
        return json.dumps(value)

    return str(plain(body))
