"""Points of a third party by the shipped criteria: 86.5 in all."""

from decimal import Decimal

PARTS = {
    "staffing": Decimal(17),
    "service": Decimal("25.5"),
    "safety": Decimal(18),
    "satisfaction": Decimal(17),
    "management": Decimal(9),
}
