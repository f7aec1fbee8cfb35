"""A call on the line."""

from typing import ClassVar

from django.db import models

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row
from chongyang.emergency.models.incidents import Incident


class Call(Row):
    """A call on the line 12349 as the seat keyed it in."""

    scope_kind: ClassVar[str] = "area"

    caller_number = SealedField(mask=mask_phone)
    caller_index = models.BinaryField(null=True)
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    purpose = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    account = models.UUIDField(null=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="calls")
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "began_at"], name="call_once")]
