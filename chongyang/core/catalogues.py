"""The words of the interface and their translations, gathered without Debian's gettext.

The source language is Chinese: a msgid is what a Chinese reader sees. Every room, and every desk of `web`,
has a catalogue of its own (`locale/en/LC_MESSAGES/django.po`), so that people who work apart do not meet in
one file. A word that two rooms use stands in one catalogue only.

A data file whose comment says `# shown to people: label, basis` has words for readers under those keys; they
are gathered as well, and a page says them with `|tr`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from chongyang.core.bare_words import find_bare

DOMAIN = Path("LC_MESSAGES") / "django.po"
SHOWN = re.compile(r"^# shown to people: (.+)$", re.MULTILINE)
ONE: Any = None
KEYWORDS: dict[str, Any] = {
    "_": ONE,
    "N_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Key = tuple[Any, str | None]


@dataclass
class Words:
    """What the package says: each word with the folder whose catalogue it belongs to."""

    home: dict[Key, Path] = field(default_factory=dict)
    places: dict[Key, set[str]] = field(default_factory=dict)


def gather(package: Path) -> Words:
    """Every word of every Python file, template and data file, in the order of the folders."""
    words = Words()
    for path in sorted(_sources(package)):
        for key in _words_of(path):
            words.home.setdefault(key, folder_of(path, package))
            words.places.setdefault(key, set()).add(path.relative_to(package.parent).as_posix())
    return words


def _sources(package: Path) -> Iterator[Path]:
    yield from (path for path in package.rglob("*.py") if "migrations" not in path.parts)
    for folder in package.rglob("templates"):
        yield from (path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})
    yield from package.glob("*/data/**/*.yaml")


def folder_of(path: Path, package: Path) -> Path:
    """The room, or the desk of `web`, that a file belongs to."""
    parts = path.relative_to(package).parts
    depth = 2 if parts[0] == "web" and len(parts) > 2 else 1
    return package.joinpath(*parts[:depth]) if len(parts) > 1 else package


def _words_of(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        yield from ((word, None) for word in _shown_words(text))
        return
    if path.suffix != ".py":
        text = _template_as_code(text, path)
    for _line, word, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        if word and word != "":
            yield word, context


def _shown_words(text: str) -> Iterator[str]:
    """What stands under the keys that the file's own comment names, however deep."""
    if found := SHOWN.search(text):
        yield from _under(yaml.safe_load(text), frozenset(found[1].split(", ")))


def _under(told: Any, keys: frozenset[str]) -> Iterator[str]:
    if isinstance(told, dict):
        for key, value in told.items():
            yield from _texts(value) if key in keys else ()
    values: Iterable[Any] = (
        told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    )
    for value in values:
        yield from _under(value, keys)


def _texts(told: Any) -> Iterator[str]:
    """A word, a list of words, or words by their codes."""
    values = told.values() if isinstance(told, dict) else told if isinstance(told, list) else [told]
    yield from (value for value in values if isinstance(value, str))


def _template_as_code(text: str, path: Path) -> str:
    """Django makes a template look like Python; without indents Python's own reader takes it."""
    code = templatize(text, origin=str(path))
    return "\n".join(line.strip() for line in code.splitlines())


def catalogues(package: Path, language: str) -> dict[Path, Catalog]:
    """All catalogues of a language, by their files."""
    found = {}
    for path in sorted(package.rglob(f"locale/{language}/{DOMAIN.as_posix()}")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale=language, domain="django")
    return found


def is_translated(message: Message) -> bool:
    """A whole translation that a person has looked at."""
    strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return not message.fuzzy and bool(strings) and all(strings)


def complaints(package: Path, language: str) -> list[str]:
    """One line for each word that is untranslated, twice translated, said no more, or beyond reach."""
    known: dict[Key, Message] = {}
    told = []
    for path, catalogue in catalogues(package, language).items():
        for message in _messages(catalogue):
            other = known.setdefault((message.id, message.context), message)
            if other.string != message.string:
                told.append(f"two translations: {message.id} ({path.relative_to(package.parent)})")
    words = gather(package)
    for key, places in words.places.items():
        if key not in known or not is_translated(known[key]):
            told.append(f"no translation: {key[0]} ({', '.join(sorted(places)[:2])})")
    told += [f"nobody says it: {key[0]}" for key in known.keys() - words.places.keys()]
    return told + _broken(known.values()) + [f"outside translate tags: {bare}" for bare in find_bare(package)]


def _broken(messages: Iterable[Message]) -> list[str]:
    """Translations whose placeholders differ from the word's, which would fail while a page is made."""
    catalogue = Catalog(locale="en")
    pairs = ((message, error) for message in messages for error in message.check(catalogue))
    return [
        f"wrong translation: {message.id} ({error})" for message, error in pairs if is_translated(message)
    ]


def update(package: Path, language: str) -> int:
    """Adds new words, drops those nobody says any more, compiles; counts what is left to translate."""
    words, found = gather(package), catalogues(package, language)
    placed = {(m.id, m.context): path for path, c in found.items() for m in _messages(c) if m.string}
    wanted: dict[Path, Catalog] = {path: Catalog(locale=language, domain="django") for path in found}
    for key, folder in words.home.items():
        path = placed.get(key, folder / "locale" / language / DOMAIN)
        goal = wanted.setdefault(path, Catalog(locale=language, domain="django"))
        goal.add(key[0], context=key[1], locations=[(p, 0) for p in sorted(words.places[key])])
    for path, template in wanted.items():
        _write(path, found.get(path), template, language)
    return len(complaints(package, language))


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _write(path: Path, old: Catalog | None, template: Catalog, language: str) -> None:
    new = old or Catalog(locale=language, domain="django", project="chongyang", fuzzy=False)
    new.update(template, no_fuzzy_matching=True)
    new.obsolete.clear()
    new.fuzzy = False
    new.header_comment = "# English words of the interface; the source language is Chinese."
    path.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, new, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    kept = _without_dates(text.getvalue())
    if not path.exists() or path.read_bytes() != kept:
        path.write_bytes(kept)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, new)


def _without_dates(text: bytes) -> bytes:
    """Headers that change by themselves would make every run a change."""
    noise = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Last-Translator',
        b'"Language-Team',
        b'"Report-Msgid',
    )
    return b"".join(line for line in text.splitlines(keepends=True) if not line.startswith(noise))
