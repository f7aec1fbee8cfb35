"""`chongyang retention_page`: write the reference of retention from its data."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.privacy.rules.page import as_markdown

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "retention.md"


class Command(BaseCommand):
    help = "Write docs/reference/retention.md; with --check only compare"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit 1 when the page differs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            PAGE.write_text(as_markdown(), encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != as_markdown():
            raise CommandError("docs/reference/retention.md is not what retention.yaml declares")
