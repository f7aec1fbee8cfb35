"""Writes of workforce."""

from chongyang.workforce.operations.absences import add_absence, cancel_absence
from chongyang.workforce.operations.carers import CarerForm, end, enter, link_account, update
from chongyang.workforce.operations.certificates import CredentialForm, attach_paper, certify, end_credential
from chongyang.workforce.operations.errors import UnableToDo
from chongyang.workforce.operations.nightly import release_ended, remind

__all__ = [
    "CarerForm",
    "CredentialForm",
    "UnableToDo",
    "add_absence",
    "attach_paper",
    "cancel_absence",
    "certify",
    "end",
    "end_credential",
    "enter",
    "link_account",
    "release_ended",
    "remind",
    "update",
]
