"""Papers as PDF: a typst template and plain data in, the file's bytes out. Nothing is fetched, nothing left.

Fonts are those of a locked package, never the machine's, so a paper looks the same everywhere. The file is
PDF/A-2u: long to be kept, and a character without a glyph is an error instead of an empty box.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from chongyang.core.later import Later

if TYPE_CHECKING:
    import typst
else:
    typst = Later("typst")

STANDARD = "a-2u"
TEXT = re.compile(r"`.*?`")
FONTS = "pylopdf_fonts_zh_cn"
PLAIN = b'#set document(title: "-")\n#set text(font: "Noto Sans SC")\n#json(bytes(sys.inputs.data)).text'


class UnableToTypeset(Exception):
    """The template and the data make no paper; the text names the fault and no data."""


@cache
def _fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(resources.files(FONTS))]
    )


@cache
def read_template(package: str, name: str) -> bytes:
    """A template that is shipped with a room: `data/<name>` of the package."""
    return resources.files(package).joinpath("data", name).read_bytes()


def make_pdf(
    template: bytes,
    data: Mapping[str, Any],
    *,
    at: datetime | None = None,
    standard: str | Sequence[str] = STANDARD,
) -> bytes:
    """Set the paper; the template reads its data from `sys.inputs.data` as JSON. About 50 ms a page.

    The data goes into the compiler as values, so no text of a person can be read as a command. Raises
    UnableToTypeset.
    """
    moment = at.replace(microsecond=0) if at else None
    standards = standard if isinstance(standard, str) else list(standard)
    return bytes(_compile(template, data, format="pdf", pdf_standards=standards, timestamp=moment))


def lacking(text: str) -> set[str]:
    """The characters that no packed font draws, found by halves: a compilation for all, a few for each."""
    return _lacking(sorted(set(text)))


def _lacking(characters: list[str]) -> set[str]:
    try:
        make_pdf(PLAIN, {"text": "".join(characters)})
    except UnableToTypeset:
        if len(characters) == 1:
            return set(characters)
        middle = len(characters) // 2
        return _lacking(characters[:middle]) | _lacking(characters[middle:])
    return set()


def make_pictures(template: bytes, data: Mapping[str, Any], *, ppi: float = 96) -> list[bytes]:
    """The same paper as PNG, a picture for each page: to look at it."""
    made = _compile(template, data, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compile(template: bytes, data: Mapping[str, Any], **words: Any) -> Any:
    inputs = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    kept = {name: word for name, word in words.items() if word is not None}
    try:
        return typst.compile(template, font_paths=_fonts(), sys_inputs=inputs, **kept)
    except typst.TypstError as error:
        raise UnableToTypeset(TEXT.sub("…", error.message.splitlines()[0])[:200]) from None
