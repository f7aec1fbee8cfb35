"""`chongyang revoke_token`: end a token of the JSON door at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.territory.operations import revoke_token


class Command(BaseCommand):
    help = "Revoke a token of the JSON door by its prefix"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", help="cy_ and eight characters, as logs and lists show it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not revoke_token(prefix=options["prefix"], by=SYSTEM, now=now()):
            raise CommandError(f"no token in force under {options['prefix']}")
        self.stdout.write(f"{options['prefix']} is revoked")
