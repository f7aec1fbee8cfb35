"""The rows of funding."""

from chongyang.funding.models.applications import Application, ClaimedObject, Evidence
from chongyang.funding.models.checking import Notice, Objection, SiteCheck
from chongyang.funding.models.decisions import Decision

__all__ = ["Application", "ClaimedObject", "Decision", "Evidence", "Notice", "Objection", "SiteCheck"]
