"""`chongyang compute_indicators`: every indicator of a period for the city, its units and streets."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from chongyang.core.clock import now as clock_now
from chongyang.indicators.operations import Outcome, compute_period
from chongyang.indicators.rules.periods import Period


class Command(BaseCommand):
    help = (
        "Compute the indicators of a quarter or year (2018Q4, 2018), the running quarter by default;"
        " tell each value of the city that was another before"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", default="", help="2018Q4 or 2018")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = clock_now()
        try:
            name = options["period"]
            period = Period.read(name) if name else Period.around(timezone.localdate(moment))
        except ValueError as error:
            raise CommandError(str(error)) from error
        began = time.perf_counter()
        outcome = compute_period(period=period, now=moment)
        self.stdout.write(_told(outcome, round(time.perf_counter() - began, 2), is_json=options["json"]))


def _told(outcome: Outcome, seconds: float, *, is_json: bool) -> str:
    told = outcome.counts | {"seconds": seconds}
    if is_json:
        changes = [asdict(change) for change in outcome.changes]
        return json.dumps(told | {"changes": changes}, ensure_ascii=False, indent=2, default=str)
    lines = [", ".join(f"{name} {number}" for name, number in told.items())]
    lines += [f"  {one.indicator}: {one.former} -> {one.value}" for one in outcome.changes]
    return "\n".join(lines)
