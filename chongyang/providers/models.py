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
    """Someone who can be sent to a door: where, from which station, with what skills, on duty or not.

    `longitude` and `latitude` are the usual place; where she is now is a `ResponderPosition`, if shared.
    `skill_ends` gives the day on which a skill's certificate ends, for those that end.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    account = models.UUIDField(null=True, unique=True)
    organisation = models.UUIDField(null=True)
    station = models.ForeignKey(Provider, null=True, on_delete=models.PROTECT, related_name="responders")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    skill_ends = models.JSONField(default=dict)
    sex = models.CharField(max_length=6, blank=True)
    languages = ArrayField(models.CharField(max_length=40), default=list)
    travel_mode = models.CharField(max_length=8, blank=True)
    area = models.BigIntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    phone = SealedField(mask=mask_phone)
    is_on_duty = models.BooleanField(default=False)
    shares_position_since = models.DateTimeField(null=True)
    capacity = models.PositiveSmallIntegerField(default=1)
    holds_keys_of = ArrayField(models.UUIDField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["area"], name="responder_on_duty", condition=Q(is_on_duty=True))]


class ResponderPosition(models.Model):
    """Where a responder is, in one row that each report overwrites: no path is kept. It stands only while she
    is on duty and shares it; going off duty, withdrawing, and the retention of `positions.yaml` delete it.
    """

    scope_kind: ClassVar[str] = "area"

    responder = models.OneToOneField(
        Responder, primary_key=True, on_delete=models.CASCADE, related_name="position"
    )
    area = models.BigIntegerField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    accuracy_metres = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__range=(73, 136), latitude__range=(3, 54)), name="position_in_country"
            )
        ]
        indexes = [models.Index(fields=["at"], name="position_age")]


class DutyTurn(Row):
    """From going on duty to going off: who worked through the night rests first."""

    scope_kind: ClassVar[str] = "area"

    responder = models.ForeignKey(Responder, on_delete=models.CASCADE, related_name="turns")
    area = models.BigIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["responder"], condition=Q(ended_at=None), name="turn_open_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="turn_ordered"
            ),
        ]
        indexes = [models.Index(fields=["responder", "ended_at"], name="turn_last")]
