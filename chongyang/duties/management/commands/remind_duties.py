"""`chongyang remind_duties`: tell who has not reported, propose what follows a missed day."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand

from chongyang.core.clock import now
from chongyang.duties.operations import remind_duties


class Command(BaseCommand):
    help = "Remind organisations of reports that are due and propose escalation steps; nothing is issued"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        made = asdict(remind_duties(now=now()))
        words = ", ".join(f"{name} {number}" for name, number in made.items())
        self.stdout.write(json.dumps(made) if options["json"] else words)
