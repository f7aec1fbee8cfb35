"""`chongyang prepare`: migrate, write policies, make the cache table, load reference data. Repeatable."""

from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connection

from chongyang.core.policies import RUN_ROLE


class Command(BaseCommand):
    help = "Bring the database to the state that this version needs (run as its owner)"

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = {"verbosity": 0}
        call_command("migrate", interactive=False, **quiet)
        call_command("createcachetable", **quiet)
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON door_cache TO {RUN_ROLE}")
            cursor.execute(f"GRANT SELECT ON django_migrations TO {RUN_ROLE}")
        call_command("load_reference", **quiet)
        call_command("load_documents", **quiet)
        self.stdout.write("prepared")
