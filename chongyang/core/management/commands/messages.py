"""`chongyang messages` gathers the words of the interface; `--check` fails on an untranslated one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

import chongyang
from chongyang.core import catalogues


class Command(BaseCommand):
    """Every language but the source has a complete catalogue, or the check says what is missing."""

    help = "Gathers the words of the interface for translation and compiles them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if a word is untranslated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        package = Path(chongyang.__path__[0])
        for language, _name in settings.LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                self._one(package, language, check=options["check"])

    def _one(self, package: Path, language: str, *, check: bool) -> None:
        if not check:
            left = catalogues.update(package, language)
            self.stdout.write(f"{language}: {left} left to translate")
            return
        told = catalogues.complaints(package, language)
        if told:
            raise CommandError("\n".join([*told, f"{language}: {len(told)} to mend; run 'make messages'"]))
