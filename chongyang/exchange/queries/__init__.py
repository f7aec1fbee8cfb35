"""Reads of exchange. Every one takes a Scope first, and the door has entered it."""

from chongyang.exchange.queries.agreements import (
    LOOKED_BACK,
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
from chongyang.exchange.queries.changes import Failing, failing_of, list_changes, pulled_changes

__all__ = [
    "LOOKED_BACK",
    "Failing",
    "Held",
    "NotFound",
    "Quota",
    "Use",
    "access_agreement",
    "agreement_of_token",
    "failing_of",
    "get_subscription",
    "list_agreements",
    "list_changes",
    "list_questions",
    "list_steps",
    "pulled_changes",
    "quotas_of",
    "use_of",
]
