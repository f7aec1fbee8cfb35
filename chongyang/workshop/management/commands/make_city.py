"""`chongyang make_city`: fill the database with an invented city that keeps the published totals."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import connection
from psycopg import errors
from psycopg.conninfo import make_conninfo

from chongyang.core import clock
from chongyang.workshop.city.people import Plan
from chongyang.workshop.city.rows import Keys
from chongyang.workshop.making import UnableToMakeCity, make_city, stands_already
from chongyang.workshop.progress import Progress

FEWEST, MOST = 1, 5_000_000


class Command(BaseCommand):
    help = "Make a demo city: the same number of elders and the same seed give the same bytes"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--elders", type=int, default=20_000, help="registered elders (default 20000)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another city (default 1)")
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of a demo city that stands"
        )
        parser.add_argument("--keep-same", action="store_true", help="as --replace, but keep this very city")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        elders, seed = options["elders"], options["seed"]
        if not FEWEST <= elders <= MOST or seed < 0:
            raise CommandError(f"--elders takes {FEWEST} to {MOST:,}, --seed takes 0 and more")
        quiet = options["verbosity"] == 0
        if options["keep_same"] and stands_already(Plan(elders, seed)):
            return
        try:
            made = make_city(
                plan=Plan(elders, seed),
                keys=keys_of_installation(),
                conninfo=conninfo_of_owner(),
                now=clock.now(),
                replace=options["replace"] or options["keep_same"],
                progress=Progress(elders, "elders", quiet=quiet),
            )
        except UnableToMakeCity as error:
            raise CommandError(str(error)) from error
        except errors.DiskFull as error:
            raise CommandError("The disk is full. Make room and run the command again.") from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. The city is empty; run the command again.") from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made)))
        elif not quiet:
            self.stdout.write(
                f"{made.elders:,} invented elders in {made.seconds} s, at most {made.peak_rss_mib} MiB; "
                f"{sum(made.rows.values()):,} rows"
            )


def keys_of_installation() -> Keys:
    number = settings.FIELD_KEY_NUMBER
    return Keys(bytes.fromhex(settings.FIELD_KEYS[number]), number, bytes.fromhex(settings.INDEX_KEY))


def conninfo_of_owner() -> str:
    """The database of this process, which works as its owner (chongyang.__main__)."""
    held = connection.settings_dict
    return make_conninfo(
        host=held["HOST"] or None,
        port=held["PORT"] or None,
        dbname=held["NAME"],
        user=held["USER"],
        password=held["PASSWORD"] or None,
    )
