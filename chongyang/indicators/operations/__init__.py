"""What may be written: values computed, values corrected."""

from chongyang.indicators.operations.computing import Outcome, compute_period

__all__ = ["Outcome", "compute_period"]
