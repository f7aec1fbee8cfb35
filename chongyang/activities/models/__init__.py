"""The rows of activities."""

from chongyang.activities.models.enrolments import Enrolment, Notice, RollMark
from chongyang.activities.models.hosts import Host, Room, Route
from chongyang.activities.models.offerings import Lesson, Offering

__all__ = ["Enrolment", "Host", "Lesson", "Notice", "Offering", "RollMark", "Room", "Route"]
