"""`chongyang link`: which records are of one person; writes persons, and the pairs for people."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from chongyang.core import clock
from chongyang.core.scopes import Actor, system_scope
from chongyang.linkage import operations
from chongyang.linkage.rules.scoring import UnableToScore

STEPS = {"read": "reading", "score": "scoring", "cluster": "making persons", "write": "writing"}


class Command(BaseCommand):
    help = "Link all records in force and all files; a cut run leaves nothing and begins anew"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor(kind="system", label="link")
        scope = system_scope("linkage", actor)
        told = (lambda step, count: None) if options["json"] else self._told
        try:
            run = operations.link_all(scope=scope, by=actor, now=clock.now(), told=told)
        except operations.UnableToRun as refused:
            raise CommandError(gettext(refused.reason)) from refused
        except UnableToScore as refused:
            raise CommandError(str(refused)) from refused
        names = ("records", "files", "scored", "persons", "new_known", "changed", "to_look_at", "seconds")
        figures = {name: getattr(run, name) for name in names}
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:12} {value}")

    def _told(self, step: str, count: int) -> None:
        if step == "read" and count:
            self.read = getattr(self, "read", 0) + count
            self.stderr.write(f"  {self.read:,} records read")
            return
        self.stderr.write(f"{STEPS[step]} …" + (f" {count:,}" if count else ""))
