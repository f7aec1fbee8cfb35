"""Rows of exchange: agreements, what was used of their quota, questions, subscriptions and changes."""

from chongyang.exchange.models.agreements import Agreement, AgreementStep
from chongyang.exchange.models.changes import ChangeMark, Subscription, ToldChange
from chongyang.exchange.models.questions import Followed, Question, QuotaUse

__all__ = [
    "Agreement",
    "AgreementStep",
    "ChangeMark",
    "Followed",
    "Question",
    "QuotaUse",
    "Subscription",
    "ToldChange",
]
