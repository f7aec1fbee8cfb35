"""One order of help, and the carers assigned to it."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_address, mask_name, mask_phone
from chongyang.core.models import Row
from chongyang.territory.models import TstzRange


class NextNumber(models.Func):
    """The running number of orders, by the database itself: no statement of its own."""

    template = "'F' || lpad(nextval('orders_number')::text, 9, '0')"
    output_field = models.CharField()


class Order(Row):
    """One occurrence of one item. What it costs and who pays is copied when it is offered.

    `name`, `place` and `phone` are sealed copies: a provider reaches its orders, not the registry. `key` says
    who asked and with which word, so that a repetition is the same order; `digest` is of what was asked.
    `tried` are the providers asked before: organisation, offer, price, when, and why not.
    """

    scope_kind: ClassVar[str] = "area"

    number = models.CharField(max_length=12, unique=True, db_default=NextNumber())
    person = models.UUIDField()
    area = models.BigIntegerField()
    item = models.CharField(max_length=60)
    quantity = models.PositiveSmallIntegerField(default=1)
    offer = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    provider_name = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=10)
    asked_by = models.UUIDField(null=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField(default=1)
    price_fen = models.PositiveIntegerField(default=0)
    covered_fen = models.PositiveIntegerField(default=0)
    own_fen = models.PositiveIntegerField(default=0)
    account = models.UUIDField(null=True)
    rule = models.CharField(max_length=60, blank=True)
    cancellation = models.JSONField(default=dict)
    fee_fen = models.PositiveIntegerField(default=0)
    plan = models.ForeignKey("orders.Plan", null=True, on_delete=models.PROTECT, related_name="orders")
    package = models.UUIDField(null=True)
    redo_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="redone")
    state = models.CharField(max_length=12)
    state_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=16, blank=True)
    tried = models.JSONField(default=list)
    name = SealedField(mask=mask_name)
    place = SealedField(mask=mask_address)
    phone = SealedField(mask=mask_phone)
    note = SealedField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    prefers_sex = models.CharField(max_length=6, blank=True)
    dialects = ArrayField(models.CharField(max_length=40), default=list)
    carer_before = models.UUIDField(null=True)
    key = models.CharField(max_length=64, unique=True)
    digest = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="order_window"),
            models.CheckConstraint(
                condition=Q(price_fen=F("covered_fen") + F("own_fen")), name="order_price_split"
            ),
            models.CheckConstraint(condition=Q(redo_of=None) | Q(price_fen=0), name="order_redo_free"),
            models.CheckConstraint(
                condition=Q(people__in=(1, 2)) & Q(minutes__gt=0) & Q(quantity__gt=0), name="order_size"
            ),
            models.CheckConstraint(
                condition=Q(offer=None) | Q(organisation__isnull=False), name="order_offer_of_provider"
            ),
            models.UniqueConstraint(
                fields=["redo_of"], condition=Q(redo_of__isnull=False, closed_at=None), name="order_one_redo"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "from_at"], name="orders_person"),
            models.Index(fields=["organisation", "from_at"], name="orders_organisation"),
            models.Index(fields=["from_at", "id"], name="orders_open", condition=Q(closed_at=None)),
            models.Index(fields=["package"], name="orders_package", condition=Q(package__isnull=False)),
        ]


class Assignment(Row):
    """A carer who is to come. While it stands she can be nowhere else at that time: the database says so."""

    scope_kind: ClassVar[str] = "area"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="assignments")
    carer = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="assignment_one_place",
                expressions=[
                    ("carer", RangeOperators.EQUAL),
                    (TstzRange("from_at", "to_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(condition=Q(from_at__lt=F("to_at")), name="assignment_window"),
            models.CheckConstraint(condition=Q(position__in=(1, 2)), name="assignment_position"),
            models.UniqueConstraint(
                fields=["order", "position"], condition=Q(ended_at=None), name="assignment_position_once"
            ),
        ]
        indexes = [models.Index(fields=["carer", "from_at"], name="assignment_carer")]
