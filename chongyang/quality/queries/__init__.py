"""Reads of quality. Every one takes a Scope first, but for the public part of a score."""

from chongyang.quality.queries.scores import (
    NotFound,
    access_own_event,
    access_provider,
    list_events,
    list_followings,
    providers_for,
    score_of,
    scores_of,
)
from chongyang.quality.queries.work import (
    PAGE,
    access_appeal,
    access_consequence,
    access_sample,
    count_work,
    list_appeals,
    list_proposals,
    list_ratings,
    list_samples,
    rating_of,
    tally_ratings,
    tally_samples,
)

__all__ = [
    "PAGE",
    "NotFound",
    "access_appeal",
    "access_consequence",
    "access_own_event",
    "access_provider",
    "access_sample",
    "count_work",
    "list_appeals",
    "list_events",
    "list_followings",
    "list_proposals",
    "list_ratings",
    "list_samples",
    "providers_for",
    "rating_of",
    "score_of",
    "scores_of",
    "tally_ratings",
    "tally_samples",
]
