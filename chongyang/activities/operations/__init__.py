"""Writes of activities: hosts, offerings, lessons, enrolments, roll calls."""

from chongyang.activities.operations.enrolling import (
    confirm_paid_here,
    enrol,
    enrol_at_counter,
    see,
    withdraw,
)
from chongyang.activities.operations.errors import UnableToAct
from chongyang.activities.operations.following import end_offerings, lapse_unpaid
from chongyang.activities.operations.keeping import (
    HostForm,
    RouteForm,
    add_room,
    add_route,
    close_host,
    confirm_host,
    tell_host,
)
from chongyang.activities.operations.lessons import call_roll, cancel_lesson, move_lesson
from chongyang.activities.operations.offering import OfferingForm, cancel, draft, publish
from chongyang.activities.operations.reading import read_enrolments

__all__ = [
    "HostForm",
    "OfferingForm",
    "RouteForm",
    "UnableToAct",
    "add_room",
    "add_route",
    "call_roll",
    "cancel",
    "cancel_lesson",
    "close_host",
    "confirm_host",
    "confirm_paid_here",
    "draft",
    "end_offerings",
    "enrol",
    "enrol_at_counter",
    "lapse_unpaid",
    "move_lesson",
    "publish",
    "read_enrolments",
    "see",
    "tell_host",
    "withdraw",
]
