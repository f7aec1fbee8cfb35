"""What the room refuses, and why: sentences by field, as funding's."""

from chongyang.funding.operations.errors import UnableToDo, UnableToHandle

__all__ = ["UnableToApply", "UnableToDo", "UnableToJudge", "UnableToObject"]


class UnableToApply(UnableToDo):
    """An application that cannot be written, handed in or taken back."""


class UnableToJudge(UnableToHandle):
    """A stage that cannot be done now, or not by this person."""


class UnableToObject(UnableToDo):
    """An objection that cannot be raised or answered."""
