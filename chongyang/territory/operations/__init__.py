"""Writes of territory: accounts with posts and grants, and the reference data of the city."""

from chongyang.territory.operations.accounts import (
    UnableToOpenAccount,
    appoint,
    choose_language,
    end_grants,
    grant_person,
    open_account,
    remember_session,
)
from chongyang.territory.operations.reference import load_reference

__all__ = [
    "UnableToOpenAccount",
    "appoint",
    "choose_language",
    "end_grants",
    "grant_person",
    "load_reference",
    "open_account",
    "remember_session",
]
