"""`chongyang verify_audit`: walk the sealed chain; tell the first broken row and exit 1, or what holds."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.utils.translation import gettext

from chongyang.core.queries.chain import Verdict, verify_chain


class Command(BaseCommand):
    help = "Verify the sealed chain of business events"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_chain()
        if options["json"]:
            told = {"ok": verdict.broken is None, **asdict(verdict)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, default=str))
        else:
            self.stdout.write(_sentence(verdict))
        if verdict.broken:
            raise SystemExit(1)


def _sentence(verdict: Verdict) -> str:
    figures = (
        f"{verdict.events} events in {verdict.seals} seals verified "
        f"({verdict.erased} with an erased payload), {verdict.waiting} wait to be sealed\nhead {verdict.head}"
    )
    if (broken := verdict.broken) is None:
        return figures
    event = f", event {broken.event}" + (f" (seq {broken.seq})" if broken.seq else "") if broken.event else ""
    return f"BROKEN at seal {broken.seal}{event}: {gettext(broken.what)}\nbefore it: {figures}"
