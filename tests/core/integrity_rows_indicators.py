"""Bad values of indicators."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from chongyang.core.clock import now
from chongyang.indicators.models import Value
from tests.core.integrity_rows import bad


def value(key: str, numerator: int, denominator: int | None, number: int, source: str = "computed") -> UUID:
    row = Value.objects.create(
        indicator=key,
        version=1,
        level="unit",
        place="jinshui",
        period="2018Q4",
        first_on=date(2018, 10, 1),
        until_on=date(2019, 1, 1),
        source=source,
        numerator=Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        value=Decimal(number),
        found_at=now(),
    )
    return row.id


@bad("indicators.part_above_whole")
def _() -> UUID:
    value("beds.nursing_share", 40, 50, 80)
    return value("coverage.towns", 12, 10, 120)


@bad("indicators.reported_far_from_computed")
def _() -> UUID:
    value("beds.per_thousand", 4000, 100_000, 40)
    return value("beds.per_thousand", 5000, 100_000, 50, "reported")
