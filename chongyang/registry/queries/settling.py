"""What the settling of golden records needs of many files at once."""

from collections.abc import Collection
from uuid import UUID

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.registry import permissions
from chongyang.registry.models import Elder, Profile
from chongyang.registry.queries.elders import canonical_of


def profiles_by_key(scope: Scope, persons: Collection[UUID]) -> list[Profile]:
    """The profiles of these persons within reach, in order of their keys."""
    rows = Profile.objects.filter(id__in=persons) if permissions.can_read(scope) else Profile.objects.none()
    return list(access.visible(rows, scope).order_by("id"))


def clusters_of(persons: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """For each of these files its survivor with all linked files, the survivor first. For the machine's work:
    two statements where nothing is linked.
    """
    links = dict(Elder.objects.filter(id__in=persons).order_by("id").values_list("id", "same_as"))
    survivors = {key: key if up is None else canonical_of(key) for key, up in links.items()}
    clusters = {survivor: [survivor] for survivor in sorted(set(survivors.values()))}
    ring = {survivor: survivor for survivor in clusters}
    while ring:
        doubles = Elder.objects.filter(same_as__in=ring).order_by("id").values_list("id", "same_as")
        ring = {key: ring[up] for key, up in doubles if up and key not in clusters[ring[up]]}
        for key, survivor in ring.items():
            clusters[survivor].append(key)
    return clusters
