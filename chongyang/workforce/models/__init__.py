"""The rows of workforce."""

from chongyang.workforce.models.carers import Absence, Carer, Credential

__all__ = ["Absence", "Carer", "Credential"]
