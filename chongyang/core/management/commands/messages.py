"""`chongyang messages`: gather the words of the interface, keep translations, compile; `--check` judges."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management import BaseCommand, CommandError

from chongyang.core.words_of_code import Found, find_bare, find_words

PACKAGE = Path(__file__).resolve().parents[3]
LOCALE = "en"
HEADER = "# English words of Chongyang. Gathered by `chongyang messages`; the source language is Chinese."


class Command(BaseCommand):
    help = "Gather the words of the interface into the English catalogue and compile it; --check only judges"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail on what is not translated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = PACKAGE / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        held, found = read(path), list(find_words(PACKAGE))
        if options["check"]:
            self._check(held, found)
            return
        catalogue = renew(held, found)
        write(path, catalogue)
        missing = sum(1 for message in catalogue if message.id and not is_translated(message))
        self.stdout.write(f"{len(catalogue)} words, {missing} without translation")

    def _check(self, held: Catalog, found: list[Found]) -> None:
        faults = [*judge(held, found), *(f"outside translate tags: {line}" for line in find_bare(PACKAGE))]
        if faults:
            raise CommandError(
                "\n".join(faults) + f"\n{len(faults)} faults; run `make messages` and translate"
            )
        self.stdout.write(f"{len(held)} words, all translated")


def read(path: Path) -> Catalog:
    """The catalogue as it is committed; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def renew(held: Catalog, found: Iterable[Found]) -> Catalog:
    """The words of the code with the translations that are held; words that are gone fall away."""
    fresh = Catalog(locale=LOCALE, header_comment=HEADER, project="Chongyang", charset="utf-8")
    for each in found:
        former = held.get(_key(each))
        string = former.string if former and not former.fuzzy else ""
        fresh.add(each.words, string or None, locations=[each.place])
    for message in fresh:
        message.locations = sorted({(name, 0) for name, _ in message.locations})
    fresh.mime_headers = [(name, value) for name, value in held.mime_headers if "Date" not in name]
    return fresh


def write(path: Path, catalogue: Catalog) -> None:
    """The catalogue for people, ordered by word, and compiled beside it for the program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def judge(held: Catalog, found: Iterable[Found]) -> Iterator[str]:
    """What is wrong with a catalogue: missing, untranslated, fuzzy, obsolete words, broken placeholders."""
    words = {_key(each): each for each in found}
    for key, each in words.items():
        message = held.get(key)
        if message is None:
            yield f"missing: {key!r} ({each.place[0]}:{each.place[1]})"
        elif message.fuzzy or not is_translated(message):
            yield f"untranslated: {key!r} ({each.place[0]}:{each.place[1]})"
        else:
            yield from (f"{key!r}: {error}" for error in message.check(held))
    for message in held:
        if message.id and _first(message) not in words:
            yield f"obsolete: {_first(message)!r}"


def is_translated(message: Message) -> bool:
    """Whether every form of a word has a translation."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(forms)


def _key(found: Found) -> str:
    return found.words if isinstance(found.words, str) else found.words[0]


def _first(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])
