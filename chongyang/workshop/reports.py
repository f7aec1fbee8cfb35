"""Reports of a demo city: a quarter and a year, made by one person and published by another."""

from datetime import datetime

from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import CITY
from chongyang.supervision.operations.reports import make_report, publish_report
from chongyang.supervision.queries.reports import newest_report
from chongyang.workshop.papers import scope_of

MAKER, PUBLISHER = "leading_group_office", "leading_group_office3"
WANTED = ((Period(2018, 4), CITY), (Period(2018), CITY), (Period(2018, 4), "jinshui"))
PUBLISHED = Period(2018, 4)


def make_reports(now: datetime) -> int:
    """How many were made; none where one stands, or the demo accounts are missing."""
    maker, publisher = (scope_of(name, now) for name in (MAKER, PUBLISHER))
    if maker is None or publisher is None or newest_report(str(PUBLISHED), CITY):
        return 0
    made = [make_report(period=period, place=place, scope=maker, now=now) for period, place in WANTED]
    publish_report(report=made[0].id, scope=publisher, now=now)
    return len(made)
