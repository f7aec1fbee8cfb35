"""`chongyang make_report --quarter 2018Q4`: the report of a period as Word and PDF, and its row."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import system_scope
from chongyang.core.typeset import UnableToTypeset
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY
from chongyang.supervision.operations.reports import UnableToMakeReport, make_report
from chongyang.supervision.queries.reports import NotFound
from chongyang.supervision.reports_files import FORMS, file_of


class Command(BaseCommand):
    help = "Make the quarterly or annual report of the city or a county as Word and PDF"

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument("--quarter", help="2018Q4")
        chosen.add_argument("--year", help="2018")
        parser.add_argument("--county", default=CITY, help="a reporting unit's key, e.g. jinshui")
        parser.add_argument("--out", type=Path, default=Path(), help="folder for both files")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        period = _period(options["quarter"], options["year"])
        began = time.perf_counter()
        try:
            scope = system_scope("make_report")
            row = make_report(period=period, place=options["county"], scope=scope, now=clock_now())
            paths = _write(row, options["out"])
        except NotFound as error:
            raise CommandError(f"no such county: {error}") from error
        except (UnableToMakeReport, UnableToTypeset, OSError) as error:
            raise CommandError(str(error)) from error
        told = {"period": row.period, "place": row.place, "edition": row.edition, "digest": row.digest}
        told |= {"files": [str(path) for path in paths], "seconds": round(time.perf_counter() - began, 2)}
        self.stdout.write(_said(told, is_json=options["json"]))


def _period(quarter: str | None, year: str | None) -> Period:
    try:
        period = Period.read(quarter or year or "")
    except ValueError as error:
        raise CommandError(str(error)) from error
    if bool(period.quarter) is not bool(quarter):
        raise CommandError("--quarter wants 2018Q4, --year wants 2018")
    return period


def _write(row: Any, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = [file_of(row, form) for form in FORMS]
    for one in made:
        (folder / one.name).write_bytes(one.data)
    return [folder / one.name for one in made]


def _said(told: dict[str, Any], *, is_json: bool) -> str:
    if is_json:
        return json.dumps(told, ensure_ascii=False, indent=2)
    return "\n".join([*told["files"], f"edition {told['edition']}, {told['digest']}, {told['seconds']} s"])
