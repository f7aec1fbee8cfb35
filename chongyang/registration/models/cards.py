"""Registration cards, and the lists of people to be invited."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from chongyang.core.fields import SealedField
from chongyang.core.models import Row


class Card(Row):
    """The card in her purse. Its QR code holds a random token and nothing else; one card is good at a time.

    The token lies sealed, so that a sheet can be set again; it is found by its blind index.
    """

    scope_kind: ClassVar[str] = "area"

    person = models.UUIDField()
    area = models.BigIntegerField()
    token = SealedField()
    token_index = models.BinaryField(unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    printed_at = models.DateTimeField(null=True)
    prints = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="card_good_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="card_ended_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["area", "printed_at"], name="card_area", condition=Q(ended_at=None))]


class Invitation(Row):
    """Somebody who is known and not registered. `subject` is a file without registration, or a person known
    from claims alone; `card` is sealed JSON of what finds her (name, sex, born_on, phone, address).
    """

    scope_kind: ClassVar[str] = "area"

    area = models.BigIntegerField()
    subject = models.UUIDField(unique=True)
    known_from = models.CharField(max_length=10)
    feeds = ArrayField(models.CharField(max_length=40), default=list)
    card = SealedField()
    name_key = models.CharField(max_length=120)
    listed_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="to_invite")
    next_on = models.DateField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    person = models.UUIDField(null=True)
    registered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="registered") | Q(person__isnull=False), name="invitation_registered_whom"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "name_key", "id"], name="invitation_list"),
        ]


class InvitationTry(Row):
    """One call or visit to invite, and what it brought. Written once."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("note",)

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="tried")
    area = models.BigIntegerField()
    at = models.DateTimeField()
    account = models.UUIDField()
    way = models.CharField(max_length=6)
    result = models.CharField(max_length=14)
    note = SealedField()

    class Meta:
        indexes = [models.Index(fields=["invitation", "at"], name="invitationtry_when")]
