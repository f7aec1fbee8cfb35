"""`chongyang replay_destructions`: after a restore, destroy again what was destroyed since the backup."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core import clock
from chongyang.privacy.operations import ledger, replaying


class Command(BaseCommand):
    help = "Destroy again what a restored backup brought back, by the ledger of destructions"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ledger", type=Path, help="the file (default: CHONGYANG_DESTRUCTION_LEDGER)")
        parser.add_argument(
            "--check", action="store_true", help="only say what is missing; exit 1 when something is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["ledger"]
        try:
            missing = ledger.missing_here(path)
            if options["check"]:
                return self._say(missing)
            counts = replaying.replay_destructions(now=clock.now(), path=path)
        except ledger.UnableToReplay as error:
            raise CommandError(f"the ledger is damaged: {error}") from error
        told = ", ".join(f"{count:,} {became}" for became, count in sorted(counts.items()))
        self.stdout.write(f"{len(missing)} lists replayed: {told or 'nothing to do'}")
        return None

    def _say(self, missing: list[ledger.Entry]) -> None:
        for entry in missing:
            rows = len(entry.told["items"])
            self.stdout.write(f"{entry.number}: {rows:,} rows destroyed, not known to this database")
        if missing:
            raise CommandError(f"{len(missing)} lists must be replayed: chongyang replay_destructions")
        self.stdout.write("every destruction of the ledger is known to this database")
