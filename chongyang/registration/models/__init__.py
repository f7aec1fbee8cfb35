"""Rows of registration."""

from chongyang.registration.models.bulk import Batch, BatchRow
from chongyang.registration.models.cards import Card, Invitation, InvitationTry
from chongyang.registration.models.changes import Application, ChangedField, ChangeRequest
from chongyang.registration.models.hand_overs import HandOver

__all__ = [
    "Application",
    "Batch",
    "BatchRow",
    "Card",
    "ChangeRequest",
    "ChangedField",
    "HandOver",
    "Invitation",
    "InvitationTry",
]
