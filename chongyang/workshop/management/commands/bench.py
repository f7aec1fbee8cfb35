"""`chongyang bench NAME`: measure against goals; one object, and exit 1 when a goal does not hold."""

import json
import logging
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core.postgres import UnableToRunPostgres
from chongyang.workshop.benches import (
    alarm,
    desks,
    dispatch,
    feeds,
    golden,
    indicators,
    integrity,
    linkage,
    linkage_weights,
    orders,
    payments,
    registry,
    report,
    roads,
    rules,
    rules_against,
    settlement,
    visits,
    visits_rows,
)
from chongyang.workshop.benches.alarm_cost import Prices
from chongyang.workshop.benches.alarm_options import (
    BEATS_A_SECOND,
    DEVICES,
    PRESSES_A_SECOND,
    SECONDS,
    Options,
)
from chongyang.workshop.benches.alarm_options import ELDERS as ALARM_ELDERS
from chongyang.workshop.benches.city import UnableToBench
from chongyang.workshop.benches.desks import ELDERS as DESK_ELDERS
from chongyang.workshop.benches.frame import Result
from chongyang.workshop.benches.linkage_tables import UnableToLinkTable
from chongyang.workshop.probes import UnableToStart

BENCHES = {
    "desks": desks.run,
    "dispatch": dispatch.run,
    "feeds": feeds.run,
    "golden": golden.run,
    "indicators": indicators.run,
    "integrity": integrity.run,
    "linkage": linkage.run,
    "orders": orders.run,
    "payments": payments.run,
    "registry": registry.run,
    "report": report.run,
    "roads": roads.run,
    "rules": rules.run,
    "settlement": settlement.run,
}
PLAIN = ("precision", "recall", "f1", "splink_tutorial")
ELDERS = {
    "desks": desks.ELDERS,
    "dispatch": dispatch.ELDERS,
    "feeds": feeds.ELDERS,
    "golden": golden.ELDERS,
    "indicators": indicators.ELDERS,
    "integrity": integrity.ELDERS,
    "linkage": linkage.ELDERS,
    "orders": orders.ELDERS,
    "payments": payments.PAYMENTS,
    "registry": registry.ELDERS,
    "report": report.ELDERS,
    "roads": roads.NODES,
    "rules": rules.PAYEES,
    "settlement": settlement.VISITS,
}


class Command(BaseCommand):
    help = "Measure against goals, each on its own copy of an invented city"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted([*BENCHES, "alarm", "visits"]))
        parser.add_argument(
            "--elders",
            type=int,
            help="elders (desks 2000, dispatch 20000, registry 1300000), crossings, payees, payments, visits",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--weights", action="store_true", help="linkage: count m and u of every step")
        parser.add_argument("--save", type=Path, help="linkage --weights: the model's file that gets them")
        parser.add_argument("--against", choices=["openfisca"], help="rules: beside openfisca-core")
        tables = parser.add_argument_group("linkage of any table")
        tables.add_argument("--files", nargs="+", type=Path, help="one CSV, or two whose rows are linked")
        tables.add_argument("--truth", help="the column that tells which rows are of one person")
        tables.add_argument("--truth-pattern", default="", help="its first group is the truth: 'rec-(\\d+)-'")
        published = parser.add_argument_group("visits")
        published.add_argument("--instances", type=Path, help="the folder with hhcrsp/ and vrptw/")
        published.add_argument("--rows", action="store_true", help="the county's day through the database")
        published.add_argument("--only", default="*", help="names that fit this pattern; county is one")
        self._add_alarm(parser.add_argument_group("alarm"))

    def _add_alarm(self, group: Any) -> None:
        group.add_argument("--seconds", type=float, help="of the load; visits: the most for a day (60)")
        group.add_argument("--devices", type=int, default=DEVICES)
        group.add_argument("--beats", type=float, default=BEATS_A_SECOND, help="heartbeats a second")
        group.add_argument("--presses", type=float, default=PRESSES_A_SECOND, help="alarms a second")
        group.add_argument("--desks", type=int, default=0, help="the form with so many live desks")
        group.add_argument("--chaos", action="store_true", help="kill every program once")
        group.add_argument("--burst", action="store_true", help="fifty frames of one device in a second")
        group.add_argument(
            "--round", action="store_true", help="while the round of classes writes a new city"
        )
        for name in ("core", "gib", "terabyte"):
            group.add_argument(f"--{name}-price", type=float, default=0.0, help="of a month, for the cost")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        logging.disable(logging.INFO)
        try:
            result = _run(name, options)
        except (UnableToLinkTable, UnableToBench, UnableToStart, UnableToRunPostgres) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(result.as_dict(), ensure_ascii=False) if options["json"] else shown(result)
        )
        if not result.holds:
            raise SystemExit(1)


def _run(name: str, options: dict[str, Any]) -> Result:
    if name == "alarm":
        return _alarm(options)
    if name == "visits":
        return _visits(options)
    if name == "linkage" and options["files"]:
        if not options["truth"]:
            raise CommandError("--files needs --truth, the column that tells who is who")
        return linkage.run_files(options["files"], options["truth"], options["truth_pattern"])
    if name == "linkage" and options["weights"]:
        return linkage_weights.run(options["elders"] or linkage_weights.ELDERS, save=options["save"])
    if name == "rules" and options["against"]:
        return rules_against.run(options["elders"] or ELDERS[name])
    return BENCHES[name](options["elders"] or ELDERS[name])


def _alarm(options: dict[str, Any]) -> Result:
    names = ("seconds", "devices", "beats", "presses", "desks", "chaos", "burst", "round")
    prices = Prices(options["core_price"], options["gib_price"], options["terabyte_price"])
    default = DESK_ELDERS if options["desks"] else ALARM_ELDERS
    chosen = {name: options[name] for name in names} | {"seconds": options["seconds"] or SECONDS}
    return alarm.run(Options(elders=options["elders"] or default, prices=prices, **chosen))


def _visits(options: dict[str, Any]) -> Result:
    folder = options["instances"]
    if options["rows"]:
        return visits_rows.run(seconds=options["seconds"] or visits_rows.SEARCH)
    if folder is not None and not folder.is_dir():
        raise CommandError(f"no folder {folder}")
    return visits.run(visits.Options(folder, options["seconds"] or visits.SECONDS, options["only"]))


def shown(result: Result) -> str:
    """The goals as lines for people."""
    lines = [f"{result.name}: {'holds' if result.holds else 'DOES NOT HOLD'}  ({result.database['name']})"]
    lines += [f"  {name} {result.figures[name]}" for name in PLAIN if name in result.figures]
    lines += linkage_weights.lines(result.figures.get("steps", []))
    for goal in result.goals:
        verdict = "ok  " if goal.holds else "MISS"
        lines.append(f"  {verdict} {goal.what}: {goal.measured:g} (goal {goal.operator} {goal.value:g})")
    return "\n".join(lines)
