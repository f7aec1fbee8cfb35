"""Voucher accounts: what a person may have for one period, and every change of it."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row
from chongyang.purchase.enums import GRANTING, Kind, Unit


class VoucherAccount(Row):
    """服务券: what one person has of one rule for one period, in the rule's unit; usable until `valid_to`.

    The three numbers are the sums of its entries. The check is what two orders at once meet: a quota is never
    spent twice, whoever asks. What is not used is not moved: it stays here, usable, until it lapses.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    entitlement = models.UUIDField()
    rule = models.CharField(max_length=60)
    unit = models.CharField(max_length=8)
    period_from = models.DateField()
    valid_to = models.DateField()
    granted = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "rule", "period_from"], name="voucher_once"),
            models.CheckConstraint(
                condition=Q(held__gte=0, spent__gte=0, granted__gte=F("held") + F("spent")),
                name="voucher_never_overspent",
            ),
            models.CheckConstraint(condition=Q(valid_to__gt=F("period_from")), name="voucher_days"),
            models.CheckConstraint(condition=Q(unit__in=[one.value for one in Unit]), name="voucher_unit"),
        ]
        indexes = [
            models.Index(fields=["person", "valid_to"], name="voucher_person"),
            models.Index(fields=["area", "period_from", "id"], name="voucher_listed"),
            models.Index(fields=["valid_to", "id"], name="voucher_lapses", condition=Q(lapsed_at=None)),
            models.Index(fields=["entitlement"], name="voucher_entitlement"),
        ]

    @property
    def left(self) -> int:
        return self.granted - self.held - self.spent

    @property
    def last_day(self) -> date:
        return self.valid_to - timedelta(days=1)


class VoucherEntry(Row):
    """One change of an account, never edited. `units` are the account's, `amount_fen` what it is in money.

    An order is held at most once at a time: each hold has its `round`, and ends as spent, released, or partly
    both. `parts` are the payers of the amount. `on` is the day of the help.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True

    account = models.ForeignKey(VoucherAccount, on_delete=models.PROTECT, related_name="entries")
    person = models.UUIDField()
    area = models.BigIntegerField()
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    order = models.UUIDField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    item = models.CharField(max_length=60, blank=True)
    units = models.BigIntegerField()
    amount_fen = models.BigIntegerField(default=0)
    parts = models.JSONField(default=list)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "order", "round", "kind"],
                condition=Q(order__isnull=False),
                name="voucherentry_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=GRANTING, order=None)
                | Q(kind__in=[Kind.HELD, Kind.RELEASED, Kind.SPENT], order__isnull=False, units__gte=0),
                name="voucherentry_of_an_order",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="voucherentry_money"),
        ]
        indexes = [
            models.Index(fields=["account", "at", "id"], name="voucherentry_account"),
            models.Index(fields=["order"], name="voucherentry_order", condition=Q(order__isnull=False)),
            models.Index(fields=["person"], name="voucherentry_person"),
            models.Index(
                fields=["area", "on", "id"], name="voucherentry_spent", condition=Q(kind=Kind.SPENT.value)
            ),
        ]


class VoucherCorrection(Row):
    """That somebody wants an account changed, and why: it counts when a second person has confirmed it."""

    scope_kind: ClassVar[str] = "area"

    account = models.ForeignKey(VoucherAccount, on_delete=models.PROTECT, related_name="corrections")
    person = models.UUIDField()
    area = models.BigIntegerField()
    units = models.BigIntegerField()
    reason = SealedField()
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="vouchercorr_by_two"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, confirmed=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, confirmed__isnull=False),
                name="vouchercorr_decided_by_whom",
            ),
            models.CheckConstraint(condition=~Q(units=0), name="vouchercorr_moves"),
        ]
        indexes = [
            models.Index(
                fields=["area", "proposed_at"], name="vouchercorr_open", condition=Q(decided_at=None)
            ),
            models.Index(fields=["account"], name="vouchercorr_account"),
        ]
