"""Numbers as a form sends them."""


def whole(text: str, otherwise: int = 0, digits: int = 9) -> int:
    """The number that was typed; a sign that only looks like a digit ("²") is none, nor is an endless row."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise
