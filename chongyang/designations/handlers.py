"""What the room hears of itself: a title that is given or withdrawn moves its award in the room below."""

from typing import Any

from chongyang.designations import operations


def follow_given(event: Any) -> None:
    """Handler of `designations.title.given`."""
    operations.prepare_award(held_title=event.subject, now=event.at)


def follow_withdrawn(event: Any) -> None:
    """Handler of `designations.title.withdrawn`."""
    operations.deny_award(held_title=event.subject, now=event.at)
