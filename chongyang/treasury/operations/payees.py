"""Payees and their accounts. An account told by one is confirmed by another before money goes there."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chongyang.core import access, bulk, events
from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions, queries
from chongyang.treasury.models import Payee, PayeeAccount
from chongyang.treasury.operations.errors import UnableToPay
from chongyang.treasury.rules.told import PayeeTold

NUMBER = re.compile(r"[0-9]{8,32}")
NUMBER_WRONG = N_("账号应为 8 到 32 位数字。")
BANK_LACKS = N_("请填写开户银行。")
SAME_PERSON = N_("账号由谁登记就不能由谁确认，请由另一人核对。")
CONFIRMED = N_("这个账号已经确认过了。")
MOST_BANK = 60


def plain_number(number: str) -> str:
    """Digits alone; people write an account in groups."""
    return re.sub(r"[\s\-]", "", number)


def index_for(number: str) -> bytes:
    """The blind index of an account number."""
    return index_of(plain_number(number), "bank_account")


def payee_for(told: PayeeTold, *, by: Actor, now: datetime) -> Payee:
    """The row of this payee, made when money goes there the first time; in the system's scope."""
    column = "person" if told.kind == "person" else "organisation"
    row = Payee.objects.filter(**{column: told.key}).first()
    if row is None:
        row = make_payees([told])[told.key]
    elif (row.area, row.name.plain) != (told.area, told.name.strip()):
        row.area, row.name = told.area, told.name.strip()
        row.save(update_fields=["area", "name"])
    if told.number:
        _tell_account(row, told.bank, told.number, by, now)
    return row


def payees_of(keys: Collection[UUID]) -> dict[UUID, Payee]:
    """Those of these persons and organisations who were paid before; in the system's scope."""
    rows = Payee.objects.filter(Q(person__in=keys) | Q(organisation__in=keys))
    return {row.person or row.organisation or row.id: row for row in rows}


def make_payees(told: Sequence[PayeeTold]) -> dict[UUID, Payee]:
    """Rows for who is paid the first time; another's who came at the same moment stands. System scope."""
    bulk.create([_fresh(one) for one in told], ignore=True)
    return payees_of({one.key for one in told})


def _fresh(told: PayeeTold) -> Payee:
    column = "person" if told.kind == "person" else "organisation"
    made = Payee(kind=told.kind, area=told.area, **{column: told.key})
    made.name = told.name.strip()
    return made


@transaction.atomic
def propose_account(
    *, payee: UUID, bank: str, number: str, scope: Scope, by: Actor, now: datetime
) -> PayeeAccount:
    """A new account of a payee, to be confirmed by another person. Raises NotFound, UnableToPay."""
    permissions.demand_make(scope)
    permissions.account_of(by)
    row = queries.access_payee(scope, payee)
    with access.enter(system_scope("account", actor=by)):
        return _tell_account(row, bank, number, by, now)


@transaction.atomic
def confirm_account(*, account: UUID, scope: Scope, by: Actor, now: datetime) -> PayeeAccount:
    """The account is right: it is in force from today, and the former one is not. By another than who told
    it. Raises NotFound, UnableToPay.
    """
    permissions.demand_make(scope)
    doer = permissions.account_of(by)
    queries.access_account(scope, account)
    with access.enter(system_scope("account", actor=by)):
        row = PayeeAccount.objects.select_for_update(of=("self",)).get(id=account)
        if row.confirmed_by or row.valid_to:
            raise UnableToPay({"account": CONFIRMED})
        if row.proposed_by == doer:
            raise UnableToPay({"account": SAME_PERSON})
        _end_former(row, now)
        row.confirmed_by, row.confirmed_at = doer, now
        row.valid_from = timezone.localdate(now)
        row.save(update_fields=["confirmed_by", "confirmed_at", "valid_from"])
        _tell("treasury.account.confirmed", row, by, now)
    return row


@transaction.atomic
def tell_statement(*, payee: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """A statement with her name in full leaves the house: an event of hers. Raises NotFound."""
    row = queries.get_statement(scope, payee).payee
    events.record(
        "treasury.statement.printed",
        by=by,
        now=now,
        area=row.area,
        subject_type="treasury.payee",
        subject=row.id,
        organisation=row.organisation,
        person=row.person,
    )


def _tell_account(payee: Payee, bank: str, number: str, by: Actor, now: datetime) -> PayeeAccount:
    digits = plain_number(number)
    if not NUMBER.fullmatch(digits):
        raise UnableToPay({"number": NUMBER_WRONG})
    if not bank.strip() or len(bank.strip()) > MOST_BANK:
        raise UnableToPay({"bank": BANK_LACKS})
    same = PayeeAccount.objects.filter(payee=payee, number_index=index_for(digits), bank=bank.strip())
    held = same.filter(valid_to=None).order_by("-id").first()
    if held is not None:
        return held
    today = timezone.localdate(now)
    PayeeAccount.objects.filter(payee=payee, confirmed_by=None, valid_to=None).update(valid_to=today)
    row = PayeeAccount(
        payee=payee,
        person=payee.person,
        organisation=payee.organisation,
        area=payee.area,
        bank=bank.strip(),
        number_index=index_for(digits),
        valid_from=today,
        proposed_by=by.account,
        proposed_at=now,
    )
    row.number = digits
    row.save(force_insert=True)
    _tell("treasury.account.told", row, by, now)
    return row


def _end_former(row: PayeeAccount, now: datetime) -> None:
    """The account that was in force ends today."""
    today = timezone.localdate(now)
    others = PayeeAccount.objects.filter(Q(valid_to=None), payee=row.payee_id, confirmed_by__isnull=False)
    others.exclude(id=row.id).update(valid_to=today)


def _tell(kind: str, row: PayeeAccount, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type="treasury.payee",
        subject=row.payee_id,
        organisation=row.organisation,
        person=row.person,
        payload={"account": str(row.id)},
    )
