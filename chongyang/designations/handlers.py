"""What the room hears: a title that is given or withdrawn moves its award in the room below, and an
entry that comes into the library takes over what was typed under its name.
"""

from typing import Any

from chongyang.designations import operations
from chongyang.designations.queries.holders import COUNTY


def follow_given(event: Any) -> None:
    """Handler of `designations.title.given`."""
    operations.prepare_award(held_title=event.subject, now=event.at)


def follow_withdrawn(event: Any) -> None:
    """Handler of `designations.title.withdrawn`."""
    operations.deny_award(held_title=event.subject, now=event.at)


def follow_listed(event: Any) -> None:
    """Handler of `projects.enterprise.listed` and `projects.project.added`."""
    operations.join_library(now=event.at, county=event.area // COUNTY)
