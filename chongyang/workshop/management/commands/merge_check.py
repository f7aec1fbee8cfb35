"""`chongyang merge_check`: merge two files, part them, compare every byte of both; all is rolled back."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.linkage.operations import UnableToMerge
from chongyang.workshop.merge_check import check_merge, choose


class Command(BaseCommand):
    help = "Show that a merge is undone byte for byte; everything is rolled back"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("double", nargs="?", type=UUID, help="the file that is linked, else the first")
        parser.add_argument("survivor", nargs="?", type=UUID, help="the file that stays, else the second")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        double, survivor = options["double"], options["survivor"]
        if survivor is None:
            with enter(system_scope("merge check")):
                double, survivor = choose()
        try:
            shown = check_merge(double, survivor, now=clock.now())
        except UnableToMerge as refused:
            raise CommandError(refused.reason) from refused
        told = asdict(shown)
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(f"{shown.rows} rows of {shown.tables} tables, {shown.bytes:,} bytes")
            self.stdout.write(f"changed while merged: {', '.join(shown.changed_while_merged)}")
            self.stdout.write(
                f"written while merged, and given to whom it was written to: {shown.came_since}"
            )
            verdict = ", ".join(shown.differing) or "nothing: byte for byte what it was"
            self.stdout.write(f"different after parting: {verdict}")
        if shown.differing:
            raise SystemExit(1)
