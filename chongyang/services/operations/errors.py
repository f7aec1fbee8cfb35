"""What the room refuses: sentences by field, as workforce's."""

from chongyang.workforce.operations.errors import UnableToDo, refuse, refuse_faults

__all__ = ["UnableToDo", "refuse", "refuse_faults"]
