"""The rows of designations."""

from chongyang.designations.models.applications import Application, Evaluation, Evidence
from chongyang.designations.models.notices import Notice, Objection
from chongyang.designations.models.titles import Review, TitleHeld

__all__ = ["Application", "Evaluation", "Evidence", "Notice", "Objection", "Review", "TitleHeld"]
