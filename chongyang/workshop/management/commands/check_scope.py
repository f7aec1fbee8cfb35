"""`chongyang check_scope`: every role at every kind of place by every door; exit 1 on any disagreement."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandParser

from chongyang.core.clock import now
from chongyang.workshop.scopes.matrix import Report, check

SHOWN = 20


class Command(BaseCommand):
    help = "Compare what every role finds by every door with what it should find; leaves no row behind"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        report = check(now=now())
        self.stdout.write(_as_json(report) if options["json"] else _as_table(report))
        if report.disagreements:
            raise SystemExit(1)


def _as_json(report: Report) -> str:
    doors = [{"resource": name, "door": door, "cells": n} for (name, door), n in report.tried.items()]
    told = {
        "cells": report.tried.total(),
        "disagreements": [asdict(found) for found in report.disagreements],
        "doors": doors,
        "stand_ins": report.stand_ins,
    }
    return json.dumps(told, ensure_ascii=False, default=str)


def _as_table(report: Report) -> str:
    wrong = [(found.resource, found.door) for found in report.disagreements]
    lines = [f"{'resource':<26}{'door':<26}{'cells':>7}{'disagree':>10}"]
    for (name, door), cells in report.tried.items():
        lines.append(f"{name:<26}{door:<26}{cells:>7}{wrong.count((name, door)):>10}")
    for found in report.disagreements[:SHOWN]:
        lines.append(
            f"{found.role} at {found.place}, {found.resource} by {found.door}: "
            f"missing {found.missing}, surplus {found.surplus}"
        )
    lines += ["API, expansion, pages and filters alone: one role of each set of rights", *_standing(report)]
    lines.append(f"{report.tried.total()} cells, {len(report.disagreements)} disagreements")
    return "\n".join(lines)


def _standing(report: Report) -> list[str]:
    """Which role stood in for which others."""
    others = {role: ", ".join(held[1:]) for role, held in report.stand_ins.items()}
    return [f"  {role}" + (f" for {held}" if held else "") for role, held in others.items()]
