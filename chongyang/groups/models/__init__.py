"""Rows of groups: classes with their proposals and visits, households with members, carers."""

from chongyang.groups.models.classes import Membership, Proposal, Visit
from chongyang.groups.models.households import Care, Household, Member

__all__ = ["Care", "Household", "Member", "Membership", "Proposal", "Visit"]
