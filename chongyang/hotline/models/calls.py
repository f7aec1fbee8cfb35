"""A call on the line, what was told of it, and what it leaves to be done."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chongyang.core.fields import SealedField
from chongyang.core.identifiers import mask_phone
from chongyang.core.models import Row
from chongyang.hotline.rules import calls as rules


class Call(Row):
    """A call on the line 12349, in or out, as the exchange told it or the seat keyed it in.

    `began_at` is when it entered the queue. `provider` and `provider_call` name it at the exchange; a call
    that was keyed in has neither. What a seat said of it is a copy of the last `CallLine`. `task` is the care
    call, follow-up or complaint for which the line called, by `reason`. The table keeps the name under which
    its first rows were sealed: a sealed number is bound to table, column and row.
    """

    scope_kind: ClassVar[str] = "area"

    direction = models.CharField(max_length=4, default="in", db_default="in")
    reason = models.CharField(max_length=12, blank=True, default="", db_default="")
    state = models.CharField(max_length=12, default="ended", db_default="ended")
    provider = models.CharField(max_length=20, blank=True, default="", db_default="")
    provider_call = models.CharField(max_length=100, blank=True, default="", db_default="")
    queue = models.CharField(max_length=40, blank=True, default="", db_default="")
    caller_number = SealedField(mask=mask_phone)
    caller_index = models.BinaryField(null=True)
    began_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=200, blank=True, default="", db_default="")
    satisfaction = models.PositiveSmallIntegerField(null=True)
    rated_by = models.CharField(max_length=8, blank=True, default="", db_default="")
    recording = models.CharField(max_length=120, blank=True, default="", db_default="")
    account = models.UUIDField(null=True)
    incident = models.ForeignKey(
        "emergency.Incident", null=True, on_delete=models.PROTECT, related_name="calls"
    )
    task = models.UUIDField(null=True)
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered_by")
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        db_table = "emergency_call"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "began_at"], condition=Q(provider=""), name="call_keyed_once"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_call"], condition=~Q(provider=""), name="call_told_once"
            ),
            models.CheckConstraint(
                condition=Q(direction="in", reason="") | Q(direction="out") & ~Q(reason=""),
                name="call_out_with_reason",
            ),
            models.CheckConstraint(condition=Q(task=None) | Q(direction="out"), name="call_task_goes_out"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="call_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=~Q(state="talking") | Q(answered_at__isnull=False), name="call_talking_was_answered"
            ),
            models.CheckConstraint(
                condition=~Q(state="abandoned") | Q(ended_at__isnull=False), name="call_abandoned_has_ended"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 4)), name="call_satisfaction"
            ),
        ]
        indexes = [
            models.Index(
                fields=["began_at"],
                condition=Q(state="ringing") | Q(state="talking"),
                name="call_live",
            ),
            models.Index(fields=["began_at", "id"], name="call_began"),
            models.Index(fields=["caller_index", "began_at"], name="call_caller"),
            models.Index(fields=["account", "began_at"], name="call_account"),
            models.Index(fields=["task"], condition=Q(task__isnull=False), name="call_task"),
        ]

    @property
    def wait_seconds(self) -> int | None:
        """From the queue to the answer; of an abandoned call to its end."""
        last = self.ended_at if self.state == rules.State.ABANDONED else self.answered_at
        return rules.seconds_between(self.began_at, last)

    @property
    def talk_seconds(self) -> int | None:
        return rules.seconds_between(self.answered_at, self.ended_at)


class CallOffer(Row):
    """The exchange let a call ring at a seat."""

    scope_kind: ClassVar[str] = "area"

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offers")
    account = models.UUIDField()
    offered_at = models.DateTimeField()
    area = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "account"], name="call_offer_once")]


class CallLine(Row):
    """What a seat said of a call. A correction is a new line with its reason; none is changed."""

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = (
        "note",
        "outcome",
        "why",
    )

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    purpose = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    satisfaction = models.PositiveSmallIntegerField(null=True)
    rated_by = models.CharField(max_length=8, blank=True)
    why = models.CharField(max_length=200, blank=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()


class CallOpening(Row):
    """A recording was asked for, or a running call listened to, and why in words of whoever did.

    The event says that it happened; the words stand here alone, sealed, and go with the call: nobody could
    take them out of the chain of events.
    """

    scope_kind: ClassVar[str] = "area"
    append_only: ClassVar[bool] = True
    erasable: ClassVar[tuple[str, ...]] = ("why",)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="openings")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    why = SealedField()
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()


class CallBack(Row):
    """A call that nobody answered is made good; it does not vanish when the caller gives up."""

    scope_kind: ClassVar[str] = "area"

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="call_back")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=16, blank=True)
    account = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True)
    person = models.UUIDField(null=True)
    area = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, result="") | Q(closed_at__isnull=False) & ~Q(result=""),
                name="call_back_closed_with_result",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="call_back_open")]


class CallEvent(Row):
    """What an exchange said, kept as it came before anything is made of it. Read by the system alone."""

    scope_kind: ClassVar[str] = "system"

    provider = models.CharField(max_length=20)
    event = models.CharField(max_length=100)
    provider_call = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    body = SealedField()
    said_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    fault = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event"], name="call_event_once")]
        indexes = [models.Index(fields=["received_at"], condition=Q(state="waiting"), name="call_event_open")]
