"""The one clock. Doors read it and hand the moment inwards; no domain function calls it."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()
