"""How much a page takes: refused at its declared length, else while it is read, before the disk holds it all.

Every page takes `CHONGYANG_UPLOAD_BYTES`; a view that takes large files says so with `takes`, and only from
who is signed in. The JSON door counts for itself.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.module_loading import import_string

from chongyang.web.parts import errors
from chongyang.web.parts.middleware import JSON_DOOR, Answer

BLOCK, MOST_NAME = 1024 * 1024, 200
FORM_AROUND = 256 * 1024
"""Bytes of the form around a file: its other fields and the marks between."""
View = TypeVar("View", bound=Callable[..., Any])


def takes(setting: str) -> Callable[[View], View]:
    """The view takes files of so many bytes as the setting says."""

    def mark(view: View) -> View:
        view.takes_bytes = setting  # type: ignore[attr-defined]
        return view

    return mark


def sent_file(request: HttpRequest, field: str = "file") -> dict[str, Any] | None:
    """What an operation that takes a file is told of one that came with a form; None where none did."""
    file = request.FILES.get(field)
    if file is None or isinstance(file, list):
        return None
    return {"name": (file.name or field)[:MOST_NAME], "declared": file.size, "chunks": file.chunks(BLOCK)}


def limits(answer: Answer) -> Answer:
    """Refuse what is too large with 413 and a sentence; stands before whatever reads a form."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") or request.path_info.startswith(JSON_DOOR):
            return answer(request)
        most = _most(request)
        if _length(request) > most + FORM_AROUND:
            return _too_large(request)
        counter = Counter(most)
        request.upload_handlers.insert(0, counter)
        response = answer(request)
        if not counter.is_over:
            return response
        _throw_away(request)
        return _too_large(request)

    return middleware


def _too_large(request: HttpRequest) -> HttpResponseBase:
    """In the reader's language: this stands before what sets it."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        return errors.answer(413)


def _throw_away(request: HttpRequest) -> None:
    """What was spooled until then goes at once, not when somebody collects it."""
    for handler in request.upload_handlers:
        if (file := getattr(handler, "file", None)) is not None:
            file.close()


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told[:18]) if told.isascii() and told.isdigit() else 0


def _most(request: HttpRequest) -> int:
    """The limit of the page; a stranger's is that of every page."""
    general, marked = int(settings.UPLOAD_BYTES), _marked(request)
    if _length(request) <= general:
        return min(general, marked or general)
    return marked if marked and _is_signed_in(request) else general


def _marked(request: HttpRequest) -> int:
    try:
        setting = getattr(resolve(request.path_info).func, "takes_bytes", "")
    except Resolver404:
        return 0
    return int(getattr(settings, setting)) if setting else 0


def _is_signed_in(request: HttpRequest) -> bool:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    return bool(key) and "\x00" not in key and SESSION_KEY in store(session_key=key).load()


class Counter(FileUploadHandler):
    """Counts what the files of a form hold, and ends the reading where it is too much."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.count, self.is_over = most, 0, False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.count += len(raw_data)
        if self.count > self.most:
            self.is_over = True
            raise RequestDataTooBig("more than this page takes")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
