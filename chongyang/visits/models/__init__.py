"""What a carer's phone told of a visit, what was made of it, and the alarm of a visit that did not begin."""

from chongyang.visits.models.entries import Entry, Photo
from chongyang.visits.models.missed import Missed
from chongyang.visits.models.visits import CallBack, Visit

__all__ = ["CallBack", "Entry", "Missed", "Photo", "Visit"]
