"""`chongyang make_feeds`: files of departments about the people of an invented city, errors and truth."""

import json
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.workshop.city.people import Plan
from chongyang.workshop.feeds.shapes import SHAPES
from chongyang.workshop.feeds.writing import write_feeds
from chongyang.workshop.progress import Progress


class Command(BaseCommand):
    help = "Write invented feeds: the people of make_city with the same elders and seed, with known errors"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--elders", type=int, default=20_000, help="people of the city (default 20000)")
        parser.add_argument("--seed", type=int, default=9, help="as in make_city (default 9, the demo's)")
        parser.add_argument("--to", type=Path, required=True, help="folder for the files")
        parser.add_argument("--feeds", nargs="+", choices=sorted(SHAPES), default=list(SHAPES))
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["elders"] < 1 or options["seed"] < 0:
            raise CommandError("--elders takes 1 and more, --seed takes 0 and more")
        progress = Progress(options["elders"], "elders", quiet=options["verbosity"] == 0)
        plan = Plan(options["elders"], options["seed"])
        written = write_feeds(plan, options["to"], options["feeds"], progress.step)
        progress.close()
        if options["json"]:
            told = [
                {"feed": w.feed, "file": str(w.path), "records": w.records, "wrong": w.wrong} for w in written
            ]
            self.stdout.write(json.dumps(told))
            return
        for each in written:
            self.stdout.write(f"{each.path}: {each.records:,} records, {each.wrong:,} with an error")
        self.stdout.write(f"the truth lies in {options['to'] / 'truth'}")
