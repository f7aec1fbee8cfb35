"""What orders refuse."""

from django.utils.translation import gettext


class UnableToOrder(Exception):
    """Why something about an order is not done; `reason` is Chinese source text, `field` where it belongs."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(gettext(reason))
        self.reason, self.field = reason, field


class OtherOrder(UnableToOrder):
    """The key was used before for something else."""
