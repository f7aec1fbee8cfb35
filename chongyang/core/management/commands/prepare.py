"""`chongyang prepare`: migrate, write policies, make the cache table, load the reference data.

Repeatable. What it brings is fingerprinted (migrations, models, data files), and a database that already
bears the fingerprint is left as it is, so that a second start is quick; `--force` does all again.
"""

import hashlib
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import connection

from chongyang.core import facts
from chongyang.core.policies import RUN_ROLE

SHAPING = ("*/migrations/*", "*/data/**/*", "**/models*.py", "**/models/*.py", "core/policies.py")


def fingerprint() -> str:
    """One digest over every file that shapes the database."""
    files = {path for pattern in SHAPING for path in settings.PACKAGE.glob(pattern) if path.is_file()}
    digest = hashlib.sha256()
    for path in sorted(files):
        if path.suffix != ".pyc":
            digest.update(str(path.relative_to(settings.PACKAGE)).encode() + path.read_bytes())
    return digest.hexdigest()


class Command(BaseCommand):
    help = "Bring the database to the state that this version needs (run as its owner)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="do it again even if nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = fingerprint()
        if not options["force"] and self._borne() == wanted:
            self.stdout.write("prepared before")
            return
        self._prepare()
        facts.put("prepared", wanted)
        self.stdout.write("prepared")

    def _borne(self) -> str:
        if "core_fact" not in connection.introspection.table_names():
            return ""
        return str(facts.get("prepared", ""))

    def _prepare(self) -> None:
        quiet = {"verbosity": 0}
        call_command("migrate", interactive=False, **quiet)
        call_command("createcachetable", **quiet)
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON door_cache TO {RUN_ROLE}")
            cursor.execute(f"GRANT SELECT ON django_migrations TO {RUN_ROLE}")
        call_command("load_reference", **quiet)
        call_command("load_documents", **quiet)
        call_command("load_projects", **quiet)
        call_command("load_device_models", **quiet)
        call_command("load_chains", **quiet)
        call_command("measure_incidents", **quiet)
        call_command("load_knowledge", **quiet)
