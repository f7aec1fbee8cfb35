"""What people make of a proposal: a draft on behalf of the person, who agrees before it is handed in; or it
is set aside. The draft goes the way of every application, and nobody who hands it in judges it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions
from chongyang.funding.enums import Channel
from chongyang.funding.models import Application, Entitlement
from chongyang.funding.operations import drafting
from chongyang.funding.operations.errors import UnableToApply
from chongyang.funding.operations.events import tell
from chongyang.funding.queries import entitlements as reads
from chongyang.funding.queries.rights import is_near, own_side
from chongyang.funding.rules.entitled import ASIDE, CLOSED, DESK, OPEN, OWN, TAKEN, TOLD_TO_DESK, WHY
from chongyang.providers.models import Responder

NOT_OPEN = N_("这项提议已经处理或关闭，请刷新。")
NO_REASON = N_("请写明搁置的理由（不超过五百字）。")
NO_WAY = N_("请选择本人是怎样同意的。")
NOT_TAKEN = N_("还没有代为起草申请，不需要同意。")
AGREED = N_("已经登记过同意。")
NOT_AGREED = N_(
    "这是代为起草的申请，请先取得本人或受托人同意：可在“我的申请”中确认，或登记书面、当面、电话同意。"
)
OWN_CASE = N_("您是本人或代办过老人事务的人，请由另一位经办人处理。")
MOST = 500


@transaction.atomic
def take_up(*, entitlement: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """A draft with what the register knows, for the person of the proposal: at the desk of her area, or by
    her own side. Raises UnableToApply, NotFound.
    """
    permissions.demand_apply(scope)
    row = _locked(entitlement, scope, now, OPEN, ASIDE)
    held = drafting.programme_of(row.programme)
    applicant = None if row.carer else drafting.applicant_of(held, row.person, scope, now)
    with access.enter(system_scope("draft", actor=by)):
        made = drafting.draft(held=held, applicant=applicant or _carer(row, scope), by=by, now=now)
        made.inputs = dict(row.inputs)
        made.save(force_insert=True)
        tell("begun", made, by, now, channel=made.channel, entitlement=str(row.id))
        fresh = {"why": "", "agreed_how": "", "agreed_by": None, "agreed_at": None}
        _set(row, "taken", by, now, state=TAKEN, application=made.id, **fresh)
    return made


def _carer(row: Entitlement, scope: Scope) -> drafting.Applicant:
    """The carer herself, or for her whoever keeps the desk of the place where she works."""
    carer = Responder.objects.get(id=row.payee)
    channel = Channel.OWN if carer.account == scope.actor.account else Channel.DESK
    return drafting.Applicant(carer.area, carer.name, channel, {"carer": carer.id})


@transaction.atomic
def set_aside(*, entitlement: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """Nothing is applied for, and why; the person's own side needs no reason. It comes back when the rule's
    answer is another. Raises UnableToApply, NotFound.
    """
    row = _locked(entitlement, scope, now, OPEN)
    is_own, told = own_side(scope), reason.strip()
    if len(told) > MOST or not (told or is_own):
        raise UnableToApply({"reason": NO_REASON})
    with access.enter(system_scope("entitled", actor=by)):
        if not is_own and is_near(row.person, row.carer, by.account):
            raise UnableToApply({"by": OWN_CASE})
        row.reason = told or None
        _set(row, "set_aside", by, now, state=ASIDE, why=OWN if is_own else DESK)
    return row


@transaction.atomic
def agree(*, entitlement: UUID, how: str = "", scope: Scope, by: Actor, now: datetime) -> Entitlement:
    """The person or her helper agrees to the draft that was made for her; or the desk keeps how she told it.
    Raises UnableToApply, NotFound.
    """
    row = _locked(entitlement, scope, now)
    if row.state != TAKEN:
        raise UnableToApply({"state": NOT_TAKEN})
    if row.agreed_at:
        raise UnableToApply({"state": AGREED})
    if own_side(scope):
        how = reads.agrees_as(scope, row, now)
    elif how not in TOLD_TO_DESK:
        raise UnableToApply({"how": NO_WAY})
    with access.enter(system_scope("entitled", actor=by)):
        _agreed(row, how, by, now)
    return row


def demand_agreed(made: Application, scope: Scope, by: Actor, now: datetime) -> None:
    """Before a draft that was made for somebody is handed in she has agreed; when her own side hands it in,
    that is her word. In the system's scope. Raises UnableToApply.
    """
    row = Entitlement.objects.select_for_update(of=("self",)).filter(application=made.id).first()
    if row and row.state == CLOSED:
        raise UnableToApply({"state": WHY[row.why]})
    if row is None or row.agreed_at:
        return
    if not own_side(scope):
        raise UnableToApply({"agreed": NOT_AGREED})
    _agreed(row, reads.agrees_as(scope, row, now), by, now)


def _agreed(row: Entitlement, how: str, by: Actor, now: datetime) -> None:
    row.agreed_how, row.agreed_by, row.agreed_at = how, by.account, now
    row.save(update_fields=["agreed_how", "agreed_by", "agreed_at"])
    _tell("agreed", row, by, now, how=how)


def _locked(entitlement: UUID, scope: Scope, now: datetime, *states: str) -> Entitlement:
    """One within reach, held, in one of these states."""
    permissions.account_of(scope.actor)
    found = reads.access_entitlement(scope, entitlement, now)
    with access.enter(system_scope("entitled", actor=scope.actor)):
        row = Entitlement.objects.select_for_update(of=("self",)).get(id=found.id)
    if states and row.state not in states:
        raise UnableToApply({"state": NOT_OPEN})
    return row


def _set(row: Entitlement, verb: str, by: Actor, now: datetime, **told: Any) -> None:
    for name, value in told.items():
        setattr(row, name, value)
    row.decided_by, row.decided_at = by.account, now
    row.save(update_fields=[*told, "reason", "decided_by", "decided_at"])
    _tell(verb, row, by, now)


def _tell(verb: str, row: Entitlement, by: Actor, now: datetime, **payload: Any) -> None:
    told: Mapping[str, Any] = {"programme": row.programme, **payload}
    events.record(
        f"funding.entitlement.{verb}",
        by=by,
        now=now,
        area=row.area,
        subject_type="funding.entitlement",
        subject=row.id,
        person=row.person,
        payload=told,
    )
