"""The name of a person between us and one department (see rules.subjects)."""

from uuid import UUID

from chongyang.core.fields import index_of
from chongyang.exchange.rules.subjects import KIND, LENGTH, subject_text


def subject_of(agreement: UUID, index: bytes) -> str:
    """The same for the same number and agreement, on every machine with this installation's key."""
    return index_of(subject_text(agreement, index), KIND).hex()[:LENGTH]
