"""What the log may say: who asked by key, what kind of thing failed where; never a person's datum.

Code says no personal data in the first place. The filter here is the net under it: whatever record passes,
identity numbers and mobile numbers in it are masked, the text of an exception is left out (a database error
quotes the row), and a path is replaced by the name of its view.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import Any

IDENTITY = re.compile(r"(?<!\d)(\d{4})\d{13}(\d|[Xx])(?![\dXx])")
MOBILE = re.compile(r"(?<!\d)((?:86|0086)?)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{2})\d{2}(?!\d)")
EXTRAS = ("view", "status", "ms", "actor")
about: ContextVar[Mapping[str, Any]] = ContextVar("about", default=MappingProxyType({}))


@contextmanager
def concerning(**what: Any) -> Iterator[None]:
    """Every record inside says what it is about (the request's id)."""
    token = about.set({**about.get(), **what})
    try:
        yield
    finally:
        about.reset(token)


def masked(text: str) -> str:
    """The text without whole identity numbers and mobile numbers."""
    text = IDENTITY.sub(lambda found: f"{found[1]}*************{found[2]}", text)
    return MOBILE.sub(lambda found: f"{found[1]}{found[2]}****{found[3]}**", text)


def told(error: BaseException) -> str:
    """An exception without its text; of a database's error the code and the constraint, which are ours."""
    diagnosis = getattr(error, "diag", None)
    parts = [getattr(diagnosis, "sqlstate", None), getattr(diagnosis, "constraint_name", None)]
    more = " ".join(part for part in parts if part)
    return type(error).__name__ + (f" ({more})" if more else "")


def trace_of(error: BaseException) -> str:
    """Where an exception came from, and what caused it: files, lines and code, no values."""
    lines: list[str] = []
    while error is not None:
        lines += [f"{told(error)}\n", *_frames(error.__traceback__)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)  # type: ignore[assignment]
    return "".join(lines).rstrip()


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"  {frame.filename}:{frame.lineno} in {frame.name}\n" for frame in frames]


class Discreet(logging.Filter):
    """The net: settles the text of a record once, before any formatter sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if request := getattr(
            record, "request", None
        ):  # Django names the path, which a person may have typed
            match = getattr(request, "resolver_match", None)
            record.view = match.view_name if match else ""
            record.msg, record.args = f"answered {getattr(record, 'status_code', '')}", ()
        record.msg, record.args = masked(_message(record)), ()
        if record.exc_info:
            error = record.exc_info[1] or sys.exc_info()[1]
            record.exc_text = masked(trace_of(error)) if error else ""
            record.exc_info = None
        return True


def _message(record: logging.LogRecord) -> str:
    """A record whose arguments do not fit its text must not end the program."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} (with arguments that do not fit)"


class Lines(logging.Formatter):
    """For people: one line a record, a failure's place under it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        found = {**about.get(), **_extras(record)}
        line = super().format(record)
        if not found:
            return line
        head, *rest = line.split("\n")
        return "\n".join([f"{head} {' '.join(f'{name}={value}' for name, value in found.items())}", *rest])


class JsonLines(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **about.get(),
            **_extras(record),
        }
        if record.exc_text:
            said["trace"] = record.exc_text
        return json.dumps(said, ensure_ascii=False, default=str)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name in EXTRAS if (value := getattr(record, name, None)) not in (None, "")}
