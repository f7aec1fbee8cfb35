"""`chongyang make_after_action NUMBER --out FILE`: the report of one incident as PDF, or `--png`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import typeset
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations, queries, reports


class Command(BaseCommand):
    help = "Write the after-action report of one incident; the elder is masked"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="as on the card: E260101-000123")
        parser.add_argument("--out", required=True, help="the file to write")
        parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
        parser.add_argument("--png", action="store_true", help="the first page as a picture instead")

    def handle(self, *args: Any, **options: Any) -> None:
        scope, moment = system_scope("make_after_action"), now()
        try:
            with enter(scope):
                key = queries.find_number(scope, options["number"])
                told = reports.after_action(scope, key, now=moment, language=options["language"])
                operations.note_report(incident=key, scope=scope, now=moment, is_revealed=False)
            make = typeset.make_pictures if options["png"] else typeset.make_pdf
            paper = make(reports.AFTER_ACTION, told)
        except (queries.NotFound, typeset.UnableToTypeset) as error:
            raise CommandError(str(error)) from error
        Path(options["out"]).write_bytes(paper[0] if isinstance(paper, list) else paper)
        self.stdout.write(options["out"])
