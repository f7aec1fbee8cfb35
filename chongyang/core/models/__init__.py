"""The rows of core."""

from chongyang.core.models.base import Row
from chongyang.core.models.events import Event, FieldChange, Seal
from chongyang.core.models.outbox import Fact, OutboxMessage

__all__ = ["Event", "Fact", "FieldChange", "OutboxMessage", "Row", "Seal"]
