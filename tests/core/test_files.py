"""Files that people hand in: what is refused, what is made harmless, how they lie on disk."""

import io
import socket
import struct
import threading
import zipfile

import pytest
from PIL import Image

from chongyang.core import sealing
from chongyang.core.clock import now
from chongyang.core.files import disk, scanning
from chongyang.core.files.errors import (
    ACTIVE,
    BOMB,
    BROKEN,
    EMPTY,
    INFECTED,
    TOO_BIG,
    WRONG_TYPE,
    UnableToKeep,
)
from chongyang.core.files.pictures import distance
from chongyang.core.files.reading import read_limited
from chongyang.core.files.sniffing import JPEG, PDF, PNG, XLSX, sniff
from chongyang.core.models import FileStored
from chongyang.core.operations import files
from chongyang.core.queries import files as kept
from chongyang.core.scopes import SYSTEM

MIB = 1024 * 1024
AREA = 410105001001
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def picture(kind="JPEG", size=(320, 240), **more):
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    made.paste((200, 40, 30), (20, 30, 120, 90))
    written = io.BytesIO()
    made.save(written, format=kind, **more)
    return written.getvalue()


def sheet(**parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        named = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **parts}
        for name, data in named.items():
            archive.writestr(name, data)
    return written.getvalue()


def refusal(data):
    with pytest.raises(UnableToKeep) as refused:
        sniff(data)
    return refused.value.reason


def take(data, **more):
    told = {"name": "产权证.pdf", "area": AREA, "by": SYSTEM, "now": now(), **more}
    return files.take_in(chunks=[data], **told)


def test_what_says_it_has_500_mb_is_not_read_at_all():
    def never():
        raise AssertionError("a byte was asked for")
        yield b""

    with pytest.raises(UnableToKeep) as refused:
        read_limited(never(), most=20 * MIB, declared=500 * MIB)
    assert refused.value.reason == TOO_BIG
    assert refused.value.values == {"most": 20}


def test_what_has_500_mb_without_saying_so_is_put_down_at_the_limit():
    given = []

    def endless():
        for _ in range(500):
            given.append(1)
            yield bytes(MIB)

    with pytest.raises(UnableToKeep):
        read_limited(endless(), most=20 * MIB, declared=12)
    assert len(given) == 21


def test_an_empty_file_is_refused():
    with pytest.raises(UnableToKeep) as refused:
        read_limited([b""], most=MIB)
    assert refused.value.reason == EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script></html>",
        b"\x00" * 64,
        "一段文字".encode(),
        b"GIF89a" + bytes(20),
        b"PK\x05\x06" + bytes(18),
    ],
)
def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(data):
    assert refusal(data) == WRONG_TYPE


def test_the_list_is_pdf_jpeg_png_xlsx_and_ofd():
    assert sniff(PDF_BYTES).media_type == PDF
    assert sniff(picture()).media_type == JPEG
    assert sniff(picture("PNG")).media_type == PNG
    assert sniff(sheet()).media_type == XLSX
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("OFD.xml", b"<ofd/>")
    assert sniff(written.getvalue()).ending == "ofd"


@pytest.mark.parametrize("around", [b"%s", b"%%PDF-1.4\n%s\n%%%%EOF"])
def test_the_test_virus_is_found_by_everybody(around):
    assert refusal(around % EICAR) == INFECTED


def test_a_bomb_called_a_sheet_is_not_unpacked():
    assert refusal(sheet(**{"xl/worksheets/sheet1.xml": bytes(64 * MIB)})) == BOMB


def test_a_sheet_that_lies_about_its_size_is_found():
    data = bytearray(sheet(**{"xl/big.xml": bytes(8 * MIB)}))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 10)  # the size that the directory declares
    assert refusal(bytes(data)) in (BOMB, BROKEN)


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/embeddings/a.bin", "xl/inner.zip", "a.js"])
def test_a_sheet_with_something_that_runs_is_refused(part):
    assert refusal(sheet(**{part: b"x"})) == ACTIVE


@pytest.mark.parametrize("part", ["../../etc/passwd", "/etc/passwd", "..\\a.xml"])
def test_a_sheet_that_would_leave_its_folder_is_refused(part):
    assert refusal(sheet(**{part: b"x"})) == BROKEN


@pytest.mark.parametrize("name", [b"/JavaScript", b"/J#61vaScript", b"/Launch", b"/EmbeddedFile"])
def test_a_pdf_that_runs_something_is_refused(name):
    assert refusal(PDF_BYTES.replace(b"/Catalog", b"/Catalog " + name)) == ACTIVE


def test_two_things_at_once_are_refused():
    assert refusal(PDF_BYTES + sheet()) in (WRONG_TYPE, BROKEN)
    assert refusal(PDF_BYTES[:-1] + sheet()[-60:] + b"%%EOF") == WRONG_TYPE
    assert refusal(b"MZ" + sheet()) == WRONG_TYPE
    assert refusal(sheet()[:4] + b"GIF89a") == BROKEN


