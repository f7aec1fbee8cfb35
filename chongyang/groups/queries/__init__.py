"""Reads of groups. Every one takes a Scope first, and the door has entered it."""

from chongyang.groups.permissions import NotAllowed
from chongyang.groups.queries.classes import (
    Held,
    Listed,
    access_membership,
    access_proposal,
    classes_of,
    count_in_classes,
    count_proposals,
    list_in_class,
    list_memberships,
    list_proposals,
    list_reviews,
)
from chongyang.groups.queries.errors import NotFound
from chongyang.groups.queries.households import (
    access_household,
    former_members,
    list_cared_for,
    list_carers,
    list_headless,
    lives_with,
    members_of,
    names_of,
    place_of,
)
from chongyang.groups.queries.visits import count_candidates, list_candidates, list_visits

__all__ = [
    "Held",
    "Listed",
    "NotAllowed",
    "NotFound",
    "access_household",
    "access_membership",
    "access_proposal",
    "classes_of",
    "count_candidates",
    "count_in_classes",
    "count_proposals",
    "former_members",
    "list_candidates",
    "list_cared_for",
    "list_carers",
    "list_headless",
    "list_in_class",
    "list_memberships",
    "list_proposals",
    "list_reviews",
    "list_visits",
    "lives_with",
    "members_of",
    "names_of",
    "place_of",
]
