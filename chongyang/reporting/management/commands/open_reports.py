"""`chongyang open_reports --quarter 2018Q4`: one return for each form and place that is asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import SYSTEM
from chongyang.indicators.rules.periods import Period
from chongyang.reporting.operations import UnableToReport, open_returns


class Command(BaseCommand):
    help = "Open the returns of a quarter that has ended (2018Q4); by default the one before the running one"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quarter", default="", help="2018Q4")

    def handle(self, *args: Any, **options: Any) -> None:
        moment, name = clock_now(), options["quarter"]
        try:
            quarter = Period.read(name) if name else Period.around(timezone.localdate(moment)).former
            opened = open_returns(quarter=quarter, by=SYSTEM, now=moment)
        except (ValueError, UnableToReport) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{quarter}: {opened} returns opened")
