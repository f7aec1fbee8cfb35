"""Writes of orders and plans."""

from chongyang.orders.operations.assigning import Coming, assign, assign_all
from chongyang.orders.operations.drafting import Terms, Wanted, key_of
from chongyang.orders.operations.errors import OtherOrder, UnableToOrder
from chongyang.orders.operations.gathering import place_gathered
from chongyang.orders.operations.making import make_ahead
from chongyang.orders.operations.offering import re_offer
from chongyang.orders.operations.packages import Line, create_package
from chongyang.orders.operations.placing import Asked, create, place_many
from chongyang.orders.operations.planning import PlanForm, begin_plan, end_plan, pause_plan, resume_plan
from chongyang.orders.operations.quoting import Quote, quote, wanted_for
from chongyang.orders.operations.redoing import redo
from chongyang.orders.operations.stepping import step
from chongyang.orders.operations.withdrawing import expire_due, withdraw

__all__ = [
    "Asked",
    "Coming",
    "Line",
    "OtherOrder",
    "PlanForm",
    "Quote",
    "Terms",
    "UnableToOrder",
    "Wanted",
    "assign",
    "assign_all",
    "begin_plan",
    "create",
    "create_package",
    "end_plan",
    "expire_due",
    "key_of",
    "make_ahead",
    "pause_plan",
    "place_gathered",
    "place_many",
    "quote",
    "re_offer",
    "redo",
    "resume_plan",
    "step",
    "wanted_for",
    "withdraw",
]
