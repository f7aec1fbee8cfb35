"""Writes of quality: ratings, call backs, events of the score, appeals, what a low score leads to."""

from chongyang.quality.operations.appealing import appeal, decide_appeal
from chongyang.quality.operations.errors import UnableToJudge
from chongyang.quality.operations.following import decide_proposal, review_scores
from chongyang.quality.operations.gathering import gather_events
from chongyang.quality.operations.rating import rate
from chongyang.quality.operations.sampling import draw_samples, record_call

__all__ = [
    "UnableToJudge",
    "appeal",
    "decide_appeal",
    "decide_proposal",
    "draw_samples",
    "gather_events",
    "rate",
    "record_call",
    "review_scores",
]
