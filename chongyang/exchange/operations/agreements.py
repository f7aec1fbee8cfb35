"""Agreements: proposed by one person, decided by another; suspended, resumed, ended; their key."""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.exchange.enums import State
from chongyang.exchange.models import Agreement, AgreementStep
from chongyang.exchange.operations.errors import UnableToAgree
from chongyang.exchange.rules.terms import Terms, faults_of
from chongyang.territory import operations as territory
from chongyang.territory import queries as areas
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.models import Account, Organisation
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

TAKEN = N_("这个代码已经用过。")
NO_ORGANISATION = N_("没有这个机构。")
NO_AREA = N_("区域代码不存在，或不在您的管理范围内。")
GONE = N_("没有这份协议，或不在您的范围内。")
OWN = N_("提出协议的人不能自己审定，请由另一位审定。")
WRONG_STATE = N_("协议现在的状态不能这样办理。")
WHY = N_("请写明理由。")
STEPS = {
    "suspend": (State.IN_FORCE, State.SUSPENDED),
    "resume": (State.SUSPENDED, State.IN_FORCE),
}
NEED_REASON = ("refuse", "suspend", "end")


@transaction.atomic
def propose_agreement(*, terms: Terms, scope: Scope, by: Actor, now: datetime) -> Agreement:
    """Write the terms down; another person decides. Raises UnableToAgree, NotAllowed."""
    demand(scope, Can.PROPOSE_AGREEMENTS)
    faults = faults_of(terms, localdate(now))
    organisation = Organisation.objects.filter(key=terms.organisation).first()
    intervals = _intervals(terms, scope)
    if organisation is None:
        faults.setdefault("organisation", NO_ORGANISATION)
    if not intervals:
        faults.setdefault("areas", NO_AREA)
    if Agreement.objects.filter(code=terms.code).exists():
        faults.setdefault("code", TAKEN)
    if faults or organisation is None or by.account is None:
        raise UnableToAgree(faults)
    told = asdict(terms) | {"organisation": organisation.id, "intervals": intervals}
    told.pop("areas")
    told |= {name: list(told[name]) for name in ("purposes", "fields", "changes")}
    row = Agreement.objects.create(**told, area=intervals[0][0], proposed_at=now, proposed_by=by.account)
    record(row, "propose", by, now)
    return row


def _intervals(terms: Terms, scope: Scope) -> list[list[int]]:
    """The areas of the terms, all of them within the reach of who proposes; empty where one is not."""
    found = []
    for code in terms.areas:
        try:
            first, last = interval_of(areas.get_area(code).code)
        except (areas.UnknownArea, ValueError):
            return []
        if not (scope.covers(first) and scope.covers(last)):
            return []
        found.append([first, last])
    return sorted(found)


@transaction.atomic
def decide_agreement(
    *, agreement: UUID, is_accepted: bool, reason: str, scope: Scope, by: Actor, now: datetime
) -> Agreement:
    """Bring it into force or refuse it; never by who proposed it. Raises UnableToAgree, NotAllowed."""
    demand(scope, Can.DECIDE_AGREEMENTS)
    row = held_agreement(agreement, scope)
    if row.state != State.DRAFT:
        raise UnableToAgree({"": WRONG_STATE})
    if row.proposed_by == by.account:
        raise UnableToAgree({"": OWN})
    action = "accept" if is_accepted else "refuse"
    _demand_reason(action, reason)
    row.state = State.IN_FORCE if is_accepted else State.ENDED
    row.decided_at, row.decided_by = now, by.account
    row.save(update_fields=["state", "decided_at", "decided_by"])
    record(row, action, by, now, reason)
    return row


@transaction.atomic
def step_agreement(
    *, agreement: UUID, action: str, reason: str, scope: Scope, by: Actor, now: datetime
) -> Agreement:
    """Suspend, resume or end; whoever may propose may stop at once. Raises UnableToAgree, NotAllowed."""
    demand(scope, Can.DECIDE_AGREEMENTS if action == "resume" else Can.PROPOSE_AGREEMENTS)
    row = held_agreement(agreement, scope)
    _demand_reason(action, reason)
    if action == "end":
        if row.state == State.ENDED:
            raise UnableToAgree({"": WRONG_STATE})
        target = State.ENDED
    else:
        source, target = STEPS.get(action, (None, State.ENDED))
        if row.state != source:
            raise UnableToAgree({"": WRONG_STATE})
    row.state = target
    row.save(update_fields=["state"])
    if target is State.ENDED and row.token_prefix:
        territory.revoke_token(prefix=row.token_prefix, by=by, now=now)
    record(row, action, by, now, reason)
    return row


def _demand_reason(action: str, reason: str) -> None:
    if action in NEED_REASON and not 0 < len(reason.strip()) <= 200:
        raise UnableToAgree({"reason": WHY})


def held_agreement(agreement: UUID, scope: Scope) -> Agreement:
    rows = access.visible(Agreement.objects.filter(id=agreement), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToAgree({"": GONE})
    return row


@transaction.atomic
def give_key(*, agreement: UUID, scope: Scope, by: Actor, now: datetime) -> str:
    """A key of the JSON door that speaks for this agreement, shown this once; the former one ends.

    It belongs to an account of the department that nobody can sign in with, and ends with the agreement.
    """
    demand(scope, Can.PROPOSE_AGREEMENTS)
    row = held_agreement(agreement, scope)
    if row.state != State.IN_FORCE:
        raise UnableToAgree({"": WRONG_STATE})
    names = [TokenName.EXCHANGE_ASK.value] + ([TokenName.EXCHANGE_CHANGES.value] if row.changes else [])
    ends = make_aware(datetime.combine(row.valid_to, time.min))
    if row.token_prefix:
        territory.revoke_token(prefix=row.token_prefix, by=by, now=now)
    issued = territory.issue_token(
        account=_account(row, by, now),
        label=f"exchange {row.code}",
        names=names,
        valid_to=min(ends, now + timedelta(days=366)),
        by=by,
        now=now,
    )
    row.token, row.token_prefix = issued.token.id, issued.token.prefix
    row.save(update_fields=["token", "token_prefix"])
    record(row, "give_key", by, now)
    return issued.secret


def _account(row: Agreement, by: Actor, now: datetime) -> Account:
    """The department's account for this agreement; without a password nobody signs in with it."""
    username = f"exchange-{row.code}"
    with access.enter(system_scope("exchange key", actor=by)):
        held = Account.objects.filter(username=username).first()
        if held:
            return held
        account = territory.open_account(
            username=username, display_name=row.name[:60], password=None, by=by, now=now
        )
        organisation = Organisation.objects.get(id=row.organisation)
        territory.appoint(
            account=account, role=Role.API_CLIENT, organisation=organisation, intervals=[], by=by, now=now
        )
    return account


def record(row: Agreement, action: str, by: Actor, now: datetime, reason: str = "") -> None:
    AgreementStep.objects.create(
        agreement=row,
        action=action,
        at=now,
        account=by.account,
        role=by.role,
        reason=reason.strip(),
        area=row.area,
        organisation=row.organisation,
    )
    events.record(
        f"exchange.agreement.{action}",
        by=by,
        now=now,
        area=row.area,
        subject_type="exchange.agreement",
        subject=row.id,
        payload={"code": row.code},
    )
