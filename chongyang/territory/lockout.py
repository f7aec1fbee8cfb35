"""How long wrong passwords shut a user name out. The sign-in counts them in the cache; here they are read.

Counted by user name alone, known or not, so that nobody learns which names exist and nobody else is shut out.
"""

import time
from datetime import UTC, datetime

from allauth.core.internal import ratelimit
from django.core.cache import cache

APP, ACTION, CONFIG = "allauth.account", "login_failed", None


def key_of(username: str) -> str:
    """By what the sign-in counts: one user name is one key at every host name of the site."""
    return f"login:{username.strip().lower()}"


def _rates(username: str) -> list[tuple[ratelimit.Rate, str]]:
    rates = ratelimit.get_rates(app=APP, action=ACTION, config=CONFIG)
    return [
        (rate, ratelimit.get_cache_key(None, app=APP, action=ACTION, rate=rate, key=key_of(username)))
        for rate in rates
        if rate.per == "key"
    ]


def locked_until(username: str) -> datetime | None:
    """When the name may try again; None while it may."""
    ends = []
    for rate, key in _rates(username):
        tries = [at for at in cache.get(key, []) if at > time.time() - rate.duration]
        if len(tries) >= rate.amount:
            ends.append(tries[rate.amount - 1] + rate.duration)
    return datetime.fromtimestamp(max(ends), UTC) if ends else None


def forget(username: str) -> None:
    """Wrong passwords of this name no longer count."""
    for _, key in _rates(username):
        cache.delete(key)
