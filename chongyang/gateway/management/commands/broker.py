"""`chongyang broker`: an MQTT broker on this machine alone, for the demo and the tests."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chongyang.gateway import broker


class Command(BaseCommand):
    help = "Run the demo's MQTT broker on the loopback interface"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=1883)
        parser.add_argument(
            "--mosquitto", action="store_true", help="run Mosquitto instead of the embedded one"
        )
        parser.add_argument(
            "--credentials", type=Path, help="folder of mosquitto_credentials: nobody without a password"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["mosquitto"]:
                folder = Path(settings.VAR) / "mosquitto"
                broker.run_mosquitto(options["port"], folder, self._program(), options["credentials"])
            else:
                broker.run_embedded(options["port"])
        except broker.UnableToListen as error:
            raise CommandError(str(error)) from error

    def _program(self) -> str:
        program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
        if not program:
            raise CommandError("mosquitto is not installed; leave --mosquitto out, or install it")
        return program
