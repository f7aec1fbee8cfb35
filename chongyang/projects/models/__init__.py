"""Rows of the project library. No person stands in them: leaders are posts, actors are accounts."""

from chongyang.projects.models.enterprises import Attraction, BankMatch, Enterprise, Revenue
from chongyang.projects.models.months import Correction, MonthReport, Photo, Reminder, Spending
from chongyang.projects.models.projects import PlannedMoney, Project, Proposal, StageChange
from chongyang.projects.models.support import FundNeed, Grant, Parcel, Problem

__all__ = [
    "Attraction",
    "BankMatch",
    "Correction",
    "Enterprise",
    "FundNeed",
    "Grant",
    "MonthReport",
    "Parcel",
    "Photo",
    "PlannedMoney",
    "Problem",
    "Project",
    "Proposal",
    "Reminder",
    "Revenue",
    "Spending",
    "StageChange",
]
