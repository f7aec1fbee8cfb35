"""What a file is, told by its bytes: never by its name or by what the browser said.

An allow-list: what is none of these is refused, and so is a file that is two things at once (a polyglot). A
picture is drawn anew, so nothing that was hidden in it is kept.
"""

import re
from dataclasses import dataclass

from chongyang.core.files import archives, pictures
from chongyang.core.files.errors import ACTIVE, BROKEN, INFECTED, WRONG_TYPE, UnableToKeep

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png", XLSX: "xlsx", OFD: "ofd"}
PICTURES = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
ZIP_END = b"PK\x05\x06"
TAIL = 66_000
"""The end record of an archive lies within the last 65,557 bytes (APPNOTE 4.3.16)."""
PDF_TAIL = 2048
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
ACTIVE_NAMES = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|EmbeddedFiles|RichMedia|XFA)\b")
HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What is kept: its bytes (a picture's are new), its type, and a picture's perceptual hash."""

    data: bytes
    media_type: str
    looks: int | None = None

    @property
    def ending(self) -> str:
        return ENDINGS[self.media_type]


def sniff(data: bytes) -> Sniffed:
    """The harmless form of a file of the allow-list. Raises UnableToKeep."""
    if EICAR in data:
        raise UnableToKeep(INFECTED)
    for head, media_type in PICTURES.items():
        if data.startswith(head):
            drawn, looks = pictures.redraw(data, media_type)
            return Sniffed(drawn, media_type, looks)
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return Sniffed(data, PDF)
    if data.startswith(b"PK\x03\x04"):
        return Sniffed(data, XLSX if archives.check(data) == "xlsx" else OFD)
    raise UnableToKeep(WRONG_TYPE)


def _check_pdf(data: bytes) -> None:
    """Ends as a PDF ends, is no archive as well, and runs nothing.

    Names may be written with #4A for J; what lies in compressed streams is not seen here: a scanner's work.
    """
    if b"%%EOF" not in data[-PDF_TAIL:]:
        raise UnableToKeep(BROKEN)
    if ZIP_END in data[-TAIL:]:
        raise UnableToKeep(WRONG_TYPE)
    names = HEX_NAME.sub(lambda found: bytes((int(found[1], 16),)), data)
    if ACTIVE_NAMES.search(names):
        raise UnableToKeep(ACTIVE)
