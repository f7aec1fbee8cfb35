"""Rows of assessment, publication and remarks."""

from chongyang.supervision.models.assessment import (
    Appeal,
    Correction,
    Judgement,
    Note,
    Run,
    Score,
    Standing,
)
from chongyang.supervision.models.publishing import Publication
from chongyang.supervision.models.remarks import FormUsed, Remark, Vote
from chongyang.supervision.models.reports import Report

__all__ = [
    "Appeal",
    "Correction",
    "FormUsed",
    "Judgement",
    "Note",
    "Publication",
    "Remark",
    "Report",
    "Run",
    "Score",
    "Standing",
    "Vote",
]
