"""Garbage at every address of the payment desk, about rows that are there: refused, never an error."""

import re

import pytest

from chongyang.territory.enums import Role
from chongyang.treasury.models import Batch, BudgetLine, PaymentOrder
from tests import factories
from tests.treasury.people import Four, county_finance, ready_orders
from tests.treasury.test_money_rules import freeze
from tests.treasury.test_recoveries import owing, tell_transfer
from tests.web.test_hostile import GARBAGE, NUL, patterns
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
WORDS = """
area programme until state year level fund kind amount_fen document bank number format reason
to_area valid_from valid_to budget page file on bank_reference on_behalf_of order pick
"""
NAMES = WORDS.split()
ACTIONS = ("confirm", "refuse", "submit", "send_back", "lift", "withdraw", "x")


def keys() -> dict[str, str]:
    owed, _, _ = owing()
    repayment = tell_transfer(owed, 100)
    ready_orders(2)
    four = Four.of()
    batch = four.make()
    line = batch.lines.order_by("place")[0]
    order = PaymentOrder.objects.get(id=line.order_id)
    held = freeze(county_finance())
    told = {"batch": batch, "line": line, "order": order, "freeze": held, "budget": order.parts.get().budget}
    told |= {"owed": owed, "told": repayment}
    keys = {name: str(row.id) for name, row in told.items()}
    return keys | {"payee": str(order.payee_id), "account": str(line.account_id)}


def paths(known: dict[str, str]) -> list[str]:
    found = []
    for route, _ in patterns():
        if not route.startswith("treasury/"):
            continue
        path = re.sub(r"<uuid:(\w+)>", lambda one: known.get(one[1], known["batch"]), route)
        found += [
            f"/{path.replace('<str:action>', action)}"
            for action in ACTIONS
            if "<str" in path or action == "x"
        ]
    return found


def test_garbage_at_the_payment_desk_is_no_error_of_ours(db):
    known = keys()
    client = signed_in(factories.make_account(Role.COUNTY_FINANCE, None, "410105"))
    client.raise_request_exception = False
    for turn, path in enumerate(paths(known)):
        told = {name: GARBAGE[(place + turn) % len(GARBAGE)] for place, name in enumerate(NAMES)}
        for answer in (client.post(path, told), client.get(path, told), client.post(path, {"reason": NUL})):
            assert answer.status_code < 500, path
    assert Batch.objects.get(id=known["batch"]).state in ("draft", "submitted", "withdrawn")
    assert BudgetLine.objects.count() == 1
