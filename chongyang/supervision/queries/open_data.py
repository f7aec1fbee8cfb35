"""Which values are public: of periods that are over; computed ones, and reported ones that are locked."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from chongyang.core.scopes import system_scope
from chongyang.core.words import N_
from chongyang.indicators import queries as indicators
from chongyang.indicators.enums import Level, Source
from chongyang.indicators.rules.periods import Period
from chongyang.policy.rules.documents import load_documents
from chongyang.supervision.rules.open_data import load_dictionary

TABLES = N_("%(tables)s 张表，%(columns)s 列，全部有说明。")
Owner = tuple[str, int, str]
"""Indicator, version, source."""


def list_ended(today: date) -> Iterator[Period]:
    """The quarters and years of the plans' time that are over, in their order."""
    first = min(document.first_year for document in load_documents())
    for year in range(first, today.year + 1):
        for quarter in (1, 2, 3, 4, 0):
            period = Period(year, quarter)
            if period.days.until <= today:
                yield period


def list_public_values(today: date, levels: Collection[Level]) -> Iterator[tuple[Owner, list[Any]]]:
    """The public values by period, indicator and source; two statements a period."""
    scope = system_scope("open data")
    for period in list_ended(today):
        found = [row for level in levels for row in indicators.list_values(scope, period, level)]
        public = sorted(filter(_is_public, found), key=lambda row: (*_owner(row), row.place))
        for owner, rows in groupby(public, _owner):
            yield owner, list(rows)


def _is_public(row: Any) -> bool:
    return row.source == Source.COMPUTED.value or row.locked_at is not None


def _owner(row: Any) -> Owner:
    return row.indicator, row.version, row.source


def figure_of_tables(now: datetime) -> str:
    """How much is open, for the plan's page."""
    tables = load_dictionary().tables.values()
    told = {"tables": len(tables), "columns": sum(len(table.columns) for table in tables)}
    return gettext(TABLES) % told
