"""What the reads share."""


class NotFound(Exception):
    """There is none, or none within reach."""
