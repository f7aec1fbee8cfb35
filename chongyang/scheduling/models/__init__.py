"""The plan of a day, what it leaves out, and what a dispatcher fixed."""

from chongyang.scheduling.models.plans import DayPlan, LeftOut, Pin, PlannedVisit

__all__ = ["DayPlan", "LeftOut", "Pin", "PlannedVisit"]
