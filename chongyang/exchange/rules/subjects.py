"""The name of a person between us and one department: it links that department's answers to its changes.

It follows from the identity number's blind index under the installation's key, so no two departments can
compare their lists, and an answer "no" has one as well: the name says nothing about who is registered.
"""

from uuid import UUID

LENGTH = 40
KIND = "exchange-subject"


def subject_text(agreement: UUID, index: bytes) -> str:
    """What is digested."""
    return f"{agreement}/{index.hex()}"
