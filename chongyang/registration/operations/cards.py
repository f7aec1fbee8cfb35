"""Cards are issued, printed and revoked. A token tells nothing; who scans it sees what his scope allows."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chongyang.core import events
from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, Interval, Scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.enums import CardEnd
from chongyang.registration.models import Card
from chongyang.registration.operations.errors import UnableToAsk
from chongyang.registration.rules.cards import PrintedCard
from chongyang.registry import queries as files
from chongyang.registry.enums import LifeStatus
from chongyang.registry.models import Elder

TOKEN_BYTES = 15
MOST_ON_A_SHEET = 1000
TOO_MANY = N_("一次最多打印 1000 张，请选一个社区。")
NOBODY = N_("没有要打印的卡。")
NO_CARD = N_("这位老人没有有效的卡。")
NOT_HERE = N_("老人已迁出或去世，不能制卡。")
REASON_LACKS = N_("请选择原因。")


@transaction.atomic
def print_cards(
    *,
    scope: Scope,
    by: Actor,
    now: datetime,
    persons: Sequence[UUID] = (),
    within: Interval | None = None,
    again: bool = False,
) -> list[PrintedCard]:
    """Cards for these persons, or for all of an area whose card is not printed yet; `again` ends the former
    card of each and prints a new one. Raises UnableToAsk.
    """
    permissions.demand_keep(scope)
    elders = _elders(scope, persons, within, again)
    if not elders:
        raise UnableToAsk({"cards": NOBODY})
    if len(elders) > MOST_ON_A_SHEET:
        raise UnableToAsk({"cards": TOO_MANY})
    held = {row.person: row for row in Card.objects.filter(person__in=elders, ended_at=None)}
    if again:
        for row in held.values():
            _end(row, CardEnd.REPRINTED, by, now)
        held = {}
    made = [_issued(held.get(elder.id), elder, by, now) for elder in elders.values()]
    for row in made:
        row.printed_at, row.prints = now, row.prints + 1
        row.save(update_fields=["printed_at", "prints"])
    _tell(made, scope, by, now)
    return [PrintedCard(elders[row.person].name, row.area, row.token.plain) for row in made]


def _elders(scope: Scope, persons: Sequence[UUID], within: Interval | None, again: bool) -> dict[UUID, Elder]:
    """In order of area and spelling, so that a sheet is handed out house by house."""
    if persons:
        rows = [files.access_elder(scope, person) for person in dict.fromkeys(persons)]
        if any(row.life_status != LifeStatus.ALIVE for row in rows):
            raise UnableToAsk({"cards": NOT_HERE})
        return {row.id: row for row in rows}
    found = queries.without_card(scope, within, printed_too=again)
    rows = list(found.order_by("area", "name_key", "id")[: MOST_ON_A_SHEET + 1])
    return {row.id: row for row in rows}


def _issued(held: Card | None, elder: Elder, by: Actor, now: datetime) -> Card:
    if held:
        return held
    token = base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().lower()
    row = Card(
        person=elder.id,
        area=elder.area,
        token=token,
        token_index=index_of(token, "card_token"),
        issued_at=now,
        issued_by=by.account,
    )
    row.save(force_insert=True)
    return row


def _tell(made: Sequence[Card], scope: Scope, by: Actor, now: datetime) -> None:
    """One event for one card, of its person; one for a sheet, of its area."""
    one = made[0] if len(made) == 1 else None
    events.record(
        "registration.cards.printed",
        by=by,
        now=now,
        area=made[0].area,
        subject_type="registration.card",
        subject=one.id if one else None,
        person=one.person if one else None,
        payload={"cards": len(made)},
    )


@transaction.atomic
def end_card(*, person: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Card:
    """Lost, damaged or given back: its code opens nothing from now on. Raises NotFound, UnableToAsk."""
    permissions.demand_keep(scope)
    elder = files.access_elder(scope, person)
    if reason not in set(CardEnd):
        raise UnableToAsk({"reason": REASON_LACKS})
    row = Card.objects.filter(person=elder.id, ended_at=None).select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToAsk({"cards": NO_CARD})
    return _end(row, CardEnd.of(reason), by, now)


def _end(row: Card, reason: CardEnd, by: Actor, now: datetime) -> Card:
    row.ended_at, row.ended_by, row.end_reason = now, by.account, reason.value
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    events.record(
        "registration.card.ended",
        by=by,
        now=now,
        area=row.area,
        subject_type="registration.card",
        subject=row.id,
        person=row.person,
        payload={"reason": reason.value},
    )
    return row
