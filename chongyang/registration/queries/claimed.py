"""People whom departments know and who have no file: their card from the claims that are in force."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from chongyang.claims.models import Belonging, Claim
from chongyang.claims.rules.fields import unpack
from chongyang.core import access
from chongyang.core.identifiers import age_on
from chongyang.core.scopes import Interval, Scope
from chongyang.linkage import models as linkage
from chongyang.registration.enums import KnownFrom
from chongyang.registration.queries.invitations import Known
from chongyang.registry.rules import pinyin

CHUNK = 500
LEAST_AGE = 60
"""老年人: 60 and over (老年人权益保障法, art. 2)."""
KEY_LENGTH = 120
SHOWN = ("name", "sex", "born_on", "phone", "address", "identity_number")
GONE = ("died_on", "moved_on")


def from_claims(scope: Scope, within: Interval | None, today: date) -> Iterator[Known]:
    """Of an area within reach; nobody who is told to be dead or gone, nobody under sixty or without a name.

    Two statements for each five hundred; what is told in areas out of reach stays unread.
    """
    rows = access.visible(linkage.Known.objects.filter(file=None, records__gt=0), scope)
    rows = rows.filter(area__range=within) if within else rows
    persons = rows.order_by("area", "id").iterator(chunk_size=CHUNK)
    while batch := list(islice(persons, CHUNK)):
        told = _told(scope, [row.id for row in batch])
        for row in batch:
            if known := _known(row, told.get(row.id, []), today):
                yield known


def _told(scope: Scope, persons: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What the claims in force say of each, the oldest first."""
    held = access.visible(Belonging.objects.filter(person__in=persons), scope)
    whose = {
        (feed, bytes(record)): person
        for feed, record, person in held.order_by("person").values_list("feed", "record_index", "person")
    }
    records = {record for _, record in whose}
    claims = access.visible(Claim.objects.filter(valid_to=None, record_index__in=records), scope)
    told: dict[UUID, list[dict[str, Any]]] = {}
    for claim in claims.order_by("valid_from", "id"):
        person = whose.get((claim.feed, bytes(claim.record_index)))
        if person and claim.fields:
            told.setdefault(person, []).append(unpack(claim.fields.plain))
    return told


def _known(row: linkage.Known, told: list[dict[str, Any]], today: date) -> Known | None:
    values: dict[str, Any] = {}
    for claim in told:
        values |= {name: value for name, value in claim.items() if value not in ("", None)}
    if any(values.get(name) for name in GONE) or not values.get("name") or _is_young(row, values, today):
        return None
    return Known(
        subject=row.id,
        area=row.area,
        known_from=KnownFrom.CLAIMS,
        name_key=pinyin.sort_key(values["name"])[:KEY_LENGTH],
        card={name: values[name] for name in SHOWN if values.get(name)},
        feeds=frozenset(row.feeds),
    )


def _is_young(row: linkage.Known, values: dict[str, Any], today: date) -> bool:
    born = row.born_on or (date.fromisoformat(values["born_on"]) if values.get("born_on") else None)
    return born is not None and age_on(born, today) < LEAST_AGE


def opened_files(subjects: Any) -> dict[UUID, UUID]:
    """The files that were opened since for people known from claims; system scope or the own areas."""
    rows = linkage.Known.objects.filter(id__in=subjects, file__isnull=False).order_by("id")
    return {key: file for key, file in rows.values_list("id", "file") if file}
