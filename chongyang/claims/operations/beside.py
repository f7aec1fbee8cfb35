"""What is on file already about the people in the head of a file, to set beside what it says of them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from chongyang.claims.operations.settling import claims_by_file
from chongyang.claims.queries.loading import ON_ELDER, raw_of
from chongyang.claims.rules.columns import Reading
from chongyang.claims.rules.crossing import Known, key_of
from chongyang.core.fields import index_of
from chongyang.registry.queries import knowing

Beside = list[tuple[Mapping[str, Any], Known]]


def known_beside(reading: Reading, most: int) -> Beside:
    """The values of each row whose identity number has a file, and all that anybody said of that person.

    The system's scope is entered. A file of a feed that nobody is registered by has none.
    """
    numbers = reading.values.get("identity_number") or []
    places = {index_of(number, "identity"): place for place, number in enumerate(numbers) if number}
    files = knowing.files_by_number(places, most)
    claims = claims_by_file([file.id for file in files]) if files else {}
    return [
        (_row(reading, places[bytes(file.identity_index or b"")]), _known(file, claims.get(file.id, ())))
        for file in files
    ]


def _row(reading: Reading, place: int) -> dict[str, Any]:
    return {name: values[place] for name, values in reading.values.items() if place < len(values)}


def _known(file: Any, claims: Any) -> Known:
    said: defaultdict[str, set[str]] = defaultdict(set)
    own = {name: raw_of(file, name) for name in ON_ELDER}
    for values in (own, *(claim.values for claim in claims)):
        for name, value in values.items():
            if value not in (None, "", []):
                said[name].add(key_of(name, value))
    return {name: frozenset(keys) for name, keys in said.items()}
