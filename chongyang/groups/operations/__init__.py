"""Writes of groups: classes, proposals, visits, households, carers, and the lists of the files."""

from chongyang.groups.operations.carers import end_care, set_carer
from chongyang.groups.operations.classes import end_class, grant_class
from chongyang.groups.operations.errors import UnableToGrant, UnableToGroup, UnableToKeep
from chongyang.groups.operations.force import bring_day_up, bring_files_up
from chongyang.groups.operations.households import (
    add_member,
    change_head,
    change_role,
    leave_household,
    open_household,
    split_household,
)
from chongyang.groups.operations.offices import may_grant_kinds
from chongyang.groups.operations.proposals import (
    Proposed,
    decline_proposal,
    grant_proposal,
    propose_class,
    propose_from_feed,
    propose_told,
    withdraw_proposal,
)
from chongyang.groups.operations.taking_back import Gone, take_back_told
from chongyang.groups.operations.visits import record_visit
from chongyang.groups.rules.classes import GrantForm
from chongyang.groups.rules.households import CareForm, MemberForm

__all__ = [
    "CareForm",
    "Gone",
    "GrantForm",
    "MemberForm",
    "Proposed",
    "UnableToGrant",
    "UnableToGroup",
    "UnableToKeep",
    "add_member",
    "bring_day_up",
    "bring_files_up",
    "change_head",
    "change_role",
    "decline_proposal",
    "end_care",
    "end_class",
    "grant_class",
    "grant_proposal",
    "leave_household",
    "may_grant_kinds",
    "open_household",
    "propose_class",
    "propose_from_feed",
    "propose_told",
    "record_visit",
    "set_carer",
    "split_household",
    "take_back_told",
    "withdraw_proposal",
]
