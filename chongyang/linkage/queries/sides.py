"""The two sides of a pair, field by field, masked; a side out of reach shows nothing but how it compares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chongyang.claims.models import Claim
from chongyang.claims.rules.fields import FIELDS, unpack
from chongyang.core.access import enter
from chongyang.core.identifiers import mask_address, mask_card, mask_identity, mask_name, mask_phone
from chongyang.core.scopes import Scope, system_scope
from chongyang.linkage.enums import FILE_FEED
from chongyang.linkage.models import Pair
from chongyang.linkage.rules.model import shipped
from chongyang.registry import queries as registry
from chongyang.registry.enums import Relation

SHOWN = ("name", "identity_number", "sex", "born_on", "phone", "address", "household_number")
MASKS: Mapping[str, Callable[[str], str]] = {
    "name": mask_name,
    "identity_number": mask_identity,
    "phone": mask_phone,
    "address": mask_address,
    "household_number": mask_card,
}
MEMBERS = "members"
"""Beside the fields: whom each side knows beside the person. Names of others are never uncovered."""
BESIDE = ("contact_name", "spouse_name")
COMPARED_BY = {
    "identity_number": "identity",
    "born_on": "born",
    "address": "home",
    "household_number": "home",
}
"""Which comparison of the model a shown field belongs to, where the names differ."""


@dataclass(frozen=True, slots=True)
class Side:
    """One record as this scope may see it; `told` holds masked values, nothing where it is not `is_near`."""

    feed: str
    person: UUID
    area: int
    is_near: bool
    told: dict[str, str] = field(default_factory=dict)
    files: int = 0

    @property
    def is_file(self) -> bool:
        return self.feed == FILE_FEED


def sides_of(scope: Scope, pair: Pair) -> tuple[Side, Side]:
    """Left and right, masked. The pair has been asked for within the scope already."""
    left = _side(scope, pair.left_feed, bytes(pair.left_record), pair.left_person, pair.area)
    right = _side(scope, pair.right_feed, bytes(pair.right_record), pair.right_person, pair.other_area)
    return left, right


def _side(scope: Scope, feed: str, record: bytes, person: UUID, area: int) -> Side:
    if not scope.covers(area):
        return Side(feed, person, area, is_near=False)
    values = values_of(scope, feed, record)
    told = {name: MASKS.get(name, str)(str(values[name])) for name in SHOWN if values.get(name)}
    if known := [mask_name(str(values[name])) for name in BESIDE if values.get(name)]:
        told[MEMBERS] = "、".join(dict.fromkeys(known))
    return Side(feed, person, area, is_near=True, told=told)


def values_of(scope: Scope, feed: str, record: bytes) -> dict[str, Any]:
    """What one record says, in the clear: for masking, or for revealing with an event."""
    if feed == FILE_FEED:
        return _file_values(scope, UUID(bytes=record))
    with enter(system_scope("linkage.side", scope.actor)):
        claim = Claim.objects.filter(feed=feed, record_index=record, valid_to=None).first()
        return unpack(claim.fields.plain) if claim and claim.fields else {}


def _file_values(scope: Scope, person: UUID) -> dict[str, Any]:
    try:
        elder = registry.access_elder(scope, person)
    except registry.NotFound:
        return {}
    sealed = {name: getattr(elder, name) for name in ("identity_number", "phone", "address")}
    opened = {name: value.plain for name, value in sealed.items() if value}
    beside = {
        "spouse_name" if one.relation == Relation.SPOUSE else "contact_name": one.name
        for one in reversed(registry.list_contacts(scope, person))
    }
    told = {"name": elder.name, "sex": elder.sex, "born_on": elder.born_on.isoformat()}
    return {**told, **opened, **beside}


def label_of(name: str) -> str:
    """The field's name for people, still to be translated."""
    if name == MEMBERS:
        return next(one.label for one in shipped().comparisons if one.name == MEMBERS)
    return FIELDS[name].label
