"""What the line keeps: calls, seats, shifts, audits; knowledge, orders, follow-ups, care calls."""

from chongyang.hotline.models.audits import CallAudit
from chongyang.hotline.models.calls import Call, CallBack, CallEvent, CallLine, CallOffer
from chongyang.hotline.models.seats import SeatTime
from chongyang.hotline.models.shifts import HandOver, Shift

__all__ = [
    "Call",
    "CallAudit",
    "CallBack",
    "CallEvent",
    "CallLine",
    "CallOffer",
    "HandOver",
    "SeatTime",
    "Shift",
]
