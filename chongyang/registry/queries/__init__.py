"""Reads of the registry. Every one takes a Scope first, and the door has entered it."""

from chongyang.registry.permissions import NotAllowed
from chongyang.registry.queries.callers import Caller, find_callers
from chongyang.registry.queries.calls import Group, Standing, choose_for_calls, standing_of
from chongyang.registry.queries.children import children_metres
from chongyang.registry.queries.communities import count_communities
from chongyang.registry.queries.consents import (
    agrees,
    count_consents,
    kept_from_providers,
    list_outdated_consents,
    outdated_by_street,
    withdrawn_of,
)
from chongyang.registry.queries.counts import count_ages, count_people
from chongyang.registry.queries.elders import (
    EXPORT_LIMIT,
    MaskedRow,
    NotFound,
    access_elder,
    access_elders,
    canonical_of,
    consents_of,
    contacts_of,
    count_elders,
    cursor_of,
    export_elders,
    get_cluster,
    get_profile,
    list_consents,
    list_contacts,
    list_elders,
    masked,
    profile_of,
)
from chongyang.registry.queries.homes import home_of
from chongyang.registry.queries.knowing import (
    contact_names,
    ended_before,
    known_deaths,
    known_names,
)
from chongyang.registry.queries.mandates import (
    is_own_or_helper,
    list_ending_mandates,
    list_held_mandates,
    list_mandates,
)
from chongyang.registry.queries.readers import Reading, who_read
from chongyang.registry.queries.risks import Risk, list_by_key, list_risks
from chongyang.registry.queries.search import Found, find_elders
from chongyang.registry.queries.wishes import Wishes, wishes_each, wishes_of

__all__ = [
    "EXPORT_LIMIT",
    "Caller",
    "Found",
    "Group",
    "MaskedRow",
    "NotAllowed",
    "NotFound",
    "Reading",
    "Risk",
    "Standing",
    "Wishes",
    "access_elder",
    "access_elders",
    "agrees",
    "canonical_of",
    "children_metres",
    "choose_for_calls",
    "consents_of",
    "contact_names",
    "contacts_of",
    "count_ages",
    "count_communities",
    "count_consents",
    "count_elders",
    "count_people",
    "cursor_of",
    "ended_before",
    "export_elders",
    "find_callers",
    "find_elders",
    "get_cluster",
    "get_profile",
    "home_of",
    "is_own_or_helper",
    "kept_from_providers",
    "known_deaths",
    "known_names",
    "list_by_key",
    "list_consents",
    "list_contacts",
    "list_elders",
    "list_ending_mandates",
    "list_held_mandates",
    "list_mandates",
    "list_outdated_consents",
    "list_risks",
    "masked",
    "outdated_by_street",
    "profile_of",
    "standing_of",
    "who_read",
    "wishes_each",
    "wishes_of",
    "withdrawn_of",
]
