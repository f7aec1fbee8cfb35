"""Carers of providers of services, what each may do until when, and when each is away."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_identity, mask_phone
from chongyang.core.models import Row
from chongyang.core.models.files import FileStored


class DateRange(Func):
    """Half-open days, as the database compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()


class TstzRange(Func):
    """Half-open moments, as the database compares them."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Carer(Row):
    """Somebody who works for a provider from `starts_on` to the day before `ends_on`.

    `organisation` is the provider's. `area`, `longitude` and `latitude` say where her day begins. One person
    works for one provider at a time: the database compares the blind index of the number over the days.
    What is left of her when the years of the record are over lies at 0, 0.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    organisation = models.UUIDField()
    account = models.UUIDField(null=True, unique=True)
    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6)
    identity_number = SealedField(mask=mask_identity)
    identity_index = models.BinaryField(null=True)
    phone = SealedField(mask=mask_phone)
    dialects = ArrayField(models.CharField(max_length=40), default=list)
    area = models.BigIntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    travel_mode = models.CharField(max_length=8)
    weekly_minutes = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="carer_days_ordered"),
            models.CheckConstraint(condition=Q(weekly_minutes__range=(0, 4200)), name="carer_week"),
            models.CheckConstraint(
                condition=Q(longitude__range=(73, 136), latitude__range=(3, 54)) | Q(longitude=0, latitude=0),
                name="carer_in_country",
            ),
            ExclusionConstraint(
                name="carer_once",
                expressions=[
                    ("identity_index", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(identity_index__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "id"], name="carer_of"),
            models.Index(fields=["area", "id"], name="carer_area"),
        ]


class Credential(Row):
    """A certificate of one skill. `valid_to` is the first day on which it holds no more."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    carer = models.ForeignKey(Carer, on_delete=models.CASCADE, related_name="credentials")
    skill = models.CharField(max_length=40)
    number = SealedField()
    issuer = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    file = models.ForeignKey(FileStored, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    organisation = models.UUIDField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="credential_days_ordered")
        ]
        indexes = [
            models.Index(fields=["carer", "skill"], name="credential_of"),
            models.Index(fields=["valid_to", "id"], name="credential_ending"),
        ]


class Absence(Row):
    """From when to when a carer is away."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    carer = models.ForeignKey(Carer, on_delete=models.CASCADE, related_name="absences")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    area = models.BigIntegerField()
    organisation = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="absence_ordered"),
            ExclusionConstraint(
                name="absence_once",
                expressions=[
                    ("carer", RangeOperators.EQUAL),
                    (TstzRange("from_at", "to_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
