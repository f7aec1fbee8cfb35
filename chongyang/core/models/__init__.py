"""The rows of core."""

from chongyang.core.models.base import Row
from chongyang.core.models.cases import Case, StageHolder, Step
from chongyang.core.models.counts import KeptCount
from chongyang.core.models.events import Event, FieldChange, Seal
from chongyang.core.models.files import FileStored
from chongyang.core.models.idempotency import IdempotencyRecord
from chongyang.core.models.integrity import IntegrityCount, IntegrityExcuse, IntegrityFinding, IntegrityRun
from chongyang.core.models.outbox import Fact, OutboxMessage

__all__ = [
    "Case",
    "Event",
    "Fact",
    "FieldChange",
    "FileStored",
    "IdempotencyRecord",
    "IntegrityCount",
    "IntegrityExcuse",
    "IntegrityFinding",
    "IntegrityRun",
    "KeptCount",
    "OutboxMessage",
    "Row",
    "Seal",
    "StageHolder",
    "Step",
]
