"""What the line keeps: calls, seats, shifts, audits; knowledge, orders, follow-ups, care calls."""

from chongyang.hotline.models.calls import Call

__all__ = [
    "Call",
]
