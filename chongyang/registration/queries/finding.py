"""Finding a file by its number across the city, for operations that may."""

from datetime import date

from chongyang.core.fields import index_of
from chongyang.core.identifiers import InvalidIdentifier, read_identity
from chongyang.registry.models import Elder


def index_for(identity_number: str, today: date) -> bytes | None:
    """The blind index of a number as it was typed; None for one that is wrong."""
    try:
        return index_of(read_identity(identity_number, today=today).number, "identity")
    except InvalidIdentifier:
        return None


def find_by_number(identity_number: str, today: date) -> Elder | None:
    """The living file of a number in the entered scope."""
    index = index_for(identity_number, today)
    return Elder.objects.filter(identity_index=index, same_as=None).first() if index else None
