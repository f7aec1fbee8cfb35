"""The search tokens of numbers: a kind, a colon and the head of a blind index; names never hold a colon.

240 bits of the index remain, which no two numbers of a country share; a token column has 64 characters.
"""

from collections.abc import Iterable, Mapping

from chongyang.registry.rules import pinyin

LONGEST = 64
HEX_DIGITS = 60
PREFIXES = {"identity": "i", "phone": "p", "card": "c", "place": "a"}


def number_token(kind: str, index: bytes) -> str:
    """The token of a number (`identity`, `phone`, `card`) or of an address's word (`place`), by its index."""
    return f"{PREFIXES[kind]}:{index.hex()[:HEX_DIGITS]}"


def kind_of(token: str) -> str:
    """The kind of a number's token; empty for a token of a name."""
    return {prefix: kind for kind, prefix in PREFIXES.items()}.get(token[0], "") if token[1:2] == ":" else ""


def tokens_for(name: str, indexes: Mapping[str, bytes], places: Iterable[bytes] = ()) -> frozenset[str]:
    """All tokens of one person: those of the name that fit the column, one a number, two of the address."""
    written = {token for token in pinyin.tokens_of(name) if len(token) <= LONGEST}
    numbers = {number_token(kind, index) for kind, index in indexes.items()}
    return frozenset(written | numbers | {number_token("place", index) for index in places})


def shape_of(text: str) -> tuple[str, ...]:
    """The words a person typed, but for what finds nobody (`%`, `。。`, a control character)."""
    words = [word for word in text.split() if any(char.isalnum() for char in word) and ":" not in word]
    return tuple(word for word in words if len(word) <= LONGEST and word.isprintable())
