"""Reads of workforce."""

from chongyang.workforce.queries.carers import (
    NotFound,
    absences_of,
    access_carer,
    access_credential,
    accounts_of,
    carer_of_account,
    count_carers,
    employers,
    homes_of,
    list_absences,
    list_away,
    list_carers,
    list_credentials,
    names_of,
)
from chongyang.workforce.queries.faults import Sent, fault_of, faults_of, skills_on
from chongyang.workforce.queries.running_out import Ending, expired_rows, list_endings
from chongyang.workforce.queries.wording import told, told_skill

__all__ = [
    "Ending",
    "NotFound",
    "Sent",
    "absences_of",
    "access_carer",
    "access_credential",
    "accounts_of",
    "carer_of_account",
    "count_carers",
    "employers",
    "expired_rows",
    "fault_of",
    "faults_of",
    "homes_of",
    "list_absences",
    "list_away",
    "list_carers",
    "list_credentials",
    "list_endings",
    "names_of",
    "skills_on",
    "told",
    "told_skill",
]
