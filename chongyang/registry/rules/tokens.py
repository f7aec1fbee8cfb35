"""The search tokens of numbers: a kind, a colon and the head of a blind index; names never hold a colon.

240 bits of the index remain, which no two numbers of a country share; a token column has 64 characters.
"""

from collections.abc import Mapping

from chongyang.registry.rules import pinyin

LONGEST = 64
HEX_DIGITS = 60
PREFIXES = {"identity": "i", "phone": "p", "card": "c"}


def number_token(kind: str, index: bytes) -> str:
    """The token of a number of this kind (`identity`, `phone`, `card`) from its blind index."""
    return f"{PREFIXES[kind]}:{index.hex()[:HEX_DIGITS]}"


def tokens_for(name: str, indexes: Mapping[str, bytes]) -> frozenset[str]:
    """All tokens of one person: those of the name that fit the column, and one for each number."""
    written = {token for token in pinyin.tokens_of(name) if len(token) <= LONGEST}
    return frozenset(written | {number_token(kind, index) for kind, index in indexes.items()})


def shape_of(text: str) -> tuple[str, ...]:
    """The words a person typed, but for what finds nobody (`%`, `。。`, a control character)."""
    words = [word for word in text.split() if any(char.isalnum() for char in word) and ":" not in word]
    return tuple(word for word in words if len(word) <= LONGEST and word.isprintable())
