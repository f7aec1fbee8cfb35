"""What a department told: runs of feeds, claims, faults by row, and the link from a claim to a person."""

from chongyang.claims.models.claims import Belonging, Claim
from chongyang.claims.models.runs import Fault, Run

__all__ = ["Belonging", "Claim", "Fault", "Run"]
