"""What the line keeps: calls, seats, shifts, audits; knowledge, orders, follow-ups, care calls."""

from chongyang.hotline.models.audits import CallAudit
from chongyang.hotline.models.calls import Call, CallBack, CallEvent, CallLine, CallOffer, CallOpening
from chongyang.hotline.models.care_calls import CareCall, CarePause, CareRule, CareTry
from chongyang.hotline.models.complaints import Complaint
from chongyang.hotline.models.follow_ups import FollowUp, FollowUpTry
from chongyang.hotline.models.knowledge import Article, ArticleUse, ArticleVersion, Gap
from chongyang.hotline.models.orders import Extension, Order
from chongyang.hotline.models.seats import SeatTime
from chongyang.hotline.models.shifts import HandOver, Shift

__all__ = [
    "Article",
    "ArticleUse",
    "ArticleVersion",
    "Call",
    "CallAudit",
    "CallBack",
    "CallEvent",
    "CallLine",
    "CallOffer",
    "CallOpening",
    "CareCall",
    "CarePause",
    "CareRule",
    "CareTry",
    "Complaint",
    "Extension",
    "FollowUp",
    "FollowUpTry",
    "Gap",
    "HandOver",
    "Order",
    "SeatTime",
    "Shift",
]
