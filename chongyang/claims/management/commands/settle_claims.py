"""`chongyang settle_claims`: the winner of every field goes into the files whose claims changed, in parts."""

import os
import subprocess
import sys
import time
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.claims.operations import due, settling
from chongyang.core.clock import now

LOOK_SECONDS = 2.0


class Command(BaseCommand):
    help = "Settle golden records: those that wait, or with --all every file to which a record belongs"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="after a change of the rules")
        parser.add_argument("--part", type=int, default=settling.PART, help="files in one transaction")
        parser.add_argument(
            "--workers", type=int, default=1, help="processes at once; each takes other parts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["part"] < 1 or options["workers"] < 1:
            raise CommandError("--part and --workers are whole numbers from 1")
        if options["all"]:
            self.stdout.write(f"{due.mark_all_due(now=now()):,} files to settle")
        began, waiting = time.monotonic(), due.count_due()
        if options["workers"] > 1:
            self._share(options["workers"], options["part"], waiting, began)
        else:
            self._settle(options["part"], waiting, began, quiet=options["verbosity"] == 0)
        done, seconds = waiting - due.count_due(), time.monotonic() - began
        rate = done / seconds if seconds else 0.0
        self.stdout.write(f"{done:,} files settled in {seconds:.1f} s, {rate:,.0f} a second")

    def _settle(self, part: int, waiting: int, began: float, *, quiet: bool) -> None:
        done = 0
        while count := settling.settle_due(now=now(), limit=part):
            done += count
            if not quiet:
                self._tell(done, max(waiting - done, 0), time.monotonic() - began)

    def _share(self, workers: int, part: int, waiting: int, began: float) -> None:
        """The same command some times over; a part that one holds under lock is passed by by the others."""
        words = [sys.executable, "-m", "chongyang", "settle_claims", "--part", str(part), "-v", "0"]
        children = [
            subprocess.Popen(words, env=dict(os.environ), stdout=subprocess.DEVNULL) for _ in range(workers)
        ]
        try:
            while any(child.poll() is None for child in children):
                time.sleep(LOOK_SECONDS)
                left = due.count_due()
                self._tell(max(waiting - left, 0), left, time.monotonic() - began)
        finally:
            for child in children:
                child.terminate()
                child.wait()
        if any(child.returncode for child in children):
            raise CommandError("a process that settled files failed; what it did stays, begin again")

    def _tell(self, done: int, left: int, seconds: float) -> None:
        rate = done / seconds if seconds else 0.0
        to_go = left / rate if rate else 0
        told = f"{done:,} settled, {left:,} left, {rate:,.0f} a second, {to_go:.0f} s to go"
        self.stderr.write(told, ending="\r" if self.stderr.isatty() else "\n")
