"""Applications, their evidence, and the objects that they count."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_name
from chongyang.core.models import Row
from chongyang.core.models.files import FileOfCase


class DateRange(Func):
    """Half-open days, as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


def mask_account(number: str) -> str:
    """The last four digits of a bank account."""
    return f"**** {number[-4:]}" if len(number) > 4 else "****"


class Application(Row):
    """That somebody asks for the money of a programme. `day` is as of when the rule is asked.

    One of `person` (an elder), `carer` (a responder) and `organisation` is the applicant and is paid; `place`
    is the institution or facility that it is for. `mandate` says by what right somebody acts for an elder. A
    draft has no case yet; the case of a submitted one has the same key. `state` follows the case.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    programme = models.CharField(max_length=60)
    flow = models.CharField(max_length=20)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    carer = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    name = SealedField(mask=mask_name)
    channel = models.CharField(max_length=10)
    mandate = models.UUIDField(null=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    day = models.DateField()
    inputs = models.JSONField(default=dict)
    objects_named = ArrayField(models.CharField(max_length=40), default=list)
    bank = SealedField()
    account = SealedField(mask=mask_account)
    state = models.CharField(max_length=20, default="draft")
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    answer = SealedField()
    decided_at = models.DateTimeField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    order = models.UUIDField(null=True)
    paid_state = models.CharField(max_length=10, blank=True)
    paid_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, carer=None, organisation=None)
                | Q(person=None, carer__isnull=False, organisation=None)
                | Q(person=None, carer=None, organisation__isnull=False),
                name="fundapp_one_applicant",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at=None) | ~Q(state="draft"), name="fundapp_draft"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(amount_fen__gt=0, order__isnull=False),
                name="fundapp_approved_is_ordered",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_at", "id"], name="fundapp_work"),
            models.Index(fields=["asked_by", "-asked_at"], name="fundapp_own"),
            models.Index(fields=["person"], name="fundapp_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["organisation"], name="fundapp_org", condition=Q(organisation__isnull=False)
            ),
            models.Index(fields=["order"], name="fundapp_order", condition=Q(order__isnull=False)),
            models.Index(
                fields=["due_at", "id"],
                name="fundapp_late",
                condition=Q(escalated_at=None, due_at__isnull=False),
            ),
        ]

    @property
    def number(self) -> str:
        """What people call it: the end of its key."""
        return str(self.id).replace("-", "")[-10:].upper()


class Evidence(FileOfCase):
    """One file for one item of the programme's evidence list."""

    scope_kind: ClassVar[str] = "area"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence")
    person = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "file"], name="evidence_file_once")
        ]


class ClaimedObject(Row):
    """An object that an application counts, from its submission until it is refused or withdrawn.

    `own`: the object under its programme; a second application for it is refused, whoever makes it. `pair`:
    the object, or the place around it, under two programmes that exclude each other; there another programme
    is refused.
    """

    scope_kind: ClassVar[str] = "area"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="claimed")
    programme = models.CharField(max_length=60)
    kind = models.CharField(max_length=4)
    slot = models.CharField(max_length=240)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="claimedobject_once",
                expressions=[
                    ("slot", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="own"),
            ),
            ExclusionConstraint(
                name="claimedobject_excluded",
                expressions=[
                    ("slot", RangeOperators.EQUAL),
                    ("programme", RangeOperators.NOT_EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="pair"),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="claimedobject_days",
            ),
        ]
        indexes = [models.Index(fields=["application"], name="claimedobject_of")]
