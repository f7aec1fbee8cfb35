"""Signatures that both vendors use: RSA over SHA-256, keys in PEM."""

import base64
import binascii
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


@cache
def _private(pem: str) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


@cache
def _public(pem: str) -> RSAPublicKey:
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("not an RSA key")
    return key


def sign(pem: str, text: bytes) -> str:
    """The signature in base64."""
    return base64.b64encode(_private(pem).sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()


def is_signed(pem: str, text: bytes, signature: str) -> bool:
    """Whether the holder of the key signed this; rubbish is a no."""
    try:
        given = base64.b64decode(signature, validate=True)
        _public(pem).verify(given, text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError, TypeError):
        return False
    return True


def is_key(pem: str, *, private: bool) -> bool:
    """Whether a setting holds a key that can be read."""
    try:
        _private(pem) if private else _public(pem)
    except (ValueError, TypeError):
        return False
    return True
