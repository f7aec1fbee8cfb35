"""Writes of policy: the shipped documents, and what a city or county decides about parameters."""

from chongyang.policy.operations.deciding import (
    UnableToSet,
    confirm,
    propose_choice,
    propose_overlay,
    withdraw,
)
from chongyang.policy.operations.documents import load_documents

__all__ = ["UnableToSet", "confirm", "load_documents", "propose_choice", "propose_overlay", "withdraw"]
