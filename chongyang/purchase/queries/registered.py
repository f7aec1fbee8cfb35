"""What the register says of those who live in a rule's areas: one statement, however many. System scope."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from chongyang.funding.queries.registered import ELDERS, list_ends
from chongyang.purchase.rules.county import Rule
from chongyang.purchase.rules.entitled import Known

__all__ = ["list_ends", "read_register"]

RECEIVES = """
SELECT payee, array_agg(DISTINCT programme ORDER BY programme) FROM funding_award
WHERE programme = ANY(%s) AND valid_from <= %s::date AND (valid_to IS NULL OR valid_to > %s::date)
GROUP BY payee
"""


def read_register(rule: Rule, on: date, only: Collection[UUID] | None = None) -> Iterator[Known]:
    """Those of the rule's areas who are alive and whose file is the surviving one, in the order of keys."""
    receives = _receives(rule, on)
    for first, last in rule.intervals:
        told: dict[str, Any] = {
            "on": on,
            "first": first,
            "last": last,
            "all": only is None,
            "only": list(only or ()),
        }
        with connection.cursor() as cursor:
            cursor.execute(ELDERS, told)
            for row in cursor.fetchall():
                person, area, born_on, of_county, living, ability, until, _, classes = row
                yield Known(
                    *(person, area, born_on, None if of_county is None else bool(of_county)),
                    *(living or "", ability or "", until),
                    frozenset(classes.split(",")) if classes else frozenset(),
                    receives.get(person, frozenset()),
                )


def _receives(rule: Rule, on: date) -> dict[UUID, frozenset[str]]:
    if not rule.excludes_programmes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(RECEIVES, [list(rule.excludes_programmes), on, on])
        return {person: frozenset(held) for person, held in cursor.fetchall()}
