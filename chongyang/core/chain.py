"""How events are bound into the chain: the digest of one event, the hash of one seal.

An event's digest covers every column but payload and salt, and among them the payload's digest; so a payload
can be erased under the retention rule and the chain still verifies. Digests are SM3 (GB/T 32905).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from chongyang.core.events import canonical
from chongyang.core.sealing import digest, is_same

COLUMNS = (
    *("seq", "id", "kind", "at", "recorded_at", "actor_kind", "actor_label", "actor_account", "actor_role"),
    *("actor_organisation", "area", "organisation", "person", "subject_type", "subject", "purpose"),
    *("payload_digest", "xid"),
)
FIRST_PREVIOUS = bytes(32)
DIGEST = 32


def digest_of(row: Mapping[str, Any]) -> bytes:
    """The digest of an event given as its columns by name (`xid` as text)."""
    return digest(canonical({name: _plain(row[name]) for name in COLUMNS}))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def hash_of(previous: bytes, digests: bytes, number: int) -> bytes:
    """The hash of a seal over the hash before it, its events' digests and its number."""
    return digest(previous + digests + number.to_bytes(8, "big"))


def is_payload_whole(payload: Any, salt: bytes | None, payload_digest: bytes) -> bool:
    """Whether the payload is the recorded one, or was erased together with its salt."""
    if payload is None and salt is None:
        return True
    return salt is not None and is_same(digest(bytes(salt) + canonical(payload)), bytes(payload_digest))


def parts(digests: bytes) -> Sequence[bytes]:
    """The single digests of a seal."""
    return [digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)]
