"""Households with roles, and who cares for whom."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_name, mask_phone
from chongyang.core.models import Row
from chongyang.groups.models.classes import DateRange


class Household(Row):
    """People who live behind one door, from the day on which they do to the day on which nobody does.

    Its area is that of the elder who was its first head, and follows the head.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    area = models.BigIntegerField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    came_from = models.UUIDField(null=True)
    source = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="household_ordered"
            )
        ]
        indexes = [models.Index(fields=["area", "id"], name="household_area")]


class Member(Row):
    """One who lives there: an elder by her file, anybody else by name, sealed. Half-open days.

    `living_form` and `suggests` are derived from the house as it is now, and written with each change of it.
    """

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    area = models.BigIntegerField()
    person = models.UUIDField(null=True)
    role = models.CharField(max_length=20)
    name = SealedField(mask=mask_name)
    sex = models.CharField(max_length=6, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    phone = SealedField(mask=mask_phone)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    leave_reason = models.CharField(max_length=20, blank=True)
    living_form = models.CharField(max_length=30, blank=True)
    suggests = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="member_one_household",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("joined_on", "left_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["household"], condition=Q(role="head", left_on=None), name="household_one_head"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on=None, person__isnull=False), name="member_open_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, leave_reason="")
                | (Q(left_on__gte=F("joined_on")) & ~Q(leave_reason="")),
                name="member_left_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(name__isnull=False), name="member_is_somebody"
            ),
        ]
        indexes = [models.Index(fields=["area", "person"], name="member_open", condition=Q(left_on=None))]


class Care(Row):
    """Who cares for an elder: family, somebody employed, a grid worker; how many hours a week, since when."""

    scope_kind: ClassVar[str] = "area"
    has_history: ClassVar[bool] = True

    person = models.UUIDField()
    area = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    relation = models.CharField(max_length=20, blank=True)
    carer = models.UUIDField(null=True)
    name = SealedField(mask=mask_name)
    phone = SealedField(mask=mask_phone)
    hours_a_week = models.PositiveSmallIntegerField(null=True)
    lives_with = models.BooleanField(default=False)
    is_main = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_main=True, until=None), name="care_one_main"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="care_ordered"),
            models.CheckConstraint(
                condition=Q(hours_a_week=None) | Q(hours_a_week__range=(1, 168)), name="care_hours"
            ),
            models.CheckConstraint(
                condition=Q(carer__isnull=False) | Q(name__isnull=False), name="care_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(carer=None) | ~Q(carer=F("person")), name="care_not_for_oneself"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="care_person")]
