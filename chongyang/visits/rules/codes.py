"""The code that an elder is told by telephone when a card is not at hand: six digits of one order.

It follows from the order and the installation's key, so nothing is stored and nothing is sent that could be
read off a list; a carer's phone does not hold it. It says that somebody at the elder's telephone was asked.
"""

import hashlib
import hmac
from uuid import UUID

DIGITS = 6


def code_of(order: UUID, key: bytes) -> str:
    """The code of an order, the same whenever it is asked for."""
    digest = hmac.new(key, b"visits.code:" + order.bytes, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def is_same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
