"""A kept file or a paper given away: as an attachment that runs nothing and stays in no cache."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from chongyang.core.files.disk import FileIsGone
from chongyang.core.queries import files

SHUT = "default-src 'none'; sandbox"


def given(data: bytes, media_type: str, name: str) -> HttpResponse:
    """Bytes as an attachment of this name."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Security-Policy"], answer["X-Content-Type-Options"] = SHUT, "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def given_file(file: Any) -> HttpResponse:
    """A kept file; what waits for the scanner, or whose bytes are gone, is not there."""
    try:
        data = files.read(file)
    except FileIsGone as error:
        raise Http404 from error
    if data is None:
        raise Http404
    return given(data, file.media_type, file.name.plain)
