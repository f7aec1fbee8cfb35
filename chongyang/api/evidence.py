"""Files that show something, of duties and of assessment: the shape of a kept one, and its bytes."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from chongyang.api.problems import Problem
from chongyang.api.uploads import sent_file
from chongyang.core.queries import files
from chongyang.duties.operations import Handed


class KeptFile(Schema):
    """`verdict`: what the virus scanner said; one that waits for it is not opened."""

    id: UUID
    name: str
    media_type: str
    size: int
    verdict: str

    @staticmethod
    def resolve_name(row: Any) -> str:
        return str(row.name.plain)


class FileContent(Schema):
    """`content` is base64."""

    name: str
    media_type: str
    content: str


def handed(request: HttpRequest, name: str) -> Handed:
    """The body of a request as a file that is handed in."""
    sent = sent_file(request, name)
    return Handed(sent["name"], sent["chunks"], sent["declared"])


def content_of(row: Any) -> dict[str, Any]:
    """Raises a problem for a file in quarantine, as for one that is not there."""
    data = files.read(row)
    if data is None:
        raise Problem("not-found")
    return {
        "name": row.name.plain,
        "media_type": row.media_type,
        "content": base64.b64encode(data).decode(),
    }
