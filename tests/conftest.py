"""The suite's ground: its own embedded cluster, migrated by the owner, used by the run role.

A test that takes `db` runs in one transaction under the system scope; `committed` is for tests that need real
commits (threads, processes, browsers) and empties the tables of business afterwards.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_django.fixtures
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from psycopg.conninfo import conninfo_to_dict

from chongyang.core import facts
from chongyang.core.access import enter
from chongyang.core.policies import RUN_ROLE
from chongyang.core.postgres import ensure_running
from chongyang.core.scopes import system_scope
from chongyang.roads import queries as roads
from tests.plugin import VAR
from tests.strict import _only_this_machine as _only_this_machine
from tests.strict import _pages_are_clean as _pages_are_clean

FAST_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]
KEPT = (
    "territory_area",
    "territory_organisation",
    "territory_succession",
    "territory_reportingunit",
    "policy_",
)
OURS = "chongyang."
GROUND = "test_ground_" + os.environ["CHONGYANG_TEST_RUN"]
WRITTEN = """
SELECT relname FROM pg_class
WHERE relname = ANY(%s) AND (relkind = 'p' OR pg_relation_size(oid) > 0)
"""
"""To empty all tables takes longer than most tests: only those are that hold a page, or have partitions."""
_reference: dict[str, bytes] = {}
hypothesis.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("suite")
"""How long an example takes says how busy the machine is: time is measured by benchmarks, not here."""


@pytest.fixture(scope="session")
def cluster(worker_id: str) -> Iterator[Any]:
    """A cluster for each worker: what is sealed waits for every transaction of the same cluster.

    So it waits for autovacuum's as well, which comes when it likes; here it stays away.
    """
    server = ensure_running(VAR / f"pg-{worker_id}", fsync=False, options=[("autovacuum", "off")])
    yield server
    server.release()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: Any, django_db_modify_db_settings_parallel_suffix: None) -> None:
    parts = conninfo_to_dict(cluster.owner_url)
    settings = {"HOST": parts["host"], "PORT": str(parts["port"]), "USER": parts["user"], "PASSWORD": ""}
    connection.settings_dict.update(settings)
    connections.databases["default"].update(settings)
    named = connection.settings_dict["TEST"]
    named["NAME"] = (named["NAME"] or "test_chongyang") + "_" + os.environ["CHONGYANG_TEST_RUN"]
    _drop_remains(cluster)


def _drop_remains(cluster: Any) -> None:
    """Databases of runs that were killed: their process is gone."""
    with psycopg.connect(cluster.owner_url, autocommit=True) as owner:
        for (name,) in owner.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_.*_[0-9]+$'"):
            if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
                owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    # pytest-django makes a database only where a test names its own fixtures; `committed` needs it as well
    pytest_django.fixtures._get_databases_for_setup = lambda items: ({"default"}, set())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, cluster: Any) -> Iterator[None]:
    """After the owner migrated: reference data, then the run role for all tests."""
    with django_db_blocker.unblock():
        call_command("prepare", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT TEMPORARY ON DATABASE {connection.settings_dict['NAME']} TO {RUN_ROLE}")
    _work_as(RUN_ROLE)
    _keep_ground(cluster)
    _keep_reference(cluster)
    yield
    _work_as("chongyang_owner")
    with psycopg.connect(cluster.admin_url, autocommit=True) as owner:
        owner.execute(f"DROP DATABASE {GROUND} WITH (FORCE)")


def _keep_ground(cluster: Any) -> None:
    """A copy of the prepared database that no test writes to: what cities of benches are made in."""
    with psycopg.connect(cluster.admin_url, autocommit=True) as owner:
        words = f'TEMPLATE "{connection.settings_dict["NAME"]}" STRATEGY FILE_COPY'
        owner.execute(f"CREATE DATABASE {GROUND} OWNER chongyang_owner {words}")


def _keep_reference(cluster: Any) -> None:
    """What `prepare` wrote where `committed` empties, so that each test finds it as the first did."""
    with psycopg.connect(**admin_dsn(cluster), autocommit=True) as admin:
        for table in _emptied():
            with admin.cursor().copy(f'COPY (SELECT * FROM "{table}") TO STDOUT') as rows:
                _reference[table] = b"".join(bytes(part) for part in rows)


def _bring_back(cluster: Any) -> None:
    """As a superuser: triggers and references would ask for an actor and an order."""
    with psycopg.connect(**admin_dsn(cluster), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        for table, rows in _reference.items():
            is_empty = f'SELECT NOT EXISTS (SELECT FROM "{table}")'
            if rows and admin.execute(is_empty).fetchone() == (True,):
                with admin.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(rows)


def admin_dsn(cluster: Any) -> dict[str, Any]:
    """How to connect as a superuser to the database that this test uses."""
    held = conninfo_to_dict(cluster.admin_url)
    return held | {"dbname": connection.settings_dict["NAME"]}


def _work_as(role: str) -> None:
    connection.close()
    for settings in (connection.settings_dict, connections.databases["default"]):
        settings["USER"] = role


def owner_dsn() -> dict[str, Any]:
    """How to connect as the owner of the database that this test uses."""
    held = connection.settings_dict
    return {"host": held["HOST"], "port": held["PORT"], "dbname": held["NAME"], "user": "chongyang_owner"}


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = FAST_HASHER


@pytest.fixture(autouse=True)
def _fresh_facts() -> None:
    facts._kept.clear()
    roads.forget()


@pytest.fixture(autouse=True)
def _system_scope(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with `db` act in the system's name until they enter a scope of their own."""
    if "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    with enter(system_scope("test")):
        yield


@cache
def _emptied() -> list[str]:
    tables = []
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            tables += [model._meta.db_table for model in config.get_models()]
    return [table for table in tables if not table.startswith(KEPT)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test go first, so that no worker sits idle beside the other's last minute."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, cluster: Any) -> Iterator[None]:
    """Real commits; the tables of business are emptied by the owner afterwards."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        owner.execute("SET lock_timeout = '120s'")
        written = [f'"{name}"' for (name,) in owner.execute(WRITTEN, [_emptied()])]
        if written:
            owner.execute(f"TRUNCATE {', '.join(written)} CASCADE")
    _bring_back(cluster)
