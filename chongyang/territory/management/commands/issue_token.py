"""`chongyang issue_token`: a token of the JSON door for an account; its secret is printed this once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM
from chongyang.territory.enums import TokenName
from chongyang.territory.models import Account
from chongyang.territory.operations import UnableToIssueToken, issue_token


class Command(BaseCommand):
    help = "Issue a token of the JSON door; names: " + ", ".join(name.value for name in TokenName)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("names", nargs="+", metavar="NAME", help="what it may be used for")
        parser.add_argument("--label", default="", help="what it is for, as lists show it")
        parser.add_argument("--days", type=int, default=90, help="how long it is valid (90)")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError(f"no account {options['username']}")
        moment = now()
        try:
            issued = issue_token(
                account=account,
                label=options["label"] or "command line",
                names=options["names"],
                valid_to=moment + timedelta(days=options["days"]),
                by=SYSTEM,
                now=moment,
            )
        except UnableToIssueToken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(issued.secret)
        self.stderr.write(f"{issued.token.prefix} is valid to {issued.token.valid_to:%Y-%m-%d}; shown once")
