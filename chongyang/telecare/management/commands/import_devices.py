"""`chongyang import_devices FILE`: a list of devices into stock, with a report of every row that is wrong."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.telecare import operations
from chongyang.telecare.operations import ImportReport


class Command(BaseCommand):
    help = "Import devices from a CSV file (UTF-8 or GB18030); safe to repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="check everything and keep nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = Path(options["file"]).read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        scope = system_scope("import_devices")
        with enter(scope):
            report = operations.import_devices(
                data=data, scope=scope, by=SYSTEM, now=now(), dry_run=options["dry_run"]
            )
        self.stdout.write(json.dumps(asdict(report), ensure_ascii=False) if options["json"] else told(report))


def told(report: ImportReport) -> str:
    """The report for a terminal, a line for each fault."""
    head = (
        f"rows {report.rows}: added {report.added}, changed {report.changed}, "
        f"unchanged {report.unchanged}, wrong {len(report.faults)}"
    )
    faults = (f"  row {one.number} {one.serial}: {one.what} → {one.cure}" for one in report.faults)
    return "\n".join([head + (" (nothing kept: --dry-run)" if report.is_trial else ""), *faults])
