"""Orders, who comes, and the plans that make them. An order's case has the same id."""

from chongyang.orders.models.orders import Assignment, Order
from chongyang.orders.models.plans import Plan, PlanPause

__all__ = ["Assignment", "Order", "Plan", "PlanPause"]
