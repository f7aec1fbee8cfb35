"""Reads of funding."""

from chongyang.funding.queries.applications import (
    access_application,
    access_evidence,
    access_handled,
    access_own,
    count_work,
    find_by_number,
    list_evidence,
    list_mine,
    list_work,
    visible_applications,
)
from chongyang.funding.queries.duties import list_chains
from chongyang.funding.queries.explaining import Explanation, clause_label, explain, explain_steps
from chongyang.funding.queries.findings import (
    anchor_of,
    entered_at,
    finding_of,
    inputs_of,
    last_check,
    last_decision,
    list_decisions,
    signed_check,
)
from chongyang.funding.queries.notices import (
    access_notice,
    access_objection,
    count_open_objections,
    list_notices,
    list_objections,
    notice_of,
)
from chongyang.funding.queries.pages import After, NotFound
from chongyang.funding.queries.yuan import Yuan, explain_yuan

__all__ = [
    "After",
    "Explanation",
    "NotFound",
    "Yuan",
    "access_application",
    "access_evidence",
    "access_handled",
    "access_notice",
    "access_objection",
    "access_own",
    "anchor_of",
    "clause_label",
    "count_open_objections",
    "count_work",
    "entered_at",
    "explain",
    "explain_steps",
    "explain_yuan",
    "find_by_number",
    "finding_of",
    "inputs_of",
    "last_check",
    "last_decision",
    "list_chains",
    "list_decisions",
    "list_evidence",
    "list_mine",
    "list_notices",
    "list_objections",
    "list_work",
    "notice_of",
    "signed_check",
    "visible_applications",
]
