"""Rows of a part made ready for COPY: keys, blind indexes, digests, sealed values.

Sealing is what a feed costs most; it is done for rows that are written and for no other.
"""

import os
from collections.abc import Sequence
from uuid import UUID

import uuid_utils
from django.conf import settings

from chongyang.claims.rules import binary
from chongyang.claims.rules.columns import Faulty
from chongyang.core import sealing
from chongyang.core.fields import field_key

CLAIM, FAULT = "claims_claim.fields", "claims_fault.value"


def indexes_of(feed: str, keys: Sequence[str]) -> list[bytes]:
    """The blind index of each record's own key; nothing where there is no key."""
    key, kind = bytes.fromhex(settings.INDEX_KEY), record_kind(feed)
    return [sealing.blind_index(text, key=key, kind=kind) if text else b"" for text in keys]


def record_kind(feed: str) -> str:
    """The same key of two departments gives two indexes: nothing links feeds but linkage."""
    return f"record:{feed}"


def digests_of(packed: Sequence[str]) -> list[bytes]:
    """Keyed, because a bare digest of few possible values would tell them."""
    key = bytes.fromhex(settings.INDEX_KEY)
    return [sealing.blind_index(text, key=key, kind="claim") for text in packed]


def claims_as_copy(rows: Sequence[tuple[int, bytes, bytes, str]]) -> bytes:
    """Rows of (area, record_index, digest, packed fields) with fresh keys, sealed."""
    seal, number = sealing.seal, settings.FIELD_KEY_NUMBER
    key, nonces = field_key(number), os.urandom(sealing.NONCE * len(rows))
    sealed = []
    for place, (area, index, digest, packed) in enumerate(rows):
        row = uuid_utils.uuid7()
        at = place * sealing.NONCE
        body = seal(
            packed,
            key=key,
            key_number=number,
            place=f"{CLAIM}.{row}",
            nonce=nonces[at : at + sealing.NONCE],
        )
        sealed.append((row.bytes, area, index, digest, body))
    return binary.claim_rows(sealed)


def faults_as_copy(rows: Sequence[tuple[int, int, Faulty]]) -> bytes:
    """Rows of (area, line, fault) with fresh keys; what stood in the cell is sealed."""
    number = settings.FIELD_KEY_NUMBER
    key = field_key(number)
    made = []
    for area, line, fault in rows:
        row = UUID(bytes=uuid_utils.uuid7().bytes)
        value = fault.value[:400]
        sealed = sealing.seal(value, key=key, key_number=number, place=f"{FAULT}.{row}") if value else None
        made.append((row.bytes, area, line, fault.column[:60], fault.code.value, fault.is_refused, sealed))
    return binary.fault_rows(made)
