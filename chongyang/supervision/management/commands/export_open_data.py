"""`chongyang export_open_data --out DIR`: every open data file, the dictionary and the manifest."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.supervision.open_data_files import write_all


class Command(BaseCommand):
    help = "Write the open data as CSV and JSON, with data dictionary and manifest"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="folder for the files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            entries = write_all(options["out"], timezone.localdate(now()))
        except OSError as error:
            raise CommandError(str(error)) from error
        for entry in entries:
            self.stdout.write(f"{entry.name}: {entry.rows:,} rows, {entry.bytes:,} bytes, {entry.sha256}")
