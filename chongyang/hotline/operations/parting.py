"""Orders and calls that were written while two files were taken for one person's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import access, events
from chongyang.core.hanging import Item
from chongyang.core.models import Case
from chongyang.core.scopes import Actor, system_scope
from chongyang.core.words import N_
from chongyang.hotline.models import Call, CallLine, CallOpening, Complaint, Order

LINE = ("at", "account", "purpose", "note", "outcome", "satisfaction", "rated_by", "why")
WORDS = {"in": N_("来电"), "out": N_("去电")}


def orders_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = Order.objects.filter(person__in=persons, received_at__gte=since).order_by("received_at", "id")
    return [Item(row.id, row.person, row.person, row.received_at, row.number) for row in rows if row.person]


def calls_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = Call.objects.filter(person__in=persons, began_at__gte=since).order_by("began_at", "id")
    return [
        Item(row.id, row.person, row.person, row.began_at, WORDS.get(row.direction, ""))
        for row in rows
        if row.person
    ]


def complaints_since(persons: Sequence[UUID], since: datetime) -> list[Item]:
    rows = Complaint.objects.filter(person__in=persons, received_at__gte=since).order_by("received_at", "id")
    return [Item(row.id, row.person, row.person, row.received_at, row.number) for row in rows if row.person]


@transaction.atomic
def give_complaint(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The complaint is about the other person, and so is its case."""
    Complaint.objects.select_for_update(of=("self",)).get(id=row)
    Complaint.objects.filter(id=row).update(person=person, area=area)
    Case.objects.filter(id=row).update(person=person, area=area)
    _told("hotline.complaint.given", "hotline.complaint", row, person, area, by, now)


@transaction.atomic
def give_order(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The order is the other person's."""
    Order.objects.select_for_update(of=("self",)).get(id=row)
    Order.objects.filter(id=row).update(person=person, area=area)
    _told("hotline.order.given", "hotline.order", row, person, area, by, now)


@transaction.atomic
def give_call(*, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    """The call was the other person's, with what was noted of it."""
    Call.objects.select_for_update(of=("self",)).get(id=row)
    Call.objects.filter(id=row).update(person=person, area=area)
    _give_words(row, person, area)
    _told("hotline.call.given", "hotline.call", row, person, area, by, now)


def _give_words(call: UUID, person: UUID, area: int) -> None:
    """Lines are never changed: the words stand anew with whose they are, and are emptied where they stood."""
    for line in list(CallLine.objects.filter(call=call).exclude(person=None).order_by("at", "id")):
        said = {name: getattr(line, name) for name in LINE}
        CallLine.objects.create(call_id=call, person=person, area=area, **said)
    for opening in list(CallOpening.objects.filter(call=call).exclude(person=None).order_by("at", "id")):
        told = {name: getattr(opening, name) for name in ("kind", "at", "account")}
        copy = CallOpening(call_id=call, person=person, area=area, **told)
        copy.why = opening.why.plain
        copy.save(force_insert=True)
    with access.enter(system_scope("given call")), connection.cursor() as cursor:
        cursor.execute("SELECT hotline_empty_words(%s, %s)", [call, person])


def _told(kind: str, what: str, row: UUID, person: UUID, area: int, by: Actor, now: datetime) -> None:
    events.record(kind, by=by, now=now, area=area, subject_type=what, subject=row, person=person)
