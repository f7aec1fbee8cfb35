"""Consents over many files: whose words have changed since, and what people agreed to by purpose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Mod

from chongyang.core import access
from chongyang.core.scopes import Scope
from chongyang.registry import permissions
from chongyang.registry.enums import ConsentBasis, ConsentPurpose, LifeStatus
from chongyang.registry.models import Consent, Elder
from chongyang.registry.queries.elders import get_cluster
from chongyang.registry.rules import consents as rules

STREET = 1000
"""Values of one street."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many agree to a purpose in the words of today, in older words, and how many took it back."""

    purpose: ConsentPurpose
    agreed: int
    outdated: int
    withdrawn: int


def _is_outdated(today: date) -> Q:
    found = Q(pk__in=[])
    for purpose, versions in rules.outdated(today).items():
        if versions:
            found |= Q(purpose=purpose, text_version__in=versions)
    return found & Q(withdrawn_at=None)


def list_outdated_consents(
    scope: Scope, today: date, limit: int = 50, after: UUID | None = None
) -> list[Consent]:
    """Open consents to words that have changed so that people are asked anew, the oldest first."""
    permissions.demand_write(scope)
    rows = access.visible(Consent.objects.filter(_is_outdated(today)), scope)
    rows = rows.filter(id__gt=after) if after else rows
    return list(rows.order_by("id")[:limit])


def outdated_by_street(today: date) -> set[tuple[int, str, str]]:
    """(first value of a street, purpose, version) of open consents of the living to words that have changed;
    in the entered scope, no person is told.
    """
    living = Elder.objects.filter(life_status=LifeStatus.ALIVE.value).values("id")
    rows = Consent.objects.filter(_is_outdated(today), person__in=living).order_by()
    told = rows.annotate(street=F("area") - Mod("area", STREET)).values_list(
        "street", "purpose", "text_version"
    )
    return {(int(street), purpose, version) for street, purpose, version in told.distinct()}


def count_consents(scope: Scope, today: date) -> list[Standing]:
    """By purpose, over everybody within reach; no person is told."""
    if not permissions.can_read(scope):
        return []
    rows = access.visible(Consent.objects.all(), scope).order_by("purpose").values("purpose")
    counted: Mapping[str, Any] = {
        row["purpose"]: row
        for row in rows.annotate(
            opened=Count("id", filter=Q(withdrawn_at=None)),
            outdated=Count("id", filter=_is_outdated(today)),
            withdrawn=Count("id", filter=Q(withdrawn_at__isnull=False)),
        )
    }
    return [_standing(purpose, counted.get(purpose.value)) for purpose in ConsentPurpose]


def _standing(purpose: ConsentPurpose, row: Any) -> Standing:
    if row is None:
        return Standing(purpose, 0, 0, 0)
    return Standing(purpose, row["opened"] - row["outdated"], row["outdated"], row["withdrawn"])


def kept_from_providers(persons: Collection[UUID]) -> set[UUID]:
    """Of whom an organisation that serves is told nothing: who took the consent to it back, or refused it.

    Every door that gives a person's name, address or needs to a provider asks this before it does, and talks
    with the person about what runs already. An alarm does not ask: who comes to help is told what helping
    takes (PIPL art. 13 (4)).
    """
    return withdrawn_of(persons, ConsentPurpose.SHARING)


def withdrawn_of(persons: Collection[UUID], purpose: ConsentPurpose) -> set[UUID]:
    """Who of these took the consent for a purpose back, or refused it, and gave no other since; in the
    entered scope. Rooms ask it before they do what the consent was for.
    """
    rows = Consent.objects.filter(person__in=persons, purpose=purpose.value)
    told = rows.order_by("person").values("person").annotate(opened=Count("id", filter=Q(withdrawn_at=None)))
    return {row["person"] for row in told if not row["opened"]}


def agrees(person: UUID, purpose: ConsentPurpose) -> bool:
    """Whether a consent of this person stands, in any of her files; in the entered scope. Rooms ask it where
    nothing but a consent allows what they do."""
    rows = Consent.objects.filter(purpose=purpose.value, basis=ConsentBasis.CONSENT.value, withdrawn_at=None)
    return rows.filter(person__in=get_cluster(person)).exists()
