"""A file that is the body of a request, read block by block while it is kept."""

from typing import Any

from django.http import HttpRequest

from chongyang.core.files.reading import MIB

MOST_NAME = 200


def sent_file(request: HttpRequest, name: str) -> dict[str, Any]:
    """What an operation that takes a file is told of it. A length that is no number counts as not told: the
    bytes are counted anyway.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    return {
        "name": name[:MOST_NAME],
        "declared": int(length[:18]) if length.isascii() and length.isdigit() else None,
        "chunks": iter(lambda: request.read(MIB), b""),
    }
