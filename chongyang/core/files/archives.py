"""XLSX and OFD are ZIP archives: looked into without unpacking more than a limit, whatever they declare."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from chongyang.core.files.errors import ACTIVE, BOMB, BROKEN, WRONG_TYPE, UnableToKeep

MOST_ENTRIES = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
"""A real sheet packs 5 to 40 times; a bomb of one level a thousand times (DEFLATE ends at 1,032)."""
CHUNK = 256 * 1024
BAD_ENDINGS = frozenset(
    {
        ".zip",
        ".7z",
        ".rar",
        ".gz",
        ".exe",
        ".dll",
        ".js",
        ".vbs",
        ".bat",
        ".cmd",
        ".ps1",
        ".jar",
        ".html",
        ".htm",
    }
)
BAD_PARTS = ("vbaproject", "/embeddings/", "/activex/", "/externallinks/", "/macrosheets/")


def check(data: bytes) -> str:
    """`xlsx` or `ofd`; anything else, and what could harm, is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise UnableToKeep(BROKEN) from error


def _check(archive: zipfile.ZipFile, size: int) -> str:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnableToKeep(BOMB)
    if not entries or min(entry.header_offset for entry in entries) != 0 or archive.comment:
        raise UnableToKeep(WRONG_TYPE)  # something stands before or after the archive
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(_leaves(name) for name in names):
        raise UnableToKeep(BROKEN)
    if any(_is_active(name) for name in names):
        raise UnableToKeep(ACTIVE)
    kind = _kind(set(names))
    _unpack(archive, size)
    return kind


def _kind(names: set[str]) -> str:
    if {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    raise UnableToKeep(WRONG_TYPE)


def _leaves(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts


def _is_active(name: str) -> bool:
    small = "/" + name.lower()
    return PurePosixPath(small).suffix in BAD_ENDINGS or any(part in small for part in BAD_PARTS)


def _unpack(archive: zipfile.ZipFile, size: int) -> None:
    """Read every part to its end in pieces, so that a declared size cannot lie; stop at the limit."""
    most = min(MOST_UNPACKED, max(size * MOST_RATIO, CHUNK * 4))
    whole = 0
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while piece := part.read(CHUNK):
                whole += len(piece)
                if whole > most:
                    raise UnableToKeep(BOMB)
