"""Second factors at rest: the secret lies sealed like any personal datum."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from chongyang.core import sealing
from chongyang.core.fields import field_key

PLACE = "mfa_authenticator.data"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        number = settings.FIELD_KEY_NUMBER
        return sealing.seal(text, key=field_key(number), key_number=number, place=PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """What was written before secrets were sealed is base32 and no hex: it is read as it stands."""
        try:
            stored = bytes.fromhex(encrypted_text)
        except ValueError:
            return encrypted_text
        return sealing.open_sealed(stored, keys=field_key, place=PLACE)
