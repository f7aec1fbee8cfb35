"""What the tables of money share."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """Half-open days as PostgreSQL's daterange; an end that is not known is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Named:
    """A payee's name as pages show it: a person's is covered, an organisation's is public."""

    name: Any
    organisation: Any

    @property
    def shown(self) -> str:
        return self.name.plain if self.organisation else str(self.name)
