"""`chongyang load_device_models [FILE]`: models into the catalogue. Safe to repeat; part of `prepare`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.telecare import operations
from chongyang.telecare.rules.catalogue import SHIPPED


class Command(BaseCommand):
    help = "Load device models: without FILE the shipped examples, which never change rows that stand"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", help="YAML of the shape of chongyang/telecare/data/models.yaml"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"] or SHIPPED)
        try:
            with enter(system_scope("load_device_models")):
                loaded = operations.load_models(
                    text=path.read_text(encoding="utf-8"), replace=bool(options["file"]), by=SYSTEM, now=now()
                )
        except (OSError, UnicodeDecodeError, operations.UnableToLoadModels) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{name} {count}" for name, count in loaded.items()))
