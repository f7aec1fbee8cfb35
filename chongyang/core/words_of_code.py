"""Every word of the interface that the code and the templates hold, for the catalogue.

Babel reads Python; Django's own `templatize` turns a template into something that Babel reads too. No gettext
binary is needed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.template.base import Lexer
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop", "_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
}
CHINESE = re.compile(r"[\u3400-\u9fff]")
COMMENT = re.compile(r"<!--.*?-->|{#.*?#}", re.DOTALL)
LEFT_ALONE = ("migrations",)


@dataclass(frozen=True, slots=True)
class Found:
    """A word (or a pair of singular and plural) and where it stands."""

    words: str | tuple[str, str]
    place: tuple[str, int]


def find_words(package: Path) -> Iterator[Found]:
    """Every marked word under a package, in the order of files and lines."""
    for path in sources(package):
        text = path.read_text(encoding="utf-8")
        code = _as_code(text, path) if path.suffix == ".html" else text
        name = path.relative_to(package.parent).as_posix()
        for line, words, _, _ in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
            yield Found(words if isinstance(words, str) else (words[0], words[1]), (name, line))


def _as_code(text: str, path: Path) -> str:
    """The template as lines of Python without indentation, which Babel's tokenizer would trip over."""
    lines = templatize(text, origin=str(path)).splitlines()
    return "\n".join(line.lstrip() for line in lines)


def sources(package: Path) -> list[Path]:
    """Python files and templates, without migrations."""
    files = [*package.rglob("*.py"), *package.rglob("templates/**/*.html")]
    return sorted(path for path in files if not set(LEFT_ALONE) & set(path.parts))


def find_bare(package: Path) -> Iterator[str]:
    """`file:line: text` for Chinese in a template outside the translation tags: nobody could translate it."""
    for path in sources(package):
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(package.parent).as_posix()
            for line, piece in _bare_pieces(COMMENT.sub(_blank, text)):
                yield f"{name}:{line}: {piece}"


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _bare_pieces(text: str) -> Iterator[tuple[int, str]]:
    inside = False
    for token in Lexer(text).tokenize():
        word = token.contents.split()[0] if token.contents.split() else ""
        if word in ("blocktranslate", "blocktrans"):
            inside = True
        elif word in ("endblocktranslate", "endblocktrans"):
            inside = False
        elif token.token_type.name == "TEXT" and not inside and CHINESE.search(token.contents):
            yield token.lineno or 0, token.contents.strip()[:60]
