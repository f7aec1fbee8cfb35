"""`chongyang check_duties`: which chains of money one or two people could complete today.

Fails where the law of the life cycles would let two persons through. What the posts of one or two accounts
cover, and only that law forbids, is a warning; a stage that nobody can do is named.
"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding import queries
from chongyang.territory import queries as territory


class Command(BaseCommand):
    help = "Name any chain from application to payment that one or two accounts could complete today"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        scope, moment = system_scope("check_duties"), now()
        with enter(scope):
            chains = queries.list_chains(scope, moment)
            names = {key: territory.username_of(key) for chain in chains for key in chain.fewest}
        if options["json"]:
            told = [
                asdict(chain) | {"by_few": chain.by_few, "covered_by": [names[key] for key in chain.fewest]}
                for chain in chains
            ]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        else:
            self._say(chains, names)
        if few := [chain for chain in chains if chain.by_few]:
            raise CommandError(f"{len(few)} chains can be completed by two persons or one")

    def _say(self, chains: Any, names: Any) -> None:
        for chain in chains:
            words = f"{chain.name} {chain.area // 10**6}: {chain.persons} persons by law"
            if chain.empty:
                words += f"; nobody for {', '.join(chain.empty)}"
            elif chain.covered_by_few:
                held = ", ".join(names[key] for key in chain.fewest)
                words += f"; WARNING: the posts of {held} cover every stage, only the life cycle forbids it"
            self.stdout.write(words)
        self.stdout.write(
            f"{len(chains)} chains, {sum(chain.by_few for chain in chains)} completable by two or one"
        )
