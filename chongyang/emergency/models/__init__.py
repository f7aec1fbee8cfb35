"""Incidents, what led to them, whom the city asked for help, and the chain from press to close.

An incident's life cycle is a case of core with the same id; so is a dispatch's. `file` is the person's key,
or the incident's own while nobody is identified: the key under which a responder is granted the incident.
"""

from chongyang.emergency.models.chain import Attempt, Link
from chongyang.emergency.models.dispatches import Dispatch
from chongyang.emergency.models.incidents import Incident, Origin, OriginMove, Sighting
from chongyang.emergency.models.times import IncidentTimes

__all__ = [
    "Attempt",
    "Dispatch",
    "Incident",
    "IncidentTimes",
    "Link",
    "Origin",
    "OriginMove",
    "Sighting",
]
