"""What every read of one row may raise."""


class NotFound(LookupError):
    """Not there, or not within reach; which of the two is not told."""
