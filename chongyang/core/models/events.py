"""What happened, written once: business events, the seals over them, and the history of personal fields."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chongyang.core.keys import new_key


class Event(models.Model):
    """One business event. Append-only; only its payload may be erased, and the chain still verifies.

    `salt` goes with the payload, so that an erased payload cannot be guessed from its digest. A further
    column `xid` (set by the database) keeps the transaction, the order in which events are sealed.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = (
        "payload",
        "salt",
    )

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=80)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=10)
    actor_label = models.CharField(max_length=80)
    actor_account = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40, blank=True)
    actor_organisation = models.UUIDField(null=True)
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    subject_type = models.CharField(max_length=60)
    subject = models.UUIDField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(null=True)
    salt = models.BinaryField(null=True)
    payload_digest = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "seq"], name="event_person"),
            models.Index(fields=["subject", "seq"], name="event_subject"),
            models.Index(fields=["kind", "seq"], name="event_kind"),
        ]


class Seal(models.Model):
    """A batch of events bound into the chain: `hash` covers the former hash and every event's digest."""

    scope_kind: ClassVar[str] = "system"
    append_only: ClassVar[bool] = True

    number = models.BigIntegerField(primary_key=True)
    last_xid = models.DecimalField(max_digits=20, decimal_places=0)
    events = ArrayField(models.UUIDField())
    digests = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    at = models.DateTimeField()


class FieldChange(models.Model):
    """The former values of a personal row, written by trigger; sealed columns stay sealed here.

    It belongs to the row's area, organisation and person: whoever may change the row may leave its history.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("before",)

    seq = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=63)
    row = models.UUIDField()
    operation = models.CharField(max_length=6)
    before = models.JSONField()
    actor = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())
    area = models.BigIntegerField()
    organisation = models.UUIDField(null=True)
    person = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["row", "seq"], name="fieldchange_row"),
            models.Index(fields=["person", "seq"], name="fieldchange_person"),
        ]
