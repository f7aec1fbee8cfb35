"""Chinese text in a template outside the translation tags: nobody could translate it."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType

CHINESE = re.compile(r"[\u3400-\u9fff]")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
OPENING = {"blocktranslate", "blocktrans", "comment"}
CLOSING = {f"end{word}" for word in OPENING}


def find_bare(package: Path) -> Iterator[str]:
    """`file:line: text` for each such piece."""
    for path in sorted(package.rglob("templates/**/*.html")):
        name = path.relative_to(package.parent).as_posix()
        for line, piece in _pieces(path.read_text(encoding="utf-8")):
            yield f"{name}:{line}: {piece}"


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    inside = False
    for token in Lexer(COMMENT.sub(_blank, text)).tokenize():
        word = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type is TokenType.BLOCK and word in OPENING | CLOSING:
            inside = word in OPENING
        elif token.token_type is TokenType.TEXT and not inside and CHINESE.search(token.contents):
            yield token.lineno or 0, " ".join(token.contents.split())[:60]


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")
