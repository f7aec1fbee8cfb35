"""What is known of who is whose: the reader's name beside the elder's and her contacts'; posts beside areas.

Names are compared here and leave no trace; a finding holds keys alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chongyang.privacy.models import GlassBreak, Look
from chongyang.privacy.rules.rights import ZONE
from chongyang.privacy.rules.unusual import surname_of
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE

READ = "registry.file.read"


def _reads(fresh: Sequence[Look]) -> list[Look]:
    return [look for look in fresh if look.kind == READ and look.person]


def with_same_surname(fresh: Sequence[Look]) -> list[Look]:
    """Readings of somebody who bears the reader's surname."""
    looks = _reads(fresh)
    readers = territory.names_of(look.account for look in looks)
    elders = registry.known_names(look.person for look in looks if look.person)
    return [
        look
        for look in looks
        if (own := surname_of(readers.get(look.account, "")))
        and look.person
        and own == surname_of(elders.get(look.person, ""))
    ]


def with_own_names(fresh: Sequence[Look]) -> list[Look]:
    """Readings of a file whose contacts are called like the reader, or like somebody of her organisation."""
    looks = _reads(fresh)
    contacts = registry.contact_names({look.person for look in looks if look.person})
    if not contacts:
        return []
    colleagues = _colleagues({look.organisation for look in looks if look.organisation}, contacts)
    readers = territory.names_of(look.account for look in looks)
    found = []
    for look in looks:
        names = contacts.get(look.person, set()) if look.person else set()
        own = {readers.get(look.account, "")} | colleagues.get(look.organisation, set())
        if names & own:
            found.append(look)
    return found


def _colleagues(
    organisations: set[UUID], contacts: Mapping[UUID, set[str]]
) -> defaultdict[UUID | None, set[str]]:
    """The names that are those of contacts and of people who work there."""
    wanted = set().union(*contacts.values())
    held: defaultdict[UUID | None, set[str]] = defaultdict(set)
    for organisation, name in territory.named_at(organisations, wanted):
        held[organisation].add(name)
    return held


def long_dead(fresh: Sequence[Look], options: Mapping[str, Any]) -> list[Look]:
    """Readings of who died many days before, for a purpose that her death does not explain."""
    looks = [look for look in _reads(fresh) if look.purpose not in options["purposes"]]
    deaths = registry.known_deaths(look.person for look in looks if look.person)
    days = timedelta(days=options["days"])
    return [
        look
        for look in looks
        if look.person in deaths and look.at.astimezone(ZONE).date() > deaths[look.person] + days
    ]


def without_glass(looks: Sequence[Look]) -> list[Look]:
    """Readings that no broken glass of the reader covered at that moment."""
    glasses: defaultdict[tuple[UUID, UUID | None], list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = GlassBreak.objects.filter(
        account__in={look.account for look in looks},
        person__in={look.person for look in looks if look.person},
    )
    for row in rows.order_by("id"):
        glasses[(row.account, row.person)].append((row.opened_at, row.ended_at or row.ends_at))
    return [
        look
        for look in looks
        if not any(first <= look.at <= last for first, last in glasses[(look.account, look.person)])
    ]


def out_of_posts(looks: Sequence[Look]) -> list[Look]:
    """Readings in areas that no post of the reader covers; who is sent to single persons has no area."""
    kept = [look for look in looks if look.role not in BY_GRANT_ALONE]
    areas = {look.account: territory.areas_of_account(look.account, look.at) for look in kept}
    return [
        look for look in kept if not any(first <= look.area <= last for first, last in areas[look.account])
    ]
