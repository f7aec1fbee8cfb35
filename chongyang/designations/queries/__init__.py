"""Reads of designations."""

from chongyang.designations.queries.applications import (
    access_application,
    access_evidence,
    access_handled,
    access_own,
    count_work,
    entered_at,
    last_evaluation,
    list_evidence,
    list_mine,
    list_steps,
    list_work,
    signed_evaluation,
)
from chongyang.designations.queries.holders import Choice, list_choices
from chongyang.designations.queries.nearness import too_near
from chongyang.designations.queries.notices import (
    access_notice,
    access_objection,
    count_open_objections,
    list_notices,
    list_objections,
    notice_of,
)
from chongyang.designations.queries.register import (
    access_title,
    count_held,
    count_living,
    get_plaque,
    list_register,
    living_of,
    quota_of,
)
from chongyang.designations.queries.reviews import (
    access_own_review,
    access_review,
    list_due,
    list_reviews,
    list_reviews_of,
    open_review_of,
)
from chongyang.funding.queries import NotFound

__all__ = [
    "Choice",
    "NotFound",
    "access_application",
    "access_evidence",
    "access_handled",
    "access_notice",
    "access_objection",
    "access_own",
    "access_own_review",
    "access_review",
    "access_title",
    "count_held",
    "count_living",
    "count_open_objections",
    "count_work",
    "entered_at",
    "get_plaque",
    "last_evaluation",
    "list_choices",
    "list_due",
    "list_evidence",
    "list_mine",
    "list_notices",
    "list_objections",
    "list_register",
    "list_reviews",
    "list_reviews_of",
    "list_steps",
    "list_work",
    "living_of",
    "notice_of",
    "open_review_of",
    "quota_of",
    "signed_evaluation",
    "too_near",
]
