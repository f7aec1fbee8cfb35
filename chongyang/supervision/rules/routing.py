"""To whom a remark on a clause goes: its first lead unit, else the one above it, else the fallback."""

from functools import cache

from chongyang.policy.rules.units import LEAD, RESPONSIBLE, load_units
from chongyang.supervision.rules.remarking import limits
from chongyang.supervision.rules.schemes import clauses
from chongyang.supervision.rules.subjects import units_of

FRONT = ("letterhead", "title", "letter", "colophon", "annex")


def is_commented(clause: str) -> bool:
    """Whether a remark may be written to it: a clause of a plan that is neither letter nor colophon."""
    held = clauses().get(clause)
    return held is not None and held.kind not in FRONT


@cache
def unit_for(clause: str) -> str:
    """The organisation that answers; a group of units (各县…) answers nothing itself."""
    document = clause.partition("/")[0]
    for duty in (LEAD, RESPONSIBLE):
        for key in units_of(document, duty).get(clause, ()):
            if not load_units()[key].members:
                return key
    return limits().unanswered_goes_to
