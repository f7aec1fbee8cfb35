"""What the tables of money share."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """Half-open days as PostgreSQL's daterange; an end that is not known is open."""

    function = "DATERANGE"
    output_field = DateRangeField()
