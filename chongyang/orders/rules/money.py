"""What an order costs: the price by the catalogue's unit, and the fee of a late cancellation."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

PERCENT = 100
MINUTES_AN_HOUR = 60


def price_of(unit: str, price_fen: int, minutes: int, quantity: int) -> int:
    """The whole price in fen: by the hour for the minutes agreed (rounded up to a fen), else by the piece."""
    if unit == "hour":
        return -(-price_fen * minutes // MINUTES_AN_HOUR)
    return price_fen * quantity


def fee_of(
    cancellation: Mapping[str, Any], own_fen: int, from_at: datetime, at: datetime, *, is_free: bool
) -> int:
    """The fee in fen when an order is withdrawn at a moment: a part of what she would have paid herself.

    The rule is the one copied when the order was offered: free until so many hours before, then so many per
    cent. What government would have paid goes back to her quota whole.
    """
    free_until = from_at - timedelta(hours=float(cancellation.get("free_hours", 0)))
    if is_free or at <= free_until:
        return 0
    return own_fen * int(cancellation.get("fee_percent", 0)) // PERCENT
