"""Reads of workforce."""

from chongyang.workforce.queries.carers import (
    NotFound,
    access_carer,
    access_credential,
    accounts_of,
    away,
    carer_of_account,
    count_carers,
    list_absences,
    list_away,
    list_carers,
    list_credentials,
    names_of,
)
from chongyang.workforce.queries.faults import fault_of, skills_on
from chongyang.workforce.queries.running_out import Ending, expired_rows, list_endings
from chongyang.workforce.queries.wording import told, told_skill

__all__ = [
    "Ending",
    "NotFound",
    "access_carer",
    "access_credential",
    "accounts_of",
    "away",
    "carer_of_account",
    "count_carers",
    "expired_rows",
    "fault_of",
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
