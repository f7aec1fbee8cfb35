"""What stands on a card."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """Her name and place, and the token of the code."""

    name: str
    area: int
    token: str
