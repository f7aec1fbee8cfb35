"""A device's secret, and its hash as Mosquitto reads it: `$7$rounds$salt$hash`, PBKDF2 with SHA-512."""

import hashlib
import secrets
from base64 import b64decode, b64encode

ROUNDS = 101  # Mosquitto's own; the secret has 160 bits by chance, so more rounds would protect nothing
SALT_BYTES = 12


def new_secret() -> str:
    """160 bits that a technician can copy into a device."""
    return secrets.token_urlsafe(20)


def hashed(secret: str, salt: bytes | None = None, rounds: int = ROUNDS) -> str:
    """The line of a password file after the colon."""
    salt = salt or secrets.token_bytes(SALT_BYTES)
    made = hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, rounds)
    return f"$7${rounds}${b64encode(salt).decode()}${b64encode(made).decode()}"


def is_right(secret: str, stored: str) -> bool:
    """Whether the secret belongs to the stored hash."""
    _, seven, rounds, salt, _made = stored.split("$")
    return seven == "7" and secrets.compare_digest(hashed(secret, b64decode(salt), int(rounds)), stored)
