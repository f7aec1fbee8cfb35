"""Numbers that are counted by the clock, because a page cannot wait for them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class KeptCount(models.Model):
    """How many of a kind there were in one street (by its first area value) when they were last counted.

    `numbers` are what was measured on each of them, where pages want their median.
    """

    scope_kind: ClassVar[str] = "area"

    pk = models.CompositePrimaryKey("kind", "area")
    kind = models.CharField(max_length=40)
    area = models.BigIntegerField()
    value = models.BigIntegerField()
    numbers = ArrayField(models.FloatField(), default=list)
    counted_at = models.DateTimeField()
