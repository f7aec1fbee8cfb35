"""What `chongyang check --deploy` looks at before a real city is served. Each fault says what to do.

Run it in the environment of the web service: its variables and its database role are what is checked.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import Error as DatabaseError
from django.db import connection

from chongyang.core import facts
from chongyang.core.policies import OURS

KEY_DIGITS = {"fields": 32, "index": 64}
SHORTEST_SECRET = 50
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
Looks = Callable[[], Iterator[CheckMessage]]
ROLE = "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
TABLES = """
    SELECT relname, relrowsecurity, relowner = current_user::regrole,
           EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
    FROM pg_class WHERE relname = ANY(%s) AND relkind IN ('r', 'p')
"""


def error(number: int, what: str, remedy: str) -> Error:
    return Error(what, hint=remedy, id=f"chongyang.E{number:03d}")


def warning(number: int, what: str, remedy: str) -> Warning:
    return Warning(what, hint=remedy, id=f"chongyang.W{number:03d}")


def of_database(looks: Looks) -> Callable[..., list[CheckMessage]]:
    """A check that asks the database, registered for --deploy alone."""

    def check(app_configs: Any, **_: Any) -> list[CheckMessage]:
        try:
            return list(looks())
        except DatabaseError as failure:
            told = type(failure).__name__
            return [
                error(
                    1, f"The database does not answer ({told})", "Check DATABASE_URL; run 'chongyang prepare'"
                )
            ]

    check.__name__ = looks.__name__
    return register(check, "chongyang", deploy=True)


def of_settings(looks: Looks) -> Callable[..., list[CheckMessage]]:
    """A check that reads settings and files alone, registered for --deploy alone."""

    def check(app_configs: Any, **_: Any) -> list[CheckMessage]:
        return list(looks())

    check.__name__ = looks.__name__
    return register(check, "chongyang", deploy=True)


@of_settings
def no_demo() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield error(2, "This is set up as a demo: everybody can sign in", "Unset CHONGYANG_DEMO")


@of_settings
def https_and_hosts() -> Iterator[CheckMessage]:
    if not settings.HTTPS:
        yield error(
            3, "Pages and cookies go over plain HTTP", "Put a proxy with TLS in front; set CHONGYANG_HTTPS=1"
        )
    if not settings.HOSTS or "*" in settings.HOSTS:
        yield error(
            4, "The site's name is not set", "Set CHONGYANG_HOSTS to the names it answers to, without *"
        )


@of_settings
def two_factors() -> Iterator[CheckMessage]:
    if not settings.SECOND_FACTOR_REQUIRED:
        yield error(5, "A password alone opens an account", "Set SECOND_FACTOR_REQUIRED = True")


@of_settings
def keys() -> Iterator[CheckMessage]:
    lengths = {**KEY_DIGITS, **{f"older_fields {n}": 32 for n in settings.FIELD_KEYS if n != 1}}
    held = {"fields": settings.FIELD_KEYS[1], "index": settings.INDEX_KEY}
    held |= {f"older_fields {n}": key for n, key in settings.FIELD_KEYS.items() if n != 1}
    for name, digits in lengths.items():
        if not is_key(held[name], digits):
            yield error(6, f"The key '{name}' is not {digits} random hex digits", "Make it with 'make setup'")
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        yield error(7, "The key 'django' is too short", "Make it with 'make setup'")
    if settings.FIELD_KEY_NUMBER not in settings.FIELD_KEYS:
        yield error(8, "field_key_number names no key", "Give the number of a key that secrets.json holds")


def is_key(text: str, digits: int) -> bool:
    """Hex of the right length; what repeats one digit was typed by hand."""
    return len(text) == digits and set(text.lower()) <= set("0123456789abcdef") and len(set(text)) > 4


@of_settings
def closed_file() -> Iterator[CheckMessage]:
    path = Path(settings.SECRETS_PATH)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield error(9, f"Others may read {path} (mode {mode:04o})", f"chmod 600 {path}")


@of_settings
def devices() -> Iterator[CheckMessage]:
    broker = urlsplit(settings.MQTT_URL)
    if not broker.username:
        yield error(
            10, "The gateway comes to the broker without a name", "MQTT_URL=mqtts://gateway:…@host:8883"
        )
    if broker.scheme != "mqtts" and broker.hostname not in LOOPBACK:
        yield error(11, "Alarms cross the network unencrypted", "Use mqtts:// in MQTT_URL")


@of_settings
def owner_stays_away() -> Iterator[CheckMessage]:
    if os.environ.get("DATABASE_OWNER_URL"):
        told = "The owner's address is in this environment"
        yield warning(1, told, "Give DATABASE_OWNER_URL to 'chongyang prepare' alone")
    if not settings.METRICS_TOKEN:
        yield warning(
            2, "/metrics is for this machine alone", "Set CHONGYANG_METRICS_TOKEN for a monitor elsewhere"
        )


@of_database
def role() -> Iterator[CheckMessage]:
    """A role that passes row-level security would see everybody, and nobody would notice."""
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        name, is_super, bypasses = cursor.fetchone()
    if is_super or bypasses:
        yield error(12, f"The role {name} passes row-level security", "DATABASE_URL must name chongyang_run")


@of_database
def tables() -> Iterator[CheckMessage]:
    """Each table of ours is secured, has a policy, and belongs to somebody else."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [_our_tables()])
        found = cursor.fetchall()
    open_ones = sorted(name for name, secured, _, has_policy in found if not (secured and has_policy))
    missing = sorted(set(_our_tables()) - {name for name, *_ in found})
    if open_ones:
        yield error(13, f"No row-level security on {', '.join(open_ones)}", "Run 'chongyang prepare --force'")
    if missing:
        yield error(14, f"No table {', '.join(missing)}", "Run 'chongyang prepare'")
    if any(is_owner for _, _, is_owner, _ in found):
        yield error(15, "This role owns the tables it works on", "DATABASE_URL must name chongyang_run")


@of_database
def real_people() -> Iterator[CheckMessage]:
    if facts.is_synthetic():
        yield error(16, "This database holds an invented city", "Begin a real city in an empty database")


def _our_tables() -> list[str]:
    configs = [config for config in apps.get_app_configs() if config.name.startswith(OURS)]
    return [
        model._meta.db_table for config in configs for model in config.get_models(include_auto_created=True)
    ]
