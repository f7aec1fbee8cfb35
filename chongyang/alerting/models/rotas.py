"""Who has duty when, and by what each person can be reached."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row
from chongyang.territory.models import TstzRange


class Rota(Row):
    """A duty that somebody always has.

    Active only when the next days have no gap and each person a channel.
    """

    scope_kind: ClassVar[str] = "area"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    area = models.BigIntegerField()
    state = models.CharField(max_length=10, default="draft")
    made_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", activated_at=None) | Q(state="active", activated_at__isnull=False),
                name="rota_state_dated",
            )
        ]


class Shift(Row):
    """One person's duty from … until. A substitute stands for somebody for that time.

    Nobody twice at once.
    """

    scope_kind: ClassVar[str] = "area"

    rota = models.ForeignKey(Rota, on_delete=models.PROTECT, related_name="shifts")
    area = models.BigIntegerField()
    account = models.UUIDField()
    stands_for = models.UUIDField(null=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="shift_ordered"),
            models.CheckConstraint(
                condition=Q(stands_for=None) | ~Q(stands_for=F("account")), name="shift_not_for_oneself"
            ),
            ExclusionConstraint(
                name="shift_nobody_twice_at_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    (TstzRange("begins_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
            ),
        ]
        indexes = [models.Index(fields=["rota", "begins_at"], name="shift_rota")]


class Channel(Row):
    """A way to one person: an account's, or that of an elder's contact or a responder.

    Those of contacts and responders hold no address: it stands once, where the person is kept.
    `address_index` is the blind index of the number that the last result is about; another number makes the
    result void.
    """

    scope_kind: ClassVar[str] = "area"

    account = models.UUIDField(null=True)
    contact = models.UUIDField(null=True)
    responder = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    address = SealedField(mask=mask_phone)
    address_index = models.BinaryField(null=True)
    is_working = models.BooleanField(null=True)
    verified_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind"], name="channel_account_once"),
            models.UniqueConstraint(fields=["contact", "kind"], name="channel_contact_once"),
            models.UniqueConstraint(fields=["responder", "kind"], name="channel_responder_once"),
            models.CheckConstraint(
                condition=Q(account__isnull=False, contact=None, responder=None)
                | Q(account=None, contact__isnull=False, responder=None)
                | Q(account=None, contact=None, responder__isnull=False),
                name="channel_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["desk", "app", "sms", "voice"]), name="channel_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="channel_not_working", condition=Q(is_working=False))
        ]
