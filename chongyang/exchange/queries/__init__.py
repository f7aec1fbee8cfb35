"""Reads of exchange. Every one takes a Scope first, and the door has entered it."""

from chongyang.exchange.queries.agreements import (
    Held,
    NotFound,
    Quota,
    Use,
    access_agreement,
    agreement_of_token,
    get_subscription,
    list_agreements,
    list_questions,
    list_steps,
    quotas_of,
    use_of,
)
from chongyang.exchange.queries.changes import list_changes, pulled_changes

__all__ = [
    "Held",
    "NotFound",
    "Quota",
    "Use",
    "access_agreement",
    "agreement_of_token",
    "get_subscription",
    "list_agreements",
    "list_changes",
    "list_questions",
    "list_steps",
    "pulled_changes",
    "quotas_of",
    "use_of",
]
