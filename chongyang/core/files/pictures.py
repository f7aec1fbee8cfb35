"""Pictures are drawn anew: no place, no camera, no owner's name, nothing appended stays in them."""

import io
from typing import TYPE_CHECKING

from chongyang.core.files.errors import BROKEN, MANY_PIXELS, UnableToKeep
from chongyang.core.later import Later

if TYPE_CHECKING:
    from PIL import Image, ImageOps
else:
    Image, ImageOps = Later("PIL.Image"), Later("PIL.ImageOps")

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4000
QUALITY = 88
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
WIDE, HIGH = 9, 8


def redraw(data: bytes, media_type: str) -> tuple[bytes, int]:
    """The picture's pixels alone, upright, at most 4,000 a side, with its perceptual hash."""
    kind = FORMATS[media_type]
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnableToKeep(MANY_PIXELS)
            opened.load()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except UnableToKeep:
        raise
    except (
        Exception
    ) as error:  # a broken picture may raise anything (struct, zlib, memory, decompression bomb)
        raise UnableToKeep(BROKEN) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.frombytes("RGB", upright.size, upright.tobytes())
    written = io.BytesIO()
    fresh.save(written, format=kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return written.getvalue(), looks_of(fresh)


def looks_of(picture: "Image.Image") -> int:
    """Difference hash of 64 bits (each pixel against its right neighbour), as a signed whole number.

    The same photograph resized or compressed again differs in few bits; another one in about half of them.
    """
    small = picture.convert("L").resize((WIDE, HIGH))
    pixels = small.tobytes()
    bits = 0
    for row in range(HIGH):
        for column in range(WIDE - 1):
            at = row * WIDE + column
            bits = bits << 1 | (pixels[at] > pixels[at + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def distance(left: int, right: int) -> int:
    """In how many of 64 bits two hashes differ."""
    return ((left ^ right) & ((1 << 64) - 1)).bit_count()
