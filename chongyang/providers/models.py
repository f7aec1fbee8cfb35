"""Institutions, community facilities, stations, and the responders who go out from them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row


class Provider(Row):
    """A place of elder care, open to everyone's eyes (public disclosure)."""

    scope_kind: ClassVar[str] = "public"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    owner_kind = models.CharField(max_length=30)
    credit_code = models.CharField(max_length=18, blank=True)
    organisation = models.UUIDField(null=True)
    area = models.BigIntegerField()
    address = models.CharField(max_length=200)
    longitude = models.FloatField()
    latitude = models.FloatField()
    phone = models.CharField(max_length=20, blank=True)
    floor_area_sqm = models.PositiveIntegerField(null=True)
    beds = models.PositiveIntegerField(default=0)
    nursing_beds = models.PositiveIntegerField(default=0)
    residents = models.PositiveIntegerField(default=0)
    day_places = models.PositiveIntegerField(default=0)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(nursing_beds__lte=F("beds")), name="provider_nursing_beds"),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(closed_on=None),
                name="provider_code_once",
            ),
        ]
        indexes = [models.Index(fields=["kind", "area"], name="provider_kind_area")]


class Responder(Row):
    """Someone who can be sent to a door: where, from which station, with what skills, on duty or not."""

    scope_kind: ClassVar[str] = "area"

    account = models.UUIDField(null=True, unique=True)
    organisation = models.UUIDField(null=True)
    station = models.ForeignKey(Provider, null=True, on_delete=models.PROTECT, related_name="responders")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    area = models.BigIntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    phone = SealedField(mask=mask_phone)
    is_on_duty = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=1)
    holds_keys_of = ArrayField(models.UUIDField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["area"], name="responder_on_duty", condition=Q(is_on_duty=True))]
