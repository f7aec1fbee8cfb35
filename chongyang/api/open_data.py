"""Open data by JSON, for programs that come with a token anyway. Operations of the router of plans."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from chongyang.api.plan import plan
from chongyang.api.problems import Problem
from chongyang.core.clock import now
from chongyang.supervision import open_data_files as files
from chongyang.supervision.rules.open_data import dictionary_of, load_dictionary


class OpenFile(Schema):
    """One file; `sha256` is of its bytes."""

    name: str
    table: str
    form: str
    rows: int
    bytes: int
    sha256: str


class OpenManifest(Schema):
    """Every file of a day, with notes and licence by language."""

    date: str
    dictionary: str
    version: int
    licence: dict[str, str]
    notes: dict[str, str]
    files: list[OpenFile]


@plan.get("/open-data", response=OpenManifest, operation_id="get_open_data")
def get_open_data(request: HttpRequest) -> dict[str, Any]:
    """The manifest."""
    return files.manifest(timezone.localdate(now()))


@plan.get("/open-data/dictionary", response=dict[str, Any], operation_id="get_open_data_dictionary")
def get_dictionary(request: HttpRequest) -> dict[str, Any]:
    """Every table and column as JSON Table Schema."""
    return dictionary_of(load_dictionary())


@plan.get("/open-data/tables/{key}", response=list[dict[str, Any]], operation_id="get_open_data_table")
def get_table(request: HttpRequest, key: str) -> Any:
    """The rows of a table."""
    try:
        parts = files.stream(key, files.JSON, timezone.localdate(now()))
    except files.UnknownFile as error:
        raise Problem("not-found") from error
    return json.loads(b"".join(parts))
