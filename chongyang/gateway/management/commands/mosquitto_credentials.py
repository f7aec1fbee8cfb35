"""`chongyang mosquitto_credentials --out DIR`: password and access file of Mosquitto for all devices."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.gateway.credentials import write_files
from chongyang.telecare import queries as telecare
from chongyang.telecare.rules.credentials import hashed, new_secret


class Command(BaseCommand):
    help = "Write Mosquitto's password and access file, so that each device speaks for itself alone"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, type=Path, help="folder of the two files")
        parser.add_argument(
            "--new-gateway-password", action="store_true", help="make one and print it this once"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        first = not (options["out"] / "passwords").exists()
        secret = new_secret() if first or options["new_gateway_password"] else ""
        scope = system_scope("mosquitto_credentials")
        with enter(scope):
            held = telecare.list_credentials(scope)
            number, changed = write_files(options["out"], held, hashed(secret) if secret else "")
        self.stdout.write(f"devices {number}, {'changed: signal the broker' if changed else 'unchanged'}")
        if secret:
            self.stdout.write(f"password of the user gateway, shown this once: {secret}")
