"""Many raw frames as one row: each byte by byte with its topic and its moment, compressed together.

The form: a byte for the version, then zlib over the frames, each a head (milliseconds after the pack's first
moment, length of the topic, length of the body) with topic and body behind it. About 25 bytes a heartbeat.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chongyang.telecare.rules.frames import BODY_LIMIT, TOPIC_LIMIT, clean

VERSION = b"\x01"
HEAD = struct.Struct("!IHH")
LEVEL = 6
LONGEST = 2**32 - 1
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A frame as it came."""

    received_at: datetime
    topic: str
    body: bytes


def pack(frames: Iterable[RawFrame], start: datetime) -> bytes:
    """The frames in their order; what is longer than a frame may be loses its end."""
    return VERSION + zlib.compress(b"".join(_packed(frame, start) for frame in frames), LEVEL)


def _packed(frame: RawFrame, start: datetime) -> bytes:
    topic, body = clean(frame.topic)[:TOPIC_LIMIT].encode(), frame.body[:BODY_LIMIT]
    after = min(max(0, (frame.received_at - start) // MILLISECOND), LONGEST)
    return HEAD.pack(after, len(topic), len(body)) + topic + body


def unpack(packed: bytes, start: datetime) -> Iterator[RawFrame]:
    """The frames of a pack, their moments to the millisecond. Raises ValueError for another version."""
    if packed[:1] != VERSION:
        raise ValueError("a pack of another version")
    data, at = zlib.decompress(packed[1:]), 0
    while at < len(data):
        after, topic, body = HEAD.unpack_from(data, at)
        at += HEAD.size
        said = data[at + topic : at + topic + body]
        yield RawFrame(start + after * MILLISECOND, data[at : at + topic].decode(), said)
        at += topic + body
