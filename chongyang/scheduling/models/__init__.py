"""The plan of a day, what it leaves out, what a dispatcher fixed; the roster of a week."""

from chongyang.scheduling.models.jobs import PlanJob
from chongyang.scheduling.models.keys import KeyHolding
from chongyang.scheduling.models.plans import DayPlan, LeftOut, Pin, PlannedVisit
from chongyang.scheduling.models.rosters import Roster, Shift, ShiftDemand, ShiftWish

__all__ = [
    "DayPlan",
    "KeyHolding",
    "LeftOut",
    "Pin",
    "PlanJob",
    "PlannedVisit",
    "Roster",
    "Shift",
    "ShiftDemand",
    "ShiftWish",
]
