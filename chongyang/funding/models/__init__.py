"""The rows of funding."""

from chongyang.funding.models.applications import Application, ClaimedObject, Evidence
from chongyang.funding.models.awards import Award, AwardFact, AwardStop, MonthApproval, MonthLine, MonthRun
from chongyang.funding.models.checking import Notice, Objection, SiteCheck
from chongyang.funding.models.decisions import Decision
from chongyang.funding.models.entitlements import Entitlement
from chongyang.funding.models.signals import Sample, SampleLine, Signal

__all__ = [
    "Application",
    "Award",
    "AwardFact",
    "AwardStop",
    "ClaimedObject",
    "Decision",
    "Entitlement",
    "Evidence",
    "MonthApproval",
    "MonthLine",
    "MonthRun",
    "Notice",
    "Objection",
    "Sample",
    "SampleLine",
    "Signal",
    "SiteCheck",
]
