"""`chongyang settle_claims`: the winner of every field goes into the files whose claims changed, in parts."""

import time
from typing import Any

from django.core.management import BaseCommand, CommandParser

from chongyang.claims.operations import due, settling
from chongyang.core.clock import now


class Command(BaseCommand):
    help = "Settle golden records: those that wait, or with --all every file to which a record belongs"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="after a change of the rules")
        parser.add_argument("--part", type=int, default=settling.PART, help="files in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        if options["all"]:
            self.stdout.write(f"{due.mark_all_due(now=now()):,} files to settle")
        done = 0
        while count := settling.settle_due(now=now(), limit=options["part"]):
            done += count
            self._tell(done, time.monotonic() - began)
        self.stdout.write(f"{done:,} files settled in {time.monotonic() - began:.1f} s")

    def _tell(self, done: int, seconds: float) -> None:
        left = due.count_due()
        rate = done / seconds if seconds else 0.0
        to_go = left / rate if rate else 0
        told = f"{done:,} settled, {left:,} left, {rate:,.0f} a second, {to_go:.0f} s to go"
        self.stderr.write(told, ending="\r")
