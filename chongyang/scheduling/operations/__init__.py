"""Writes of scheduling."""

from chongyang.scheduling.operations.errors import UnableToPlan
from chongyang.scheduling.operations.moving import move
from chongyang.scheduling.operations.pinning import pin, unpin
from chongyang.scheduling.operations.planning import plan_day, providers_of
from chongyang.scheduling.operations.publishing import publish

__all__ = ["UnableToPlan", "move", "pin", "plan_day", "providers_of", "publish", "unpin"]
