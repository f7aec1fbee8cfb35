"""Reads of privacy. Every one takes a Scope first, and the door has entered it."""

from chongyang.privacy.queries.destruction import access_list, list_items, list_lists
from chongyang.privacy.queries.exports import (
    access_export,
    list_own_exports,
    list_waiting_exports,
)
from chongyang.privacy.queries.findings import (
    OPEN as OPEN_FINDINGS,
)
from chongyang.privacy.queries.findings import (
    NotFound,
    access_finding,
    access_own_finding,
    case_of,
    count_findings,
    list_case_steps,
    list_events_of,
    list_findings,
    list_own_findings,
)
from chongyang.privacy.queries.glass import (
    access_glass,
    count_unreviewed,
    glasses_of,
    list_glasses,
    list_own_glasses,
    open_glass,
    readings_under,
)
from chongyang.privacy.queries.rights import (
    access_request,
    count_requests,
    list_holds,
    list_requests,
    requests_of,
)

__all__ = [
    "OPEN_FINDINGS",
    "NotFound",
    "access_export",
    "access_finding",
    "access_glass",
    "access_list",
    "access_own_finding",
    "access_request",
    "case_of",
    "count_findings",
    "count_requests",
    "count_unreviewed",
    "glasses_of",
    "list_case_steps",
    "list_events_of",
    "list_findings",
    "list_glasses",
    "list_holds",
    "list_items",
    "list_lists",
    "list_own_exports",
    "list_own_findings",
    "list_own_glasses",
    "list_requests",
    "list_waiting_exports",
    "open_glass",
    "readings_under",
    "requests_of",
]
