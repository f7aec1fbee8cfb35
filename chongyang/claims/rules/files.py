"""A file before it is read: what it is, in which coding, with which head, how long. One pass, bytes alone.

What a file is follows from its bytes, never from its name or from what was declared.
"""

import codecs
import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chongyang.claims.rules.limits import limits
from chongyang.claims.rules.reasons import UnableToReadFile

BLOCK = 4 * 1024 * 1024
UTF8, GB18030 = "utf-8", "gb18030"
BAD_LINES_OF_UTF8 = 0.02
"""Of the lines that are not plain ASCII: a few broken ones do not make a UTF-8 file one of GB18030."""
MOST_NULS = 0.01
"""Of the head's bytes: more are no text; a few cost their lines."""
DELIMITERS = ",\t;|"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Look:
    """What one pass over the bytes tells. `rows` counts lines and is a guess until they are read."""

    path: Path
    kind: str  # csv | jsonl | xlsx
    coding: str
    delimiter: str
    header: tuple[str, ...]
    rows: int
    digest: str
    size: int


def look_at(path: Path) -> Look:
    """Look at a file; raises UnableToReadFile."""
    digest, lines, is_utf8, head = _scan(path)
    size = path.stat().st_size
    if head.startswith(b"PK\x03\x04"):
        header, rows = _sheet_head(path)
        return Look(path, "xlsx", "", "", header, rows, digest, size)
    if head.startswith(UTF16):
        raise UnableToReadFile("utf16")
    if head.count(0) > len(head) * MOST_NULS or not head.strip():
        raise UnableToReadFile("not_text" if head.strip() else "empty")
    coding = UTF8 if is_utf8 else _coding_of(path)
    first = next(_first_lines(path, coding), "")
    if first.lstrip().startswith("{"):
        return Look(path, "jsonl", coding, "", _keys_of(path, coding), lines, digest, size)
    delimiter = max(DELIMITERS, key=first.count)
    header = tuple(cell.strip().strip('"').strip() for cell in first.split(delimiter))
    return Look(path, "csv", coding, delimiter, _checked(header), max(lines - 1, 0), digest, size)


def digest_of(path: Path) -> str:
    """SHA-256 of the bytes: the same file twice is one run."""
    return _scan(path)[0]


def _scan(path: Path) -> tuple[str, int, bool, bytes]:
    """Digest, number of lines, whether all of it is UTF-8, and the first bytes."""
    digest, lines, decoder = hashlib.sha256(), 0, codecs.getincrementaldecoder(UTF8)()
    head, last, is_utf8 = b"", b"\n", True
    for block in blocks_of(path):
        digest.update(block)
        lines += block.count(b"\n")
        head, last = head or block[:BLOCK], block[-1:]
        if is_utf8:
            is_utf8 = _decodes(decoder, block)
    return digest.hexdigest(), lines + (last != b"\n"), is_utf8, head


def blocks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _coding_of(path: Path) -> str:
    """UTF-8 with a few broken lines, or GB18030; raises UnableToReadFile where neither reads."""
    wide = bad_utf8 = bad_gb = 0
    with path.open("rb") as file:
        while line := file.readline(BLOCK):
            if not line.isascii():
                wide += 1
                bad_utf8 += not _reads(line, UTF8)
                bad_gb += not _reads(line, GB18030)
    if bad_utf8 <= max(1, wide * BAD_LINES_OF_UTF8) and wide > 1:
        return UTF8
    if bad_gb <= max(1, wide * BAD_LINES_OF_UTF8):
        return GB18030
    raise UnableToReadFile("unreadable_text")


def _reads(line: bytes, coding: str) -> bool:
    try:
        line.decode(coding)
    except UnicodeDecodeError:
        return False
    return True


def _first_lines(path: Path, coding: str) -> Iterator[str]:
    """The first lines that are not empty, without the mark of order."""
    with path.open("rb") as file:
        while line := file.readline(limits().most_line_characters * 4):
            text = line.decode(coding, "replace").lstrip("\ufeff").rstrip("\r\n")
            if text.strip():
                yield text


def _keys_of(path: Path, coding: str) -> tuple[str, ...]:
    """The names in the first hundred objects, in the order in which they come."""
    names: dict[str, None] = {}
    for _, line in zip(range(100), _first_lines(path, coding), strict=False):
        try:
            held = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(held, dict):
            names |= dict.fromkeys(map(str, held))
    return _checked(tuple(names))


def _checked(header: tuple[str, ...]) -> tuple[str, ...]:
    if len(header) > limits().most_columns:
        raise UnableToReadFile("too_many_columns")
    named = [name for name in header if name]
    if double := sorted({name for name in named if named.count(name) > 1}):
        raise UnableToReadFile("double_columns", "、".join(double)[:80])
    return header


def _sheet_head(path: Path) -> tuple[tuple[str, ...], int]:
    """Head and length of the first sheet; a bomb is refused before it is unpacked."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > limits().unpacked_bytes:
                raise UnableToReadFile("broken_sheet")
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        first = next(sheet.iter_rows(values_only=True, max_row=1), ())
        rows = max((sheet.max_row or 1) - 1, 0)
        book.close()
    except UnableToReadFile:
        raise
    except Exception as error:  # a library's many ways to say that bytes are no workbook
        raise UnableToReadFile("broken_sheet") from error
    return _checked(tuple(str(cell or "").strip() for cell in first)), rows
