"""Reads of elders: one, a page, a count, an export. A role that may not read them finds none by any door."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core import access
from chongyang.core.identifiers import mask_name
from chongyang.core.scopes import Interval, Scope
from chongyang.registry import permissions
from chongyang.registry.models import Consent, Contact, Elder, Profile

EXPORT_LIMIT = 10_000
CHUNK = 500


class NotFound(Exception):
    """There is no such elder, or she is not within reach: the two are told apart to nobody."""


@dataclass(frozen=True, slots=True)
class MaskedRow:
    """An elder as lists and exports show her."""

    id: UUID
    name: str
    sex: str
    born_on: date
    area: int
    identity_number: str
    phone: str
    address: str
    life_status: str


def visible_elders(scope: Scope, within: Interval | None = None) -> QuerySet[Elder]:
    """The elders that this scope and its role reach, in one area if wished; every door begins here."""
    rows = Elder.objects.filter(area__range=within) if within else Elder.objects.all()
    return access.visible(rows, scope) if permissions.can_read(scope) else rows.none()


def access_elder(scope: Scope, elder_id: UUID) -> Elder:
    """One elder; raises NotFound both for who is not there and for who is not within reach."""
    elder = access_elders(scope, [elder_id]).get(elder_id)
    if elder is None:
        raise NotFound(str(elder_id))
    return elder


def access_elders(scope: Scope, keys: Collection[UUID]) -> dict[UUID, Elder]:
    """Those of these elders who are within reach; one statement."""
    return {elder.id: elder for elder in visible_elders(scope).filter(id__in=keys)}


def list_elders(
    scope: Scope,
    after: tuple[str, UUID] | None = None,
    limit: int = 50,
    within: Interval | None = None,
) -> list[Elder]:
    """A page in order of spelling; `after` is `cursor_of` the last elder of the page before."""
    rows = visible_elders(scope, within)
    if after:
        key, last = after
        rows = rows.filter(name_key__gte=key).exclude(name_key=key, id__lte=last)
    return _fetch(rows.order_by("name_key", "id")[:limit])


def _fetch(page: QuerySet[Elder]) -> list[Elder]:
    """The elders of a page. Their keys come from an index alone; then only these rows are fetched, where
    one query would fetch a whole street's to sort them.
    """
    keys = list(page.values_list("id", flat=True))
    return list(Elder.objects.filter(id__in=keys).order_by("name_key", "id"))


def cursor_of(elder: Elder) -> tuple[str, UUID]:
    return elder.name_key, elder.id


def count_elders(scope: Scope, within: Interval | None = None) -> int:
    """An exact count; at city size it takes some 60 ms, so pages show kept counts."""
    return visible_elders(scope, within).count()


def export_elders(
    scope: Scope, limit: int = EXPORT_LIMIT, within: Interval | None = None
) -> Iterator[MaskedRow]:
    """Masked rows in order of spelling, at most `limit`; raises NotAllowed before the first row."""
    permissions.demand_export(scope)
    rows = visible_elders(scope, within).order_by("name_key", "id")[:limit]
    return (masked(elder) for elder in islice(rows.iterator(chunk_size=CHUNK), limit))


def masked(elder: Elder) -> MaskedRow:
    """What a list may show of her."""
    return MaskedRow(
        id=elder.id,
        name=mask_name(elder.name),
        sex=elder.sex,
        born_on=elder.born_on,
        area=elder.area,
        identity_number=str(elder.identity_number),
        phone=str(elder.phone),
        address=str(elder.address),
        life_status=elder.life_status,
    )


def canonical_of(elder: Elder | UUID) -> UUID:
    """The survivor at the end of the links: the key for what a person may have only once."""
    if isinstance(elder, Elder) and elder.same_as_id is None:
        return elder.id
    held = elder.id if isinstance(elder, Elder) else elder
    passed = {held}
    while (
        up := Elder.objects.filter(id=held).values_list("same_as", flat=True).first()
    ) and up not in passed:
        passed.add(up)
        held = up
    return held


def doubles_of(person: UUID) -> "QuerySet[Any]":
    """Keys of the files that were found to be this person's; to stand inside another query."""
    return Elder.objects.filter(same_as=person).values("id")


def get_cluster(elder: Elder | UUID) -> list[UUID]:
    """All files of one person that are within reach: the survivor first, then its doubles and theirs."""
    cluster = [canonical_of(elder)]
    ring = cluster
    while ring:
        doubles = Elder.objects.filter(same_as__in=ring).exclude(id__in=cluster)
        ring = list(doubles.order_by("id").values_list("id", flat=True))
        cluster = cluster + ring
    return cluster


def list_contacts(scope: Scope, elder_id: UUID) -> list[Contact]:
    """Whom to call, in order; numbers show their masks."""
    return contacts_of(scope, get_cluster(access_elder(scope, elder_id)))


def contacts_of(scope: Scope, cluster: Sequence[UUID]) -> list[Contact]:
    """Whom to call for one person, in order, where her files are known already; nobody beyond reach."""
    if not (cluster and permissions.can_read(scope)):
        return []
    rows = access.visible(Contact.objects.filter(person__in=cluster), scope)
    return list(rows.order_by("rank", "id"))


def get_profile(scope: Scope, elder_id: UUID) -> Profile | None:
    """Health data: operations.read_file reads it for a purpose and writes that down."""
    return profile_of(scope, access_elder(scope, elder_id))


def profile_of(scope: Scope, elder: Elder) -> Profile | None:
    """Of an elder who has been asked for already."""
    return access.visible(Profile.objects.filter(id=elder.id), scope).first()


def list_consents(scope: Scope, elder_id: UUID) -> list[Consent]:
    """What she agreed to, the newest first; withdrawn ones stay."""
    return consents_of(scope, get_cluster(access_elder(scope, elder_id)))


def consents_of(scope: Scope, cluster: Sequence[UUID]) -> list[Consent]:
    """What she agreed to, where her files are known already and the elder has been asked for."""
    rows = access.visible(Consent.objects.filter(person__in=cluster), scope)
    return list(rows.order_by("-given_at", "id"))
