"""Mandates given, revoked, handed back, ended. One that allows reading opens exactly one file, by a grant.

Given at the desk on paper or in person, or by the elder from her own account; how they go on: `renewals`.
"""

from collections.abc import Mapping
from dataclasses import replace
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
from chongyang.registry.rules.mandates import Allow, Basis, EndReason, MandateChannel, State
from chongyang.territory import operations as territory
from chongyang.territory import queries as territory_queries
from chongyang.territory.enums import Role

NO_HOLDER = N_("没有可以受托的账号使用这个用户名。受托人须有家属账号，请核对后再填。")
OWN = N_("不能把委托给自己的账号。")
HELD = N_("这个账号已有一份有效委托，内容不同；请先撤销，再重新办理。")
DEAD = N_("老人已去世，不能再办理委托。")
NOT_ELDER = N_("“老人本人的账号”只能用于老人岗位的账号。")
OTHER_FILE = N_("这个账号已经是另一位老人本人的账号。")
ONLY_HER_WORD = N_("用本人账号只能办理老人本人授权的委托。")
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
    return _give(locked(scope, elder), username, form, by, now, {})


@transaction.atomic
def give_own_mandate(
    *,
    elder: UUID,
    username: str,
    form: mandates.MandateForm,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Mandate:
    """The elder herself, signed in with her own account, lets somebody act for her. For all others her file
    answers as one that is not there. Raises NotFound, UnableToUpdate.
    """
    row = locked(scope, elder)
    demand_own(row.id, by, now)
    basis = {} if form.basis == Basis.ELDER else {"basis": ONLY_HER_WORD}
    return _give(row, username, replace(form, channel=MandateChannel.ONLINE.value), by, now, basis)


def demand_own(person: UUID, by: Actor, now: datetime) -> None:
    """Raise NotFound unless the account is this person's own."""
    own = {"account": by.account, "person": person, "basis": Basis.OWN_ACCOUNT.value}
    with access.enter(system_scope("own account", actor=by)):
        if by.account is None or not open_of(Mandate.objects.filter(**own), now).exists():
            raise NotFound(str(person))


def _give(
    row: Elder, username: str, form: mandates.MandateForm, by: Actor, now: datetime, wrong: dict[str, str]
) -> Mandate:
    values, reasons = mandates.read_mandate(form, timezone.localdate(now))
    account, faults = _holder(username, values.get("basis", ""), by, now)
    if row.life_status == LifeStatus.DEAD:
        faults["elder"] = DEAD
    if reasons := reasons | wrong | faults | desk_reason(row.id, values, by, now):
        raise UnableToUpdate(reasons)
    values["valid_to"] = end_of(values.pop("last_day"))
    if held := _held_already(row.id, account, values, now):
        return held
    return write_mandate(row, account, values, by, now)


def desk_reason(person: UUID, values: Mapping[str, Any], by: Actor, now: datetime) -> dict[str, str]:
    """Only the elder's own account confirms online; the program (demo, import) is no desk."""
    if values.get("channel") != MandateChannel.ONLINE or by.kind == "system":
        return {}
    try:
        demand_own(person, by, now)
    except NotFound:
        return {"channel": mandates.BY_HER_ALONE}
    return {}


def write_mandate(row: Elder, account: UUID, values: dict[str, Any], by: Actor, now: datetime) -> Mandate:
    """The row, the opened file and the event of a mandate whose values were read."""
    given = {"person": row.id, "area": row.area, "account": account, "given_by": by.account}
    mandate = Mandate.objects.create(**given, valid_from=now, given_at=now, **values)
    if Allow.READ_FILE in values["allows"]:
        _open_file(mandate, by, now)
    told = {name: values[name] for name in ("basis", "allows", "valid_to")}
    if "renews" in values:
        told["renews"] = str(values["renews"])
    record("registry.mandate.given", mandate, by, now, **told)
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


def end_of(last_day: date | None) -> datetime | None:
    """The midnight after the last day."""
    return timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time.min)) if last_day else None


def _held_already(person: UUID, account: UUID, values: dict[str, Any], now: datetime) -> Mandate | None:
    """The same mandate, if it holds already; another one of the account stands in the way."""
    with access.enter(system_scope("mandate")):
        theirs = open_of(Mandate.objects.filter(account=account), now)
        held = theirs.filter(person=person).first()
        is_other = values["basis"] == Basis.OWN_ACCOUNT and theirs.filter(basis=Basis.OWN_ACCOUNT).exists()
    if held and all(getattr(held, name) == value for name, value in values.items()):
        return held
    if held or is_other:
        raise UnableToUpdate({"username": HELD if held else OTHER_FILE})
    return None


def open_of(rows: QuerySet[Mandate], now: datetime) -> QuerySet[Mandate]:
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
    return _endopen_of(mandate, EndReason.of(reason), by, now)


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
        own = open_of(Mandate.objects.filter(account=by.account, person=row.person), now)
        is_elder = own.filter(basis=Basis.OWN_ACCOUNT).exists()
    if row.account != by.account and not is_elder:
        raise NotFound(str(mandate))
    reason = EndReason.RETURNED if row.account == by.account else EndReason.ELDER_WISH
    return _endopen_of(mandate, reason, by, now)


def _endopen_of(mandate: UUID, reason: EndReason, by: Actor, now: datetime) -> Mandate:
    with access.enter(system_scope("mandate", actor=by)):
        row = Mandate.objects.select_for_update(of=("self",)).get(id=mandate)
        if mandates.state_of(row.valid_to, row.revoked_at, now) is not State.OPEN:
            raise UnableToUpdate({"mandate": NOT_OPEN})
        end(row, reason, by, now)
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
        for row in open_of(rows.select_for_update(of=("self",)), now):
            end(row, reason, by, max(now, row.valid_from))


def end(row: Mandate, reason: EndReason, by: Actor, now: datetime) -> None:
    row.revoked_at, row.revoked_by, row.revoke_reason = now, by.account, reason.value
    row.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    territory.end_grants(reference=row.id, area=row.area, by=by, now=now)
    record("registry.mandate.ended", row, by, now, reason=reason.value)


def record(kind: str, row: Mandate, by: Actor, now: datetime, **payload: Any) -> None:
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
