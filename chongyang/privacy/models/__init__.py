"""Rows of privacy."""

from chongyang.privacy.models.exports import Export
from chongyang.privacy.models.glass import GlassBreak
from chongyang.privacy.models.reading import Finding, Look, WatchMark
from chongyang.privacy.models.retention import DestructionItem, DestructionList, LegalHold
from chongyang.privacy.models.rights import RightsRequest

__all__ = [
    "DestructionItem",
    "DestructionList",
    "Export",
    "Finding",
    "GlassBreak",
    "LegalHold",
    "Look",
    "RightsRequest",
    "WatchMark",
]
