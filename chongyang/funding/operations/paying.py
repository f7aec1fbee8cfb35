"""A decided case orders its payment from the treasury, and hears what became of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.models import StageHolder
from chongyang.core.scopes import Actor, system_scope
from chongyang.funding import queries
from chongyang.funding.enums import PaidState
from chongyang.funding.models import Application, Decision
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.rules import flows, objects
from chongyang.treasury import operations as treasury
from chongyang.treasury.rules.told import PartTold, PayeeTold

REFERENCE = "funding.application"


def order(row: Application, decision: Decision, by: Actor, now: datetime) -> None:
    """Order what was approved. All who held a stage of the case are told to the treasury: none of them
    touches the payment. Raises the treasury's UnableToPay.
    """
    held = programme_of(row.programme)
    labels = tuple(row.objects_named)
    made = treasury.order_payment(
        payee=_payee(row),
        programme=row.programme,
        clause=held.clause,
        object=objects.claim_of_payment(
            held, anchor=queries.anchor_of(row), inputs=decision.inputs, labels=labels
        ),
        period=objects.paid_period(held, row.day),
        parts=[
            PartTold(level=level, fund=held.fund_of(level), area=row.area, amount_fen=fen)
            for level, fen in decision.parts.items()
        ],
        reference=(REFERENCE, row.id),
        key=f"{REFERENCE}:{row.id}:0",
        held_by=StageHolder.objects.filter(case=row.id).order_by("id").values_list("holder", flat=True),
        due_on=workdays.china().add(timezone.localdate(now), flows.load().pay_workdays),
        by=by,
        now=now,
    )
    row.order, row.paid_state = made.id, PaidState.ORDERED.value


def _payee(row: Application) -> PayeeTold:
    return PayeeTold(
        kind="organisation" if row.organisation else "person",
        key=row.organisation or row.person or row.carer or row.id,
        area=row.area,
        name=row.name.plain,
        bank=row.bank.plain,
        number=row.account.plain,
    )


@transaction.atomic
def follow_paid(event: Any) -> None:
    """Handler of `treasury.payment.paid`; the event names one order or many. Idempotent."""
    _follow(event, PaidState.PAID)


@transaction.atomic
def follow_returned(event: Any) -> None:
    """Handler of `treasury.payment.returned`: the bank did not take it."""
    _follow(event, PaidState.RETURNED)


def _follow(event: Any, state: PaidState) -> None:
    told = event.payload or {}
    keys = told.get("orders") or [told.get("order") or event.subject]
    with access.enter(system_scope("payment")):
        rows = Application.objects.filter(order__in=[key for key in keys if key])
        rows.update(
            paid_state=state.value,
            paid_on=timezone.localdate(event.at) if state is PaidState.PAID else None,
        )
