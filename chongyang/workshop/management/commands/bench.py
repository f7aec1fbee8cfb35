"""`chongyang bench NAME`: measure against goals; one object, and exit 1 when a goal does not hold."""

import json
import logging
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core.postgres import UnableToRunPostgres
from chongyang.workshop.benches import desks, registry, roads, rules
from chongyang.workshop.benches.city import UnableToBench
from chongyang.workshop.benches.frame import Result
from chongyang.workshop.probes import UnableToStart

BENCHES = {"desks": desks.run, "registry": registry.run, "roads": roads.run, "rules": rules.run}
ELDERS = {"desks": desks.ELDERS, "registry": registry.ELDERS, "roads": roads.NODES, "rules": rules.PAYEES}


class Command(BaseCommand):
    help = "Measure against goals, each on its own copy of an invented city"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(BENCHES))
        parser.add_argument(
            "--elders",
            type=int,
            help="size (desks 2000, registry 1300000; roads: crossings, 100000; rules: payees, 1000000)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        logging.disable(logging.INFO)
        try:
            result = BENCHES[name](options["elders"] or ELDERS[name])
        except (UnableToBench, UnableToStart, UnableToRunPostgres) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(result.as_dict(), ensure_ascii=False) if options["json"] else shown(result)
        )
        if not result.holds:
            raise SystemExit(1)


def shown(result: Result) -> str:
    """The goals as lines for people."""
    lines = [f"{result.name}: {'holds' if result.holds else 'DOES NOT HOLD'}  ({result.database['name']})"]
    for goal in result.goals:
        verdict = "ok  " if goal.holds else "MISS"
        lines.append(f"  {verdict} {goal.what}: {goal.measured:g} (goal {goal.operator} {goal.value:g})")
    return "\n".join(lines)
