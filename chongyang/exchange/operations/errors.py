"""What the query door refuses. Reasons are Chinese source text."""

from collections.abc import Mapping
from datetime import datetime


class UnableToAgree(Exception):
    """The terms cannot stand, or the step cannot be taken; `reasons` by field, `` for the whole."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("；".join(reasons.values()))
        self.reasons = dict(reasons)

    @property
    def reason(self) -> str:
        return next(iter(self.reasons.values()))


class UnableToAsk(Exception):
    """The agreement does not allow this question; `again_at` when the quota opens again."""

    def __init__(self, reason: str, again_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.again_at = reason, again_at
