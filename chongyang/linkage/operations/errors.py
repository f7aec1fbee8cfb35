"""Why a linkage, a decision or a merge cannot be done."""


class UnableToRun(Exception):
    """The linkage does not run; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnableToDecide(Exception):
    """The pair takes no such answer, from this person or at this time; `field` is where a form says so."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


class UnableToMerge(Exception):
    """The files are not made one, or not made two again; `field` is where a form says so."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field
