"""What the worker does for scheduling besides its clock."""

from chongyang.core import clock
from chongyang.scheduling import operations


def plan_days() -> None:
    """The worker's own thread: days that somebody asked to be planned, one after the other."""
    while operations.run_next(clock=clock.now) is not None:
        continue
