"""Writes of exchange."""

from chongyang.exchange.operations.agreements import (
    decide_agreement,
    give_key,
    propose_agreement,
    step_agreement,
)
from chongyang.exchange.operations.errors import UnableToAgree, UnableToAsk
from chongyang.exchange.operations.questions import Answer, Answered, Asked, ask, note_refusal
from chongyang.exchange.operations.subscriptions import (
    collect_changes,
    deliver_changes,
    subscribe,
    unsubscribe,
)
from chongyang.exchange.rules.telling import DESTINATION
from chongyang.exchange.rules.terms import Terms

__all__ = [
    "DESTINATION",
    "Answer",
    "Answered",
    "Asked",
    "Terms",
    "UnableToAgree",
    "UnableToAsk",
    "ask",
    "collect_changes",
    "decide_agreement",
    "deliver_changes",
    "give_key",
    "note_refusal",
    "propose_agreement",
    "step_agreement",
    "subscribe",
    "unsubscribe",
]
