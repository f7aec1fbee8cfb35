"""`chongyang make_cards --area CODE --to FILE.pdf`: the cards that an area lacks, as sheets to print."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.registration import operations, papers
from chongyang.territory import queries as territory


class Command(BaseCommand):
    help = "Print the registration cards of the people of a street or community who have none yet"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, help="code of a street or community")
        parser.add_argument("--to", type=Path, required=True, help="the PDF to be written")
        parser.add_argument(
            "--host", default="http://127.0.0.1:8000", help="address of this installation, for the codes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        scope, moment = system_scope("make_cards"), now()
        try:
            within = interval_of(territory.get_area(options["area"]).code)
            with enter(scope):
                made = operations.print_cards(scope=scope, by=SYSTEM, now=moment, within=within)
                data = papers.set_cards(made, address=f"{options['host'].rstrip('/')}/card/", at=moment)
                options["to"].write_bytes(data)
        except territory.UnknownArea as error:
            raise CommandError(f"there is no area {options['area']}") from error
        except operations.UnableToAsk as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{len(made)} cards in {options['to']}")
