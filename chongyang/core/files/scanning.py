"""The port of a virus scanner: none (the demo's) or ClamAV over its INSTREAM command."""

import socket
import struct
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from chongyang.core.ports import Port
from chongyang.core.words import N_

CLEAN, INFECTED, UNSCANNED, WAITING = "clean", "infected", "unscanned", "waiting"
CHUNK = 64 * 1024
ANSWER = 4096
NO_ADDRESS = N_("没有写明杀毒服务的地址（CHONGYANG_CLAMAV）。")
NOT_THERE = N_("杀毒服务没有应答，新文件先隔离，恢复后补查。")


class UnableToScan(Exception):
    """The scanner does not answer; the file waits in quarantine."""


class Scanner(Protocol):
    """`verdict` is one of clean, infected, unscanned. Raises UnableToScan."""

    def verdict(self, data: bytes) -> str: ...


class NullScanner:
    """Looks at nothing and says so: `unscanned` is shown beside the file."""

    def verdict(self, data: bytes) -> str:
        return UNSCANNED


@dataclass(frozen=True, slots=True)
class ClamAV:
    """clamd on `tcp://host:port` or `unix:/path`; the file goes to it in pieces and never to a disk."""

    address: str
    timeout: float = 20

    def verdict(self, data: bytes) -> str:
        try:
            with self._connect() as line:
                line.sendall(b"zINSTREAM\0")
                for at in range(0, len(data), CHUNK):
                    piece = data[at : at + CHUNK]
                    line.sendall(struct.pack("!L", len(piece)) + piece)
                line.sendall(struct.pack("!L", 0))
                return _read(line)
        except (OSError, ValueError) as error:
            raise UnableToScan(type(error).__name__) from error

    def _connect(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self.timeout)
            line.connect(parts.path)
            return line
        return socket.create_connection((parts.hostname or "", parts.port or 3310), self.timeout)


def _read(line: socket.socket) -> str:
    """`stream: OK`, `stream: NAME FOUND`; everything else is no answer."""
    told = b""
    while piece := line.recv(ANSWER):
        told += piece
        if told.endswith((b"\0", b"\n")) or len(told) > ANSWER:
            break
    words = told.rstrip(b"\0\n ")
    if words.endswith(b" FOUND"):
        return INFECTED
    if words.endswith(b": OK"):
        return CLEAN
    raise UnableToScan("no verdict")


def scanner() -> Scanner:
    """The one that the settings name."""
    return ClamAV(settings.CLAMAV) if settings.SCANNER == "clamav" else NullScanner()


def look() -> list[Port]:
    """For the administrator's page of vendors."""
    if settings.SCANNER != "clamav":
        return [Port(N_("上传文件的杀毒"), "null")]
    faults: tuple[str, ...] = ()
    if not settings.CLAMAV:
        faults = (NO_ADDRESS,)
    else:
        try:
            ClamAV(settings.CLAMAV, timeout=2).verdict(b"a")
        except UnableToScan:
            faults = (NOT_THERE,)
    return [Port(N_("上传文件的杀毒"), "clamav", faults)]
