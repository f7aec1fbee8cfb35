"""`chongyang messages`: gather the words of the interface, keep translations, compile; `--check` judges."""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
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

PO_HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n\""""


class Command(BaseCommand):
    help = "Gather the words of each room into its English catalogue and compile it; --check only judges"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail on what is not translated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rooms = by_room(find_words(PACKAGE))
        if options["check"]:
            self._check(rooms)
            return
        known = translations(map(read, catalogues()))
        for path in catalogues() - rooms.keys():
            path.unlink()
        for path, found in rooms.items():
            catalogue = renew(read(path), found, known)
            write(path, catalogue)
            missing = sum(not is_translated(message) for message in catalogue if message.id)
            name = path.relative_to(PACKAGE).parts[:-4]
            self.stdout.write(f"{'.'.join(name)}: {len(catalogue)} words, {missing} without translation")

    def _check(self, rooms: dict[Path, list[Found]]) -> None:
        faults = [fault for path, found in rooms.items() for fault in judge(read(path), found)]
        faults += [f"nobody's catalogue: {path}" for path in sorted(catalogues() - rooms.keys())]
        faults += [f"outside translate tags: {line}" for line in find_bare(PACKAGE)]
        if faults:
            raise CommandError(
                "\n".join(faults) + f"\n{len(faults)} faults; run `make messages` and translate"
            )
        self.stdout.write(f"{sum(map(len, rooms.values()))} words, all translated")


def catalogues() -> set[Path]:
    """Every catalogue that is there."""
    return set(PACKAGE.rglob(f"locale/{LOCALE}/LC_MESSAGES/django.po"))


def by_room(found: Iterable[Found]) -> dict[Path, list[Found]]:
    """The words under the catalogue of their room; a desk of `web` has its own, the rest is core's."""
    rooms: dict[Path, list[Found]] = defaultdict(list)
    for each in found:
        parts = Path(each.place[0]).parts[1:-1]
        depth = 2 if parts[:1] == ("web",) else 1
        room = PACKAGE.joinpath(*parts[:depth]) if len(parts) >= depth else PACKAGE / "core"
        rooms[room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"].append(each)
    return rooms


def translations(held: Iterable[Catalog]) -> dict[str, Any]:
    """What is translated anywhere, so that two rooms say the same word in the same way."""
    known: dict[str, Any] = {}
    for catalogue in held:
        for message in catalogue:
            if message.id and is_translated(message) and not message.fuzzy:
                known.setdefault(_first(message), message.string)
    return known


def read(path: Path) -> Catalog:
    """The catalogue as it is committed; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def renew(held: Catalog, found: Iterable[Found], known: Mapping[str, Any]) -> Catalog:
    """The words of the code with the translations that are held; words that are gone fall away."""
    fresh = Catalog(locale=LOCALE, header_comment=HEADER, project="Chongyang", charset="utf-8")
    for each in found:
        former = held.get(_key(each))
        own = former.string if former and is_translated(former) and not former.fuzzy else None
        fresh.add(each.words, own or known.get(_key(each)), locations=[each.place])
    for message in fresh:
        message.locations = sorted({(name, 0) for name, _ in message.locations})
    return fresh


def write(path: Path, catalogue: Catalog) -> None:
    """The catalogue for people, ordered by word, and compiled beside it for the program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True)
    path.write_bytes(f"{HEADER}\n{PO_HEAD}\n\n".encode() + text.getvalue())
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
