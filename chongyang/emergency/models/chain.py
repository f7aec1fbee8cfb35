"""The response chain, and whom the city tried to reach."""

from typing import ClassVar

from django.db import models

from chongyang.core.models import Row
from chongyang.emergency.models.incidents import Incident


class Link(Row):
    """One link of the response chain: when it was reached first, by whom, and how that is known.

    What turns out to be wrong is corrected by a new line that names the former, gives the reason, and says
    when it was written; a void line says that the link was not reached after all.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("reason",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    link = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    how = models.CharField(max_length=40)
    evidence = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    written_at = models.DateTimeField(null=True)
    is_void = models.BooleanField(default=False, db_default=False)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "link"], condition=models.Q(corrects=None), name="link_once"
            )
        ]


class Attempt(Row):
    """A try to reach somebody for an incident: the elder, a contact, 120, 119, 110.

    A case number that is told later is a new line that `completes` the former.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("case_number",)

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attempts")
    target = models.CharField(max_length=12)
    contact = models.UUIDField(null=True)
    result = models.CharField(max_length=12)
    case_number = models.CharField(max_length=40, blank=True)
    completes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="completed_by")
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
