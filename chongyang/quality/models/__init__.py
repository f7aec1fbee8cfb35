"""The rows of quality."""

from chongyang.quality.models.events import Appeal, Consequence, ScoreEvent
from chongyang.quality.models.told import Rating, Sample

__all__ = ["Appeal", "Consequence", "Rating", "Sample", "ScoreEvent"]
