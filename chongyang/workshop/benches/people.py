"""Accounts of a bench in its copy of the city, already signed in: a cookie each, and no sign-in measured."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from chongyang.core.access import enter
from chongyang.core.scopes import interval_of, system_scope
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation, Post

FACTOR_SHOWN = "second_factor"


@dataclass(frozen=True, slots=True)
class Worker:
    """One account: its name, role and areas."""

    username: str
    role: Role
    codes: tuple[str, ...] = ()
    organisation: str = "city.civil-affairs"


def sign_in(workers: Sequence[Worker], *, now: datetime) -> list[str]:
    """Make the accounts and open a session for each; returns the session keys in the same order."""
    with enter(system_scope("bench")):
        organisations = {key: Organisation.objects.get(key=key) for key in {w.organisation for w in workers}}
        accounts = [
            Account(username=w.username, display_name=w.username, password="!", created_at=now)  # noqa: S106
            for w in workers
        ]
        Account.objects.bulk_create(accounts)
        pairs = list(zip(workers, accounts, strict=True))
        Post.objects.bulk_create(_post(worker, account, organisations, now) for worker, account in pairs)
        return [_session(account) for account in accounts]


def _post(worker: Worker, account: Account, organisations: dict[str, Organisation], now: datetime) -> Post:
    return Post(
        account=account,
        role=worker.role.value,
        organisation=organisations[worker.organisation],
        intervals=[list(interval_of(code)) for code in worker.codes],
        valid_from=now,
    )


def _session(account: Account) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[FACTOR_SHOWN], session["seen"] = True, int(time.time())
    session.create()
    return str(session.session_key)
