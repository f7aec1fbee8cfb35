"""`chongyang draw_lifecycles`: the reference page of all life cycles with their diagrams."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chongyang.core.lifecycles import registry
from chongyang.core.lifecycles.diagram import document


class Command(BaseCommand):
    help = "Write docs/reference/lifecycles.md from the registered life cycles"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page differs")
        parser.add_argument("--print", action="store_true", help="print the page instead of writing it")
        parser.add_argument("--to", type=Path, default=settings.ROOT / "docs" / "reference" / "lifecycles.md")

    def handle(self, *args: Any, **options: Any) -> None:
        page, path = document(registry.all_lifecycles()), options["to"]
        if options["print"]:
            self.stdout.write(page)
        elif options["check"]:
            _demand_same(page, path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
            self.stdout.write(f"{path} written")


def _demand_same(page: str, path: Path) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != page:
        raise CommandError(f"{path} is not what the tables say; run `chongyang draw_lifecycles`")
