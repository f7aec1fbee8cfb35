"""Personal fields at rest: SM4-GCM with the place bound in, and a keyed SM3 index for exact search.

A sealed value is `version (1 byte) · key number (1 byte) · nonce (12) · tag (16) · ciphertext`. Additional
data is `table.column.row`, so a value copied to another row or column does not open. Standards: GB/T 32907
(SM4), GB/T 32905 (SM3); the use of both for stored personal data follows GB/T 39786-2021.
"""

import hmac as standard_hmac
import os
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

VERSION = 1
NONCE, TAG = 12, 16
HEAD = 2 + NONCE + TAG


class UnableToOpen(Exception):
    """The sealed value was changed, moved to another place, or its key is not here."""


def seal(plain: str, *, key: bytes, key_number: int, place: str, nonce: bytes | None = None) -> bytes:
    """Encrypt text for one place. `nonce` is given by the maker of a demo city alone: its bytes repeat."""
    return seal_bytes(plain.encode(), key=key, key_number=key_number, place=place, nonce=nonce)


def seal_bytes(plain: bytes, *, key: bytes, key_number: int, place: str, nonce: bytes | None = None) -> bytes:
    """The same for bytes: the pieces of a file."""
    nonce = nonce or os.urandom(NONCE)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place.encode())
    body = encryptor.update(plain) + encryptor.finalize()
    return bytes((VERSION, key_number)) + nonce + encryptor.tag + body


def open_sealed(sealed: bytes, *, keys: Callable[[int], bytes], place: str) -> str:
    """The text of a sealed value; raises UnableToOpen."""
    return open_bytes(sealed, keys=keys, place=place).decode()


def open_bytes(sealed: bytes, *, keys: Callable[[int], bytes], place: str) -> bytes:
    """The bytes of a sealed value; raises UnableToOpen."""
    if len(sealed) < HEAD or sealed[0] != VERSION:
        raise UnableToOpen("not a sealed value")
    nonce, tag = sealed[2 : 2 + NONCE], sealed[2 + NONCE : HEAD]
    decryptor = Cipher(algorithms.SM4(_key(keys, sealed[1])), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(place.encode())
    try:
        return decryptor.update(sealed[HEAD:]) + decryptor.finalize()
    except InvalidTag as error:
        raise UnableToOpen(f"does not open at {place}") from error


def _key(keys: Callable[[int], bytes], number: int) -> bytes:
    try:
        return keys(number)
    except KeyError:
        raise UnableToOpen(f"key {number} is not here") from None


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> hmac.HMAC:
    return hmac.HMAC(key, hashes.SM3())


def blind_index(value: str, *, key: bytes, kind: str) -> bytes:
    """32 bytes that find a value without telling it: HMAC-SM3 over `kind` and the normalised value."""
    keyed = _keyed(key).copy()
    keyed.update(f"{kind}\x1f{value}".encode())
    return keyed.finalize()


def digest(data: bytes) -> bytes:
    """SM3 of `data`, 32 bytes."""
    hashed = hashes.Hash(hashes.SM3())
    hashed.update(data)
    return hashed.finalize()


def is_same(left: bytes, right: bytes) -> bool:
    """Compare two digests without telling by time where they differ."""
    return standard_hmac.compare_digest(left, right)
