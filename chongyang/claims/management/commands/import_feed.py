"""`chongyang import_feed FEED FILE`: a file of a department into claims, here and now, with its progress."""

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from chongyang.claims.enums import RunState
from chongyang.claims.models import Run
from chongyang.claims.operations import receiving, taking_in
from chongyang.claims.operations.errors import UnableToImport
from chongyang.claims.queries import runs as queries
from chongyang.claims.rules.feeds import UnableToReadFeed
from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, system_scope

BY = Actor(kind="system", label="import_feed")


class Command(BaseCommand):
    help = "Take a file of a feed in; the same file again changes nothing, a cut one goes on"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feed", help="its code; `chongyang list_feeds` names them")
        parser.add_argument("file", type=Path)
        parser.add_argument("--told-on", type=date.fromisoformat, help="the day of the data (default today)")
        parser.add_argument("--area", type=int, help="12-digit value of the area it may speak of (the city)")
        parser.add_argument("--coding", default="", help="what the sender says; the bytes decide")
        parser.add_argument("--json", action="store_true", help="print the run as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"there is no file {path}")
        began = time.monotonic()
        try:
            received = self._receive(path, options)
            shown = Bar(began, quiet=options["verbosity"] == 0)
            run = taking_in.take_in(run=received.run.id, path=path, clock=clock.now, by=BY, step=shown)
        except (UnableToImport, UnableToReadFeed) as refused:
            raise CommandError(gettext(str(refused))) from refused
        shown.close()
        self._tell(run, received.is_known, time.monotonic() - began, as_json=options["json"])
        if run.state != RunState.DONE:
            raise SystemExit(1)

    def _receive(self, path: Path, options: dict[str, Any]) -> receiving.Received:
        scope = system_scope("import_feed", BY)
        words = {"told_on": options["told_on"], "area": options["area"], "declared": options["coding"]}
        with enter(scope):
            return receiving.receive_file(
                feed=options["feed"],
                path=path,
                file_name=path.name,
                scope=scope,
                by=BY,
                now=clock.now(),
                **words,
            )

    def _tell(self, run: Run, is_known: bool, seconds: float, *, as_json: bool) -> None:
        told = queries.figures_of(run) | {"seconds": round(seconds, 2), "known": is_known}
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        if is_known:
            self.stdout.write("This file was received before; it is one run.")
        self.stdout.write(
            f"{run.feed} {run.state}: {run.done_rows:,} rows, {run.new_claims:,} new, "
            f"{run.same_claims:,} the same, {run.ended_claims:,} ended, {run.faults:,} refused, "
            f"{run.warnings:,} warnings, {seconds:.1f} s"
        )
        if run.reason:
            self.stdout.write(queries.say_reason(run.reason))


class Bar:
    """Rows done, rate and time left, after each part."""

    def __init__(self, began: float, *, quiet: bool) -> None:
        self.began, self.quiet, self.live = began, quiet, sys.stderr.isatty()

    def __call__(self, run: Run) -> None:
        if self.quiet:
            return
        rate = run.done_rows / max(time.monotonic() - self.began, 0.001)
        total = max(run.total_rows or 0, run.done_rows)
        left = (total - run.done_rows) / rate
        text = f"{run.done_rows:,} of {total:,} rows  {rate:,.0f}/s  {left:.0f} s left"
        sys.stderr.write(f"\r\x1b[K{text}" if self.live else f"{text}\n")
        sys.stderr.flush()

    def close(self) -> None:
        if self.live and not self.quiet:
            sys.stderr.write("\n")
