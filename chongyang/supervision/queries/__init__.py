"""Reads of assessment, publication and remarks."""

from chongyang.supervision.queries.assessment import (
    NotFound,
    Sheet,
    access_evidence,
    access_run,
    access_sheet,
    files_of,
    list_appeals,
    list_corrections,
    list_notes,
    list_runs,
    list_sheets,
    steps_of,
)
from chongyang.supervision.queries.publishing import (
    access_publication,
    export_of,
    extract_of,
    get_published,
    list_publications,
    list_published,
)
from chongyang.supervision.queries.remarks import (
    access_remark,
    count_remarks,
    find_open,
    list_open,
    list_remarks,
    votes_of,
)

__all__ = [
    "NotFound",
    "Sheet",
    "access_evidence",
    "access_publication",
    "access_remark",
    "access_run",
    "access_sheet",
    "count_remarks",
    "export_of",
    "extract_of",
    "files_of",
    "find_open",
    "get_published",
    "list_appeals",
    "list_corrections",
    "list_notes",
    "list_open",
    "list_publications",
    "list_published",
    "list_remarks",
    "list_runs",
    "list_sheets",
    "steps_of",
    "votes_of",
]
