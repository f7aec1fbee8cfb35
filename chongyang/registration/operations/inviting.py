"""Invitations in writing: a short message, or a letter to be printed. What was sent has reached nobody yet.

A message leaves by an event, because the room that reaches people lies above; its words name nobody. A letter
bears the name and address that the envelope needs, and nothing else that is known of her.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.scopes import Actor, Interval, Scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.enums import InviteState, TryResult, TryWay
from chongyang.registration.models import Invitation, InvitationTry
from chongyang.registration.operations.errors import UnableToAsk
from chongyang.registration.operations.invitations import held_invitation, tell
from chongyang.registration.rules.letters import Letter
from chongyang.registration.rules.settings import load

NO_MOBILE = N_("没有可以收短信的手机号码，请打电话、上门或寄信。")
NO_ADDRESS = N_("没有地址，信寄不到，请打电话或上门。")
NOT_NOW = N_("这位老人已经表示不愿登记，到期后再联系。")
LEFT = N_("档案显示老人已登记、已迁出或去世，不再邀请；请更新名单。")
LATELY = N_("近期已经用这种方式邀请过，请换一种方式或过些时候再发。")
NOBODY = N_("没有可以写信的人：都已联系过，或没有地址。")


@transaction.atomic
def invite_by_message(*, invitation: UUID, scope: Scope, by: Actor, now: datetime) -> Invitation:
    """Leave a short message to her own number; at most one in the days of the data.

    Raises NotFound, UnableToAsk, UnableToDecide.
    """
    permissions.demand_write(scope)
    row = held_invitation(invitation, scope)
    if wrong := _why_not(row, TryWay.SMS, now):
        raise UnableToAsk({"way": wrong})
    _note(row, TryWay.SMS, by, now)
    tell(row, "sms", by, now)
    return row


@transaction.atomic
def write_letters(
    *,
    scope: Scope,
    by: Actor,
    now: datetime,
    invitations: Sequence[UUID] = (),
    within: Interval | None = None,
) -> list[Letter]:
    """Letters to these, or to all of an area who are to be invited and have an address, street by street.

    Raises NotFound, UnableToAsk, UnableToDecide.
    """
    permissions.demand_write(scope)
    most = int(load("invitations")["most_written"])
    rows = [held_invitation(one, scope) for one in dict.fromkeys(invitations[:most])]
    for row in rows:
        if wrong := _why_not(row, TryWay.LETTER, now):
            raise UnableToAsk({"way": wrong})
    rows = rows or _to_write(scope, within, now, most)
    if not rows:
        raise UnableToAsk({"way": NOBODY})
    for row in rows:
        _note(row, TryWay.LETTER, by, now)
    _tell_letters(rows, by, now)
    return [_letter(row) for row in rows]


def _to_write(scope: Scope, within: Interval | None, now: datetime, most: int) -> list[Invitation]:
    listed = queries.visible_invitations(scope).filter(state=InviteState.TO_INVITE.value)
    listed = listed.filter(area__range=within) if within else listed
    rows = listed.select_for_update(of=("self",)).order_by("area", "name_key", "id")[: most * 2]
    return [row for row in rows if not _why_not(row, TryWay.LETTER, now)][:most]


def _why_not(row: Invitation, way: TryWay, now: datetime) -> str:
    """Why nobody writes to her by this way now; empty where somebody may."""
    card, today = queries.card_of_invited(row), timezone.localdate(now)
    if row.state == InviteState.REFUSED and (row.next_on is None or row.next_on > today):
        return NOT_NOW
    if row.state == InviteState.GONE or queries.is_gone(row):
        return LEFT
    since = now - timedelta(days=int(load("invitations")["written_again_days"]))
    if InvitationTry.objects.filter(invitation=row, way=way.value, at__gt=since).exists():
        return LATELY
    if way is TryWay.SMS:
        return "" if queries.mobile_of(card) else NO_MOBILE
    return "" if str(card.get("address") or "").strip() else NO_ADDRESS


def _note(row: Invitation, way: TryWay, by: Actor, now: datetime) -> None:
    """A try whose end nobody knows; who was called or visited already keeps that state."""
    tried = InvitationTry(
        invitation=row,
        area=row.area,
        at=now,
        account=permissions.account_of(by),
        way=way.value,
        result=TryResult.SENT.value,
    )
    tried.save(force_insert=True)
    if row.state in (InviteState.TO_INVITE, InviteState.REFUSED):
        row.state, row.next_on = InviteState.INVITED.value, None
    row.tries, row.last_at = row.tries + 1, now
    row.save(update_fields=["state", "tries", "last_at", "next_on"])


def _letter(row: Invitation) -> Letter:
    card = queries.card_of_invited(row)
    return Letter(name=str(card.get("name", "")), address=str(card["address"]).strip(), area=row.area)


def _tell_letters(rows: Sequence[Invitation], by: Actor, now: datetime) -> None:
    if len(rows) == 1:
        return tell(rows[0], "letter", by, now)
    events.record(
        "registration.invitations.written",
        by=by,
        now=now,
        area=rows[0].area,
        subject_type="registration.invitation",
        payload={"letters": len(rows)},
    )
    return None
