"""How sealed fields of a device are shown."""


def mask_sim(number: str) -> str:
    """The last four digits of a card's number."""
    return f"****{number[-4:]}" if len(number) > 4 else "****"
