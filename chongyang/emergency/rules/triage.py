"""The general protocol under its old name: the quick questions with which a seat begins."""

from collections.abc import Mapping

from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.levels import Level
from chongyang.emergency.rules.protocols import NOTHING_WRONG, UNCERTAIN, Question, Triage

__all__ = [
    "LIFE_QUESTIONS",
    "NOTHING_WRONG",
    "QUESTIONS",
    "UNCERTAIN",
    "Level",
    "Question",
    "Triage",
    "triage",
]

QUESTIONS = protocols.get(protocols.GENERAL).questions
LIFE_QUESTIONS = protocols.get(protocols.GENERAL).life_questions


def triage(answers: Mapping[str, bool | None]) -> Triage:
    """The level by the general protocol. Unknown question codes raise KeyError."""
    known = protocols.get(protocols.GENERAL)
    if unknown := set(answers) - known.codes:
        raise KeyError(min(unknown))
    return protocols.judge(known, answers)
