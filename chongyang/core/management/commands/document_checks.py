"""`chongyang document_checks`: the reference page of the data checks, made from what the rooms registered."""

from argparse import ArgumentParser
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext

from chongyang.core.integrity import Check, list_checks
from chongyang.core.operations.integrity import NUMBERS

HEAD = Path(__file__).resolve().parents[2] / "data" / "integrity_page.md"


class Command(BaseCommand):
    help = "Write docs/reference/integrity.md from the registered checks"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page differs")
        parser.add_argument("--to", type=Path, default=settings.ROOT / "docs" / "reference" / "integrity.md")

    def handle(self, *args: Any, **options: Any) -> None:
        page, path = as_markdown(), options["to"]
        if not options["check"]:
            path.write_text(page, encoding="utf-8")
            self.stdout.write(f"{path} written")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            raise CommandError(f"{path} is not what the rooms registered; run `chongyang document_checks`")


def as_markdown() -> str:
    """The page, a table for each room."""
    checks = sorted(list_checks(), key=lambda check: (check.room, check.name))
    head = HEAD.read_text(encoding="utf-8")
    parts = [head.format(days=NUMBERS["kept_days"], count=len(checks))]
    for room, rows in groupby(checks, key=lambda check: check.room):
        parts.append(f"\n## `{room}`\n\n| check | severity | what | source |\n|---|---|---|---|\n")
        parts += [_row(check) for check in rows]
    return "".join(parts)


def _row(check: Check) -> str:
    with translation.override("en"):
        english = gettext(check.label)
    name = check.name.partition(".")[2]
    return f"| `{name}` | {check.severity} | {check.label} · {english} | {check.source} |\n"
