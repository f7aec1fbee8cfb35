"""Draws paid cases by chance, of every county and programme, to be called or visited."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.funding import operations
from chongyang.funding.models import SampleLine
from chongyang.territory.queries import city_interval


class Command(BaseCommand):
    help = "Draw up to EACH paid cases of every county and programme; the same seed draws the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("from_on", type=date.fromisoformat, help="first day of payment, YYYY-MM-DD")
        parser.add_argument("to_on", type=date.fromisoformat, help="the day after the last")
        parser.add_argument("--each", type=int, default=5, help="cases of each county and programme")
        parser.add_argument("--seed", type=int, required=True, help="kept with the sample")
        parser.add_argument("--area", type=int, help="first code of a county; the city where left out")
        parser.add_argument("--json", action="store_true", help="sample and cases as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        system = system_scope("sample")
        told = {name: options[name] for name in ("from_on", "to_on", "each", "seed")}
        with enter(system):
            area = options["area"] or city_interval()[0]
            try:
                sample = operations.draw_sample(area=area, scope=system, by=SYSTEM, now=now(), **told)
            except operations.UnableToHandle as refused:
                raise CommandError(str(refused)) from None
            lines = SampleLine.objects.filter(sample=sample).order_by("area", "id")
            cases = list(lines.values_list("application", "programme", "area"))
        if options["json"]:
            rows = [{"case": str(key), "programme": code, "area": area} for key, code, area in cases]
            self.stdout.write(json.dumps({"sample": str(sample.id), "cases": rows}))
            return
        self.stdout.write(f"sample {sample.id}: {len(cases)} cases")
