"""The tokens by which an elder is found, kept in step with her name, numbers, address and area."""

from chongyang.core.fields import index_of
from chongyang.registry.models import Elder, SearchToken
from chongyang.registry.rules import places, tokens

COLUMNS = {"identity": "identity_number", "phone": "phone", "card": "card_number"}


def indexes_of(elder: Elder) -> dict[str, bytes]:
    """The blind index of each number that the elder has, by kind."""
    numbers = {kind: getattr(elder, column) for kind, column in COLUMNS.items()}
    return {kind: index_of(sealed.plain, kind) for kind, sealed in numbers.items() if sealed}


def places_of(elder: Elder) -> list[bytes]:
    """The blind indexes of her address's words."""
    return [index_of(word, "place") for word in places.words_of(elder.address.plain)]


def write_tokens(elder: Elder) -> None:
    """Bring the token rows of one elder to what she is now."""
    wanted = tokens.tokens_for(elder.name, indexes_of(elder), places_of(elder))
    held = SearchToken.objects.filter(person=elder.id)
    held.exclude(token__in=wanted, area=elder.area).delete()
    rows = [SearchToken(token=token, area=elder.area, person=elder.id) for token in sorted(wanted)]
    SearchToken.objects.bulk_create(rows, ignore_conflicts=True)
