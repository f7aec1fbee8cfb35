"""Lists of people who are known and not registered: made, worked through, turned into registrations."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import Actor, Interval, Scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.enums import BY_HAND, InviteState, KnownFrom, TryResult, TryWay
from chongyang.registration.models import Invitation, InvitationTry
from chongyang.registration.operations.errors import UnableToAsk, UnableToDecide
from chongyang.registration.queries.invitations import Known
from chongyang.registration.rules.settings import load
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder
from chongyang.registry.rules import forms

BATCH = 500
MOST_NOTE = 200
WORD_LACKS = N_("请选择方式和结果。")
NOTE_LONG = N_("备注最多 200 字。")
DONE = N_("这位老人已经登记。")
TOO_MANY = N_("这份名单人太多，请选一个社区再导出。")
STATES = {
    TryResult.REFUSED: InviteState.REFUSED,
    TryResult.GONE: InviteState.GONE,
}


@transaction.atomic
def make_list(*, scope: Scope, by: Actor, now: datetime, within: Interval | None = None) -> int:
    """Bring the list of an area up to date with who is known today; returns how many are new.

    Who is on it keeps her state. Who was registered by another way is marked so. Repeatable.
    """
    permissions.demand_keep(scope)
    close_registered(now=now, within=within, scope=scope)
    today = timezone.localdate(now)
    known = chain(queries.from_files(scope, within), queries.from_claims(scope, within, today))
    made = 0
    while batch := list(islice(known, BATCH)):
        made += _add(batch, now)
    if made:
        area = (within or next(iter(scope.intervals), (410100000000, 0)))[0]
        events.record(
            "registration.invitations.listed",
            by=by,
            now=now,
            area=area,
            subject_type="registration.invitation",
            payload={"new": made},
        )
    return made


def _add(batch: Sequence[Known], now: datetime) -> int:
    held = set(
        Invitation.objects.filter(subject__in=[one.subject for one in batch]).values_list(
            "subject", flat=True
        )
    )
    rows = []
    for one in batch:
        if one.subject in held:
            continue
        row = Invitation(
            area=one.area,
            subject=one.subject,
            known_from=one.known_from.value,
            feeds=sorted(one.feeds),
            name_key=one.name_key,
            listed_at=now,
        )
        row.card = json.dumps(one.card, ensure_ascii=False)
        rows.append(row)
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def close_registered(*, scope: Scope, now: datetime, within: Interval | None = None) -> int:
    """Invitations whose person has been registered meanwhile, whoever did it."""
    rows = queries.visible_invitations(scope).exclude(state=InviteState.REGISTERED)
    rows = rows.filter(area__range=within) if within else rows
    joined = {row: row.subject for row in rows.filter(subject__in=_registered()).order_by("id")}
    claimed = rows.filter(known_from=KnownFrom.CLAIMS)
    files = queries.opened_files(claimed.values("subject"))
    joined |= {row: files[row.subject] for row in claimed.filter(subject__in=files).order_by("id")}
    for row, person in joined.items():
        _registered_as(row, person, now)
    return len(joined)


def _registered() -> Any:
    return Elder.objects.filter(registered_at__isnull=False).values("id")


@transaction.atomic
def record_try(
    *,
    invitation: UUID,
    way: str,
    result: str,
    note: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Invitation:
    """A call or a visit, and what it brought. Who refuses is asked again after the days of the data."""
    permissions.demand_write(scope)
    if way not in BY_HAND or result not in set(TryResult) or result == TryResult.SENT:
        raise UnableToAsk({"result": WORD_LACKS})
    if len(note) > MOST_NOTE:
        raise UnableToAsk({"note": NOTE_LONG})
    row = held_invitation(invitation, scope)
    tried = InvitationTry(
        invitation=row, area=row.area, at=now, account=permissions.account_of(by), way=way, result=result
    )
    tried.note = note.strip()
    tried.save(force_insert=True)
    moved = InviteState.CALLED if way == TryWay.CALL else InviteState.VISITED
    row.state = STATES.get(TryResult.of(result), moved).value
    row.tries, row.last_at, row.next_on = row.tries + 1, now, None
    if row.state == InviteState.REFUSED:
        days = int(load("invitations")["refused_asked_again_days"])
        row.next_on = timezone.localdate(now) + timedelta(days=days)
    row.save(update_fields=["state", "tries", "last_at", "next_on"])
    tell(row, "tried", by, now, way=way, result=result)
    return row


@transaction.atomic
def register_invited(
    *, invitation: UUID, form: forms.ElderForm | None, scope: Scope, by: Actor, now: datetime
) -> Elder:
    """Register somebody of the list: a file is taken into the network as it stands (`form` is None), a person
    known from claims with the form that they filled in. Raises the registry's UnableToRegister.
    """
    permissions.demand_write(scope)
    row = held_invitation(invitation, scope)
    if row.known_from == KnownFrom.FILE:
        elder = registry.enrol(elder=row.subject, scope=scope, by=by, now=now)
    else:
        assert form is not None, "who is known from claims has no file yet"
        elder = registry.register_elder(scope=scope, form=form, by=by, now=now)
    _registered_as(row, elder.id, now)
    tell(row, "registered", by, now, known_from=row.known_from)
    return elder


def held_invitation(invitation: UUID, scope: Scope) -> Invitation:
    """One that is still to be worked on, locked. Raises NotFound, UnableToDecide."""
    rows = queries.visible_invitations(scope).filter(id=invitation)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise queries.NotFound(str(invitation))
    if row.state == InviteState.REGISTERED:
        raise UnableToDecide({"state": DONE})
    return row


def _registered_as(row: Invitation, person: UUID, now: datetime) -> None:
    row.state, row.person, row.registered_at = InviteState.REGISTERED.value, person, now
    row.save(update_fields=["state", "person", "registered_at"])


def tell(row: Invitation, verb: str, by: Actor, now: datetime, **payload: Any) -> None:
    events.record(
        f"registration.invitation.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="registration.invitation",
        subject=row.id,
        person=row.person or (row.subject if row.known_from == KnownFrom.FILE else None),
        payload=payload,
    )


@transaction.atomic
def export_invitations(
    *, scope: Scope, by: Actor, now: datetime, within: Interval | None = None
) -> Iterable[Invitation]:
    """The list of a community for whoever calls and visits; the event says who took how many. Raises
    UnableToAsk when there are more than one export holds.
    """
    permissions.demand_write(scope)
    most = int(load("invitations")["most_exported"])
    rows = queries.list_invitations(scope, within=within, limit=most + 1)
    if len(rows) > most:
        raise UnableToAsk({"area": TOO_MANY})
    area = (within or next(iter(scope.intervals)))[0]
    events.record(
        "registration.invitations.exported",
        by=by,
        now=now,
        area=area,
        subject_type="registration.invitation",
        organisation=scope.organisation,
        payload={"rows": len(rows)},
    )
    return rows
