"""What the line does when something happened elsewhere; each handler is idempotent by the event's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chongyang.core.events import handles
from chongyang.hotline.operations import follow_ups

if TYPE_CHECKING:
    from chongyang.core.models import Event


@handles("emergency.incident.close", "hotline.follow_up.incident")
def after_incident(event: Event) -> None:
    """A follow-up call within a day of the close."""
    follow_ups.after_incident(event)


@handles("hotline.complaint.answer", "hotline.follow_up.complaint")
def after_complaint(event: Event) -> None:
    """A follow-up call within a day of the answer."""
    follow_ups.after_complaint(event)
