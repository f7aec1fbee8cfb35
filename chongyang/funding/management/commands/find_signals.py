"""Asks every rule of fraud signals now, instead of tonight."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding import operations
from chongyang.funding.rules import signals


class Command(BaseCommand):
    help = "Ask every rule of fraud signals; what is new becomes a signal and holds the payments of its case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="rules and the number raised, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("signals")):
            raised = operations.raise_signals(now=now())
        rules = [
            {"name": rule.name, "what": rule.what, "severity": rule.severity, "waits_for": rule.waits_for}
            for rule in signals.load().values()
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"raised": raised, "rules": rules}, ensure_ascii=False))
            return
        for rule in rules:
            self.stdout.write(f"{rule['name']:<24}{rule['severity']:<9}{rule['waits_for']}")
        self.stdout.write(f"raised {raised}")
