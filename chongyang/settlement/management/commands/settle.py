"""chongyang settle 2026-10: the statements of a month that is over."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core.clock import now
from chongyang.settlement import operations
from chongyang.settlement.rules.months import NoMonth, read_month
from chongyang.territory import queries as territory


class Command(BaseCommand):
    help = "Settle a month: statements by provider and contract, from visits whose evidence was accepted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="for example 2026-10")

    def handle(self, *args: Any, month: str, **options: Any) -> None:
        """A second run makes nothing."""
        try:
            made = operations.settle_month(month=read_month(month), now=now())
        except (NoMonth, operations.UnableToSettle) as error:
            raise CommandError(str(error)) from error
        names = territory.organisation_names([row.organisation for row in made])
        for row in made:
            fen = row.payable_fen
            name = names.get(row.organisation, "")
            self.stdout.write(f"{row.number}  {name}  {row.lines} visits  {fen // 100}.{fen % 100:02d} yuan")
        self.stdout.write(f"{len(made)} statements, {sum(row.lines for row in made)} visits")
