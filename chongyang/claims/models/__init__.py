"""What a department told: runs of feeds, claims, faults by row, and the link from a claim to a person."""

from chongyang.claims.models.claims import Belonging, Claim, NotOf
from chongyang.claims.models.contests import Contest, StopProposal
from chongyang.claims.models.endings import Ending, HeldClaim
from chongyang.claims.models.runs import Fault, Run
from chongyang.claims.models.words import Disagreement, Due, Word

__all__ = [
    "Belonging",
    "Claim",
    "Contest",
    "Disagreement",
    "Due",
    "Ending",
    "Fault",
    "HeldClaim",
    "NotOf",
    "Run",
    "StopProposal",
    "Word",
]