def test_a_picture_is_drawn_anew_and_loses_what_was_hidden_in_it():
    exif = Image.Exif()
    exif[0x010E] = "拍摄者的名字"
    sniffed = sniff(picture(exif=exif) + sheet() + b"<script>")
    assert b"PK\x03\x04" not in sniffed.data
    assert b"<script>" not in sniffed.data
    assert not Image.open(io.BytesIO(sniffed.data)).getexif()


def test_a_broken_picture_and_one_of_too_many_pixels_are_refused():
    assert refusal(picture()[:200]) == BROKEN
    head = b"\x89PNG\r\n\x1a\n" + struct.pack("!L4sLL5B", 13, b"IHDR", 60_000, 60_000, 8, 2, 0, 0, 0)
    with pytest.raises(UnableToKeep):
        sniff(head + bytes(40))


def test_the_same_photograph_looks_the_same_when_made_smaller_and_packed_again():
    def photograph(size, quality, part=(-2, -1.5, 1, 1.5)):
        written = io.BytesIO()
        Image.effect_mandelbrot((640, 480), part, 60).resize(size).convert("RGB").save(
            written, format="JPEG", quality=quality
        )
        return sniff(written.getvalue()).looks

    first, again = photograph((640, 480), 95), photograph((400, 300), 40)
    assert distance(first, again) <= 6
    assert distance(first, photograph((640, 480), 95, (-0.8, -0.2, -0.6, 0.1))) > 12


def test_a_kept_file_lies_sealed_and_opens_again(db):
    row = take(PDF_BYTES, name=r"C:\家\..\产权证<1>.exe")
    held = disk.path_of(row.digest).read_bytes()
    assert b"%PDF" not in held
    assert kept.read(row) == PDF_BYTES
    assert FileStored.objects.get(id=row.id).name.plain == "产权证1.pdf"
    assert disk.path_of(row.digest).stat().st_mode & 0o077 == 0


def test_bytes_that_were_changed_or_cut_do_not_open(db):
    data = PDF_BYTES[:-6] + b"%" * (2 * MIB) + b"\n%%EOF\n"
    row = take(data)
    path = disk.path_of(row.digest)
    whole = path.read_bytes()
    assert kept.read(row) == data
    path.write_bytes(whole[:-1] + bytes((whole[-1] ^ 1,)))
    with pytest.raises(sealing.UnableToOpen):
        kept.read(row)
    first = 8 + int.from_bytes(whole[:8])
    path.write_bytes(whole[:first])
    with pytest.raises(sealing.UnableToOpen):
        kept.read(row)


def test_the_same_bytes_lie_once_and_go_with_the_last_row(db, django_capture_on_commit_callbacks):
    one, two = take(PDF_BYTES), take(PDF_BYTES)
    assert one.digest == two.digest
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(row=one, by=SYSTEM, now=now())
    assert disk.path_of(two.digest).exists()
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(row=two, by=SYSTEM, now=now())
    assert not disk.path_of(one.digest).exists()


class Clamd:
    """clamd on this machine: reads INSTREAM and answers by a word in the bytes."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line:
                reader = line.makefile("rb")
                reader.read(len(b"zINSTREAM\0"))
                data = b""
                while size := struct.unpack("!L", reader.read(4))[0]:
                    data += reader.read(size)
                found = b"BAD" in data
                line.sendall(b"stream: Test.Virus FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    made = Clamd()
    settings.SCANNER, settings.CLAMAV = "clamav", f"tcp://127.0.0.1:{made.port}"
    yield made
    made.server.close()


def test_what_the_scanner_finds_is_not_kept(db, clamd):
    assert take(PDF_BYTES).verdict == scanning.CLEAN
    bad = PDF_BYTES.replace(b"1 0 obj\n", b"1 0 obj\n%BAD\n")
    with pytest.raises(UnableToKeep) as refused:
        take(bad)
    assert refused.value.reason == INFECTED
    assert not disk.path_of(disk.digest_of(bad)).exists()


def test_while_the_scanner_is_away_a_file_waits_in_quarantine(db, clamd, settings):
    there, settings.CLAMAV = settings.CLAMAV, "tcp://127.0.0.1:9"
    row = take(PDF_BYTES)
    assert row.verdict == scanning.WAITING
    assert kept.read(row) is None
    assert scanning.look()[0].faults
    assert files.scan_waiting(now=now()) == 0
    settings.CLAMAV = there
    assert files.scan_waiting(now=now()) == 1
    assert kept.read(FileStored.objects.get(id=row.id)) == PDF_BYTES


def test_without_a_scanner_a_file_says_that_nobody_looked(db):
    assert take(PDF_BYTES).verdict == scanning.UNSCANNED
    assert scanning.look()[0].adapter == "null"
