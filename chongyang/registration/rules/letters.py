"""What stands on a letter of invitation: what the envelope needs."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom and where; no other word about her."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    area: int
