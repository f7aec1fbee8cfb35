"""`chongyang restore_drill`: prove on a cluster of its own that a point-in-time restore brings all back."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core.postgres import UnableToRunPostgres
from chongyang.workshop import restore_drill


class Command(BaseCommand):
    help = "Rehearse a point-in-time restore: base backup, WAL archive, another folder, verified chain"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--in", dest="folder", help="where to do it (default: the machine's temporary folder)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home = Path(tempfile.mkdtemp(prefix="chongyang-drill-", dir=options["folder"]))
        home.chmod(0o755)  # the database's user passes through
        try:
            done = restore_drill.drill(home, say=self.stderr.write)
        except (restore_drill.UnableToRestore, UnableToRunPostgres) as error:
            raise CommandError(str(error)) from error
        finally:
            restore_drill.clear(home)
        self.stdout.write(json.dumps(done.as_dict()) if options["json"] else _sentence(done))
        if not done.holds:
            raise SystemExit(1)


def _sentence(done: restore_drill.Drill) -> str:
    steps = ", ".join(f"{name} {seconds} s" for name, seconds in done.seconds.items())
    rows = ", ".join(
        f"{kind.rpartition('.')[2]} {done.found[kind]}/{done.written[kind]}" for kind in done.written
    )
    verdict = "holds" if done.holds else "FAILED"
    return (
        f"restore to {done.moment}: {verdict}\nevents found/written: {rows} ('after' must be 0)\n"
        f"what was destroyed since is {'gone again' if done.forgotten_again else 'BACK'}\n"
        f"chain {'whole' if done.chain_ok else 'BROKEN'}, {done.events_verified} events verified\n{steps}"
    )
