"""What the room refuses: sentences by field, told by every door as those of funding are."""

from chongyang.funding.operations import errors


class UnableToApply(errors.UnableToApply):
    """An application, a paper or a completion that cannot be handed in."""


class UnableToHandle(errors.UnableToHandle):
    """A step of the window or a department that cannot be taken now."""
