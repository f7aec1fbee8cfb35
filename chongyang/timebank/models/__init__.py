"""The rows of the time bank."""

from chongyang.timebank.models.accounts import HourEntry, TimeAccount
from chongyang.timebank.models.papers import Activity, Booking, Correction, Transfer

__all__ = ["Activity", "Booking", "Correction", "HourEntry", "TimeAccount", "Transfer"]
