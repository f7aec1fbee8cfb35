"""Writes of territory: accounts with posts, grants and tokens, and the reference data of the city."""

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
from chongyang.territory.operations.tokens import (
    Issued,
    TokenPass,
    UnableToIssueToken,
    UnableToUseToken,
    issue_token,
    revoke_token,
    use_token,
)

__all__ = [
    "Issued",
    "TokenPass",
    "UnableToIssueToken",
    "UnableToOpenAccount",
    "UnableToUseToken",
    "appoint",
    "choose_language",
    "end_grants",
    "grant_person",
    "issue_token",
    "load_reference",
    "open_account",
    "remember_session",
    "revoke_token",
    "use_token",
]
