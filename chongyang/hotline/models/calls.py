"""A call on the line."""

from typing import ClassVar

from django.db import models

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row


class Call(Row):
    """A call on the line 12349 as the seat keyed it in.

    The table keeps the name under which its first rows were sealed: a sealed number is bound to table, column
    and row.
    """

    scope_kind: ClassVar[str] = "area"

    caller_number = SealedField(mask=mask_phone)
    caller_index = models.BinaryField(null=True)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    purpose = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    account = models.UUIDField(null=True)
    incident = models.ForeignKey(
        "emergency.Incident", null=True, on_delete=models.PROTECT, related_name="calls"
    )
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        db_table = "emergency_call"
        constraints = [models.UniqueConstraint(fields=["account", "began_at"], name="call_once")]
