"""A project that asks for its approvals, and the filings of a converted building."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chongyang.core.models import Row


class Application(Row):
    """A building project of an organisation on its way through the four stages.

    `project` is the key of the library's project where there is one. `facts` are told by the applicant and
    checked by the window. `code` opens public progress together with the number. A converted building keeps
    its former use in the books until `use_until`, once every department has it filed.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    project = models.UUIDField(null=True)
    name = models.CharField(max_length=120)
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    code = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="open")
    stage = models.CharField(max_length=20)
    ended_at = models.DateTimeField(null=True)
    use_until = models.DateField(null=True)
    use_reminded_at = models.DateTimeField(null=True)
    use_changed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "done", "withdrawn"]), name="apprapp_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="apprapp_ended",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(project__isnull=False) & ~Q(state="withdrawn"),
                name="apprapp_project_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-asked_at"], name="apprapp_own"),
            models.Index(fields=["area", "state"], name="apprapp_area"),
            models.Index(fields=["use_until"], name="apprapp_use", condition=Q(use_until__isnull=False)),
        ]

    @property
    def number(self) -> str:
        """What people call it: the last ten signs of its key."""
        text = self.id.hex[-10:].upper()
        return f"{text[:5]}-{text[5:]}"


class UseFiling(Row):
    """That a department has a converted building on file (三(八)4): civil affairs, planning, land."""

    scope_kind: ClassVar[str] = "area"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="use_filings")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    department = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    filed_on = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "department"], name="usefiling_once"),
            models.UniqueConstraint(fields=["department", "number"], name="usefiling_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="usefiling_has_number"),
        ]
