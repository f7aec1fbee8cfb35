"""Writes of territory: accounts with posts, grants and tokens, and the reference data of the city."""

from chongyang.territory.operations.accounts import (
    UnableToOpenAccount,
    appoint,
    choose_language,
    end_grants,
    grant_person,
    hold_sign_in,
    open_account,
    remember_session,
)
from chongyang.territory.operations.administration import (
    UnableToAdminister,
    change_own_password,
    close_account,
    create_account,
    end_post,
    end_sessions,
    give_post,
    reset_password,
    reset_second_factor,
    unlock,
)
from chongyang.territory.operations.messages import DeadMessage, list_dead_messages, resend_message
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
    "DeadMessage",
    "Issued",
    "TokenPass",
    "UnableToAdminister",
    "UnableToIssueToken",
    "UnableToOpenAccount",
    "UnableToUseToken",
    "appoint",
    "change_own_password",
    "choose_language",
    "close_account",
    "create_account",
    "end_grants",
    "end_post",
    "end_sessions",
    "give_post",
    "grant_person",
    "hold_sign_in",
    "issue_token",
    "list_dead_messages",
    "load_reference",
    "open_account",
    "remember_session",
    "resend_message",
    "reset_password",
    "reset_second_factor",
    "revoke_token",
    "unlock",
    "use_token",
]
