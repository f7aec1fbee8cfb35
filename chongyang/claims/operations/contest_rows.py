"""The row and case of a contest: opened by whoever contests, and by who sends a told death back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.claims.models import Contest
from chongyang.claims.rules import contests as rules
from chongyang.core import workdays
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor

LONGEST = 500


class UnableToContest(Exception):
    """A contest or its answer cannot be taken; `reasons` tells why, by field."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("、".join(sorted(reasons)))
        self.reasons = dict(reasons)


def open_row(row: Contest, by: Actor, now: datetime) -> Contest:
    """Write the row and open its case; one open contest for a word of a person. Raises UnableToContest."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise UnableToContest({"field": rules.OPEN_ALREADY}) from error
    evidence = {"field": row.field, "feed": row.feed, "reason": row.reason}
    cases.open_case(
        lifecycle=rules.CONTEST,
        area=row.area,
        person=row.person,
        by=by,
        now=now,
        case_id=row.id,
        evidence=evidence,
    )
    return row


def due_at(now: datetime) -> datetime:
    """The last moment of the answer: so many working days, see data/answers.yaml."""
    days = int(rules.settings()["contest"]["workdays"])
    return workdays.deadline(now, days, timezone.get_default_timezone())
