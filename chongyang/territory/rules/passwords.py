"""One-time passwords: read out on the telephone, typed once, changed at once."""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0, 1: they are mistaken for each other
GROUPS, EACH = 4, 4


def one_time_password() -> str:
    """Four groups of four, some 79 bits: k7mp-x3wd-9hqa-t2ye."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(EACH)) for _ in range(GROUPS))
