"""`chongyang explain CASE`: an application back to its clause, and on to its payment and budget."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.funding import queries
from chongyang.funding.queries.telling import tell
from chongyang.funding.rules.explained import lines


class Command(BaseCommand):
    help = "Explain an application: decision, steps, parameters, words of the clause, payment, budget"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "case", help="key of the application, or the ten characters that people call it by"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = system_scope("explain")
        with enter(scope):
            key = _key(options["case"])
            try:
                told = tell(queries.explain(scope, key))
            except queries.NotFound as error:
                raise CommandError(f"there is no application {options['case']}") from error
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for line in lines(told):
            self.stdout.write(line)


def _key(text: str) -> UUID:
    """A whole key, or the number on a letter."""
    try:
        return UUID(text)
    except ValueError:
        found = queries.find_by_number(system_scope("explain"), text)
    if found is None:
        raise CommandError(f"there is no application {text}")
    return found
