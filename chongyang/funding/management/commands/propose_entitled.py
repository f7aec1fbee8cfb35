"""Computes who is entitled without applying, now instead of tonight."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding import operations


class Command(BaseCommand):
    help = "Ask every programme paid to persons about everybody in the register; propose who is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="figures by programme and seconds, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        with enter(system_scope("entitled")):
            counted = operations.propose_entitled(now=now())
        seconds = round(time.perf_counter() - began, 2)
        rows = {code: asdict(one) for code, one in counted.items()}
        if options["json"]:
            self.stdout.write(json.dumps({"programmes": rows, "seconds": seconds}))
            return
        for code, told in rows.items():
            self.stdout.write(f"{code:<24}" + "  ".join(f"{name} {count}" for name, count in told.items()))
        self.stdout.write(f"{seconds} s")
