"""Mandates given, revoked, handed back, ended. One that allows reading opens exactly one file, by a grant."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from chongyang.core import access, events
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registry import permissions
from chongyang.registry.enums import LifeStatus, Purpose
from chongyang.registry.models import Elder, Mandate
from chongyang.registry.operations.errors import UnableToUpdate
from chongyang.registry.operations.people import locked
from chongyang.registry.queries import NotFound
from chongyang.registry.rules import forms, mandates
from chongyang.registry.rules.mandates import Allow, Basis, EndReason, State
from chongyang.territory import operations as territory
from chongyang.territory import queries as territory_queries
from chongyang.territory.enums import Role

NO_HOLDER = N_("没有可以受托的账号使用这个用户名。受托人须有家属账号，请核对后再填。")
OWN = N_("不能把委托给自己的账号。")
HELD = N_("这个账号已有一份有效委托，内容不同；请先撤销，再重新办理。")
DEAD = N_("老人已去世，不能再办理委托。")
NOT_ELDER = N_("“老人本人的账号”只能用于老人岗位的账号。")
OTHER_FILE = N_("这个账号已经是另一位老人本人的账号。")
NOT_OPEN = N_("没有有效的委托可以撤销。")


@transaction.atomic
def give_mandate(
    *,
    elder: Elder | UUID,
    username: str,
    form: mandates.MandateForm,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Mandate:
    """Let the account of exactly this user name act for the elder; saying the same twice has the effect of
    once. Raises UnableToUpdate with reasons by field.
    """
    permissions.demand_write(scope)
    row = locked(scope, elder)
    values, reasons = mandates.read_mandate(form, timezone.localdate(now))
    account, wrong = _holder(username, values.get("basis", ""), by, now)
    if row.life_status == LifeStatus.DEAD:
        wrong["elder"] = DEAD
    if reasons := reasons | wrong:
        raise UnableToUpdate(reasons)
    values["valid_to"] = _end_of(values.pop("last_day"))
    if held := _held_already(row.id, account, values, now):
        return held
    given = {"person": row.id, "area": row.area, "account": account, "given_by": by.account}
    mandate = Mandate.objects.create(**given, valid_from=now, given_at=now, **values)
    if Allow.READ_FILE in values["allows"]:
        _open_file(mandate, by, now)
    told = {name: values[name] for name in ("basis", "allows", "valid_to")}
    _record("registry.mandate.given", mandate, by, now, **told)
    return mandate


def _holder(username: str, basis: str, by: Actor, now: datetime) -> tuple[UUID, dict[str, str]]:
    """The account that shall act, or why it cannot; who does not exist and who may not are told alike."""
    found = territory_queries.find_holder(username, now)
    own = UUID(int=0)
    if by.account is not None and username.strip().lower() == territory_queries.username_of(by.account):
        return own, {"username": OWN}
    if found is None:
        return own, {"username": NO_HOLDER}
    account, roles = found
    if basis == Basis.OWN_ACCOUNT and Role.ELDER not in roles:
        return own, {"basis": NOT_ELDER}
    return account.id, {}


def _end_of(last_day: date | None) -> datetime | None:
    """The midnight after the last day."""
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min)) if last_day else None


def _held_already(person: UUID, account: UUID, values: dict[str, Any], now: datetime) -> Mandate | None:
    """The same mandate, if it holds already; another one of the account stands in the way."""
    with access.enter(system_scope("mandate")):
        theirs = _open(Mandate.objects.filter(account=account), now)
        held = theirs.filter(person=person).first()
        is_other = values["basis"] == Basis.OWN_ACCOUNT and theirs.filter(basis=Basis.OWN_ACCOUNT).exists()
    if held and all(getattr(held, name) == value for name, value in values.items()):
        return held
    if held or is_other:
        raise UnableToUpdate({"username": HELD if held else OTHER_FILE})
    return None


def _open(rows: QuerySet[Mandate], now: datetime) -> QuerySet[Mandate]:
    """Those that hold now, in a stable order."""
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=now), revoked_at=None).order_by("valid_from", "id")


def _open_file(mandate: Mandate, by: Actor, now: datetime) -> None:
    territory.grant_person(
        account=mandate.account,
        person=mandate.person,
        area=mandate.area,
        purpose=Purpose.OWN_FILE.value,
        source="own_file" if mandate.basis == Basis.OWN_ACCOUNT else "mandate",
        reference=mandate.id,
        until=mandate.valid_to,
        by=by,
        now=now,
    )


@transaction.atomic
def revoke_mandate(*, mandate: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Mandate:
    """A clerk of the elder's area ends a mandate; it is over for the holder's next click.

    Raises NotFound, UnableToUpdate when it has ended already or for a reason that is none of the list.
    """
    permissions.demand_write(scope)
    row = access.visible(Mandate.objects.filter(id=mandate), scope).first()
    if row is None:
        raise NotFound(str(mandate))
    locked(scope, row.person)
    _, reasons = forms.read_fields({"reason": forms.word(EndReason)}, {"reason": reason}, date.min)
    if reasons or reason in mandates.BY_PROGRAM:
        raise UnableToUpdate(reasons or {"reason": N_("请从列出的选项中选择。")})
    return _end_open(mandate, EndReason.of(reason), by, now)


@transaction.atomic
def hand_back_mandate(*, mandate: UUID, scope: Scope, by: Actor, now: datetime) -> Mandate:
    """Who holds it gives it back, or the elder takes it back from her own account; for all others it is not
    there. Raises NotFound, UnableToUpdate when it has ended already.
    """
    if by.account is None or not permissions.can_read(scope):
        raise NotFound(str(mandate))
    with access.enter(system_scope("mandate", actor=by)):
        row = Mandate.objects.filter(id=mandate).first()
        if row is None:
            raise NotFound(str(mandate))
        own = _open(Mandate.objects.filter(account=by.account, person=row.person), now)
        is_elder = own.filter(basis=Basis.OWN_ACCOUNT).exists()
    if row.account != by.account and not is_elder:
        raise NotFound(str(mandate))
    reason = EndReason.RETURNED if row.account == by.account else EndReason.ELDER_WISH
    return _end_open(mandate, reason, by, now)


def _end_open(mandate: UUID, reason: EndReason, by: Actor, now: datetime) -> Mandate:
    with access.enter(system_scope("mandate", actor=by)):
        row = Mandate.objects.select_for_update(of=("self",)).get(id=mandate)
        if mandates.state_of(row.valid_to, row.revoked_at, now) is not State.OPEN:
            raise UnableToUpdate({"mandate": NOT_OPEN})
        _end(row, reason, by, now)
        return row


def end_mandates_of(*, person: UUID, by: Actor, now: datetime) -> None:
    """The person died: nobody acts for her any more; part of the operation that writes the death."""
    _end_all(Mandate.objects.filter(person=person), EndReason.DEATH, by, now)


@transaction.atomic
def follow_closed_account(event: Any) -> None:
    """Handler: a closed account acts for nobody."""
    _end_all(Mandate.objects.filter(account=event.subject), EndReason.ACCOUNT_CLOSED, SYSTEM, event.at)


def _end_all(rows: QuerySet[Mandate], reason: EndReason, by: Actor, now: datetime) -> None:
    with access.enter(system_scope("mandate", actor=by)):
        for row in _open(rows.select_for_update(of=("self",)), now):
            _end(row, reason, by, max(now, row.valid_from))


def _end(row: Mandate, reason: EndReason, by: Actor, now: datetime) -> None:
    row.revoked_at, row.revoked_by, row.revoke_reason = now, by.account, reason.value
    row.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    territory.end_grants(reference=row.id, area=row.area, by=by, now=now)
    _record("registry.mandate.ended", row, by, now, reason=reason.value)


def _record(kind: str, row: Mandate, by: Actor, now: datetime, **payload: Any) -> None:
    told = {"mandate": str(row.id), "account": str(row.account), **payload}
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="registry.elder",
        subject=row.person,
        person=row.person,
        payload=told,
    )
