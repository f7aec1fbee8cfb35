"""The programmes that the plans name without an amount, beside those whose amount the text states."""

from functools import cache

from chongyang.policy.rules.programmes import load_programmes
from chongyang.policy.rules.promises import Parameter, load_parameters


@cache
def unstated() -> tuple[Parameter, ...]:
    """Promises of money without a sum, in the order of the plans."""
    return tuple(row for row in load_parameters() if row.kind == "not_stated")


def programmes_of(clause: str) -> tuple[str, ...]:
    """The codes of the programmes that rest on a clause."""
    return tuple(programme.code for programme in load_programmes() if programme.clause == clause)
