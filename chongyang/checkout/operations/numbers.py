"""Numbers of bills, payments and refunds, from one sequence."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def next_number(letter: str, now: datetime) -> str:
    """For example C261122-000123: letter, day of the city, running number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('checkout_number')")
        return f"{letter}{timezone.localdate(now):%y%m%d}-{cursor.fetchone()[0]:06d}"
