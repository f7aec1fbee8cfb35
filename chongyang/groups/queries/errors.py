"""What is not there, or not within reach: told apart to nobody."""

from chongyang.registry.queries import NotFound as NotInRegistry


class NotFound(NotInRegistry):
    """No such class, proposal, visit, household or carer; doors answer it like a file that is not there."""
