"""The quota of an agreement: one statement for each window, so that parallel questions are all counted."""

from datetime import datetime
from typing import Any

from django.db import connection

from chongyang.core.words import N_
from chongyang.exchange.enums import Span
from chongyang.exchange.models import Agreement
from chongyang.exchange.operations.errors import UnableToAsk
from chongyang.exchange.rules.windows import window_of

OVER = {
    Span.DAY: N_("今天的查询限额已用完。"),
    Span.HOUR: N_("本小时的查询限额已用完。"),
}
TAKE = """
INSERT INTO exchange_quotause (agreement_id, span, begins_at, used, refused, most, area, organisation)
VALUES (%(agreement)s, %(span)s, %(begins)s, %(n)s, 0, %(most)s, %(area)s, %(organisation)s)
ON CONFLICT (agreement_id, span, begins_at) DO UPDATE
SET used = exchange_quotause.used + excluded.used
WHERE exchange_quotause.used + excluded.used <= exchange_quotause.most
RETURNING used
"""
REFUSE = """
INSERT INTO exchange_quotause (agreement_id, span, begins_at, used, refused, most, area, organisation)
VALUES (%(agreement)s, %(span)s, %(begins)s, 0, %(n)s, %(most)s, %(area)s, %(organisation)s)
ON CONFLICT (agreement_id, span, begins_at) DO UPDATE
SET refused = exchange_quotause.refused + excluded.refused
"""


def take(agreement: Agreement, n: int, now: datetime) -> dict[str, int]:
    """Count `n` questions in this day and hour; returns what is left. Raises UnableToAsk."""
    left = {}
    for span, most in ((Span.DAY, agreement.day_limit), (Span.HOUR, agreement.hour_limit)):
        begins, ends = window_of(span, now)
        with connection.cursor() as cursor:
            cursor.execute(TAKE, _told(agreement, span, begins, n, most))
            row = cursor.fetchone()
        if row is None:
            raise UnableToAsk(OVER[span], ends)
        left[span.value] = most - row[0]
    return left


def note_refused(agreement: Agreement, n: int, now: datetime) -> None:
    """Questions that were refused over the quota are counted, for whoever looks at unusual use."""
    for span, most in ((Span.DAY, agreement.day_limit), (Span.HOUR, agreement.hour_limit)):
        with connection.cursor() as cursor:
            cursor.execute(REFUSE, _told(agreement, span, window_of(span, now)[0], n, most))


def _told(agreement: Agreement, span: Span, begins: datetime, n: int, most: int) -> dict[str, Any]:
    return {
        "agreement": agreement.id,
        "span": span.value,
        "begins": begins,
        "n": n,
        "most": most,
        "area": agreement.area,
        "organisation": agreement.organisation,
    }
