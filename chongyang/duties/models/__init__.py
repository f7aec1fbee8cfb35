"""Rows of duties: runs with their reports and lights, escalation, letters, meetings and their matters."""

from chongyang.duties.models.letters import Letter, LetterCount, LetterMatter
from chongyang.duties.models.meetings import Matter, Meeting
from chongyang.duties.models.runs import Addition, Escalation, LightSet, Progress, Reminder, Run

__all__ = [
    "Addition",
    "Escalation",
    "Letter",
    "LetterCount",
    "LetterMatter",
    "LightSet",
    "Matter",
    "Meeting",
    "Progress",
    "Reminder",
    "Run",
]
