"""Writes of the emergency line: receive, answer, send, end. Every step is a step of the incident's case."""

from chongyang.emergency.operations.answering import (
    UnableToTriage,
    acknowledge,
    identify,
    record_attempt,
    triage,
)
from chongyang.emergency.operations.calling import receive_call
from chongyang.emergency.operations.ending import (
    UnableToClose,
    UnableToReopen,
    close,
    merge,
    reopen,
    resolve,
    unmerge,
)
from chongyang.emergency.operations.reading import show_caller
from chongyang.emergency.operations.receiving import receive
from chongyang.emergency.operations.responding import accept, arrive, depart, finish, give_back, refuse
from chongyang.emergency.operations.sending import UnableToOffer, offer, withdraw

__all__ = [
    "UnableToClose",
    "UnableToOffer",
    "UnableToReopen",
    "UnableToTriage",
    "accept",
    "acknowledge",
    "arrive",
    "close",
    "depart",
    "finish",
    "give_back",
    "identify",
    "merge",
    "offer",
    "receive",
    "receive_call",
    "record_attempt",
    "refuse",
    "reopen",
    "resolve",
    "show_caller",
    "triage",
    "unmerge",
    "withdraw",
]
