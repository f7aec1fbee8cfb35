"""`chongyang decide_ending`: do the many records end that a whole file lacks? In a person's name."""

from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from chongyang.claims.enums import EndingState
from chongyang.claims.models import Ending
from chongyang.claims.operations import endings
from chongyang.claims.operations.errors import UnableToImport
from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.registry.queries import NotFound
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.territory.permissions import NotAllowed


class Command(BaseCommand):
    help = "End or keep the records that a whole file does not show; without a run: list what waits"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", nargs="?", type=UUID, help="the run's key")
        parser.add_argument("--account", default="", help="who decides: another one than sent the file")
        parser.add_argument("--note", default="", help="how it was checked, and why")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--end", action="store_true", help="they end on the day of the data")
        choice.add_argument("--keep", action="store_true", help="they stay as they are")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["run"] is None:
            self._list()
        elif options["end"] == options["keep"]:
            raise CommandError("say --end or --keep")
        else:
            self._decide(options)

    def _decide(self, options: dict[str, Any]) -> None:
        now = clock.now()
        with enter(system_scope("decide_ending")):
            account = Account.objects.filter(username=options["account"]).first()
            if account is None:
                raise CommandError(f"no account {options['account']!r}")
            scope = territory.scope_of(account, now=now)
        words: dict[str, Any] = {
            "ends": options["end"],
            "note": options["note"],
            "scope": scope,
            "by": scope.actor,
            "now": now,
        }
        try:
            with enter(scope):
                row = endings.decide_ending(run=options["run"], **words)
        except UnableToImport as refused:
            raise CommandError(gettext(str(refused))) from refused
        except (NotAllowed, NotFound) as refused:
            raise CommandError("this account may not decide about this run") from refused
        self.stdout.write(f"{row.feed}: {row.absent:,} of {row.in_force:,} records {row.state}")

    def _list(self) -> None:
        with enter(system_scope("decide_ending")):
            rows = list(Ending.objects.filter(state=EndingState.WAITING).order_by("held_at", "id"))
        for row in rows:
            self.stdout.write(
                f"{row.run}  {row.feed:<24} {row.told_on}  {row.absent:,} of {row.in_force:,} records"
            )
        if not rows:
            self.stdout.write("nothing waits")
