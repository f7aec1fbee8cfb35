"""Months of providers and own payments in check_scope: statements, their visits, objections; bills, refunds.

A provider reads its own; who buys or pays for government, those of the area; who pays, her own.
"""

from collections.abc import Iterable
from typing import Any

from chongyang.checkout import queries as checkout
from chongyang.checkout.models import Attempt, Bill, Errand, Refund
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.settlement import queries
from chongyang.settlement.models import Line, Objection, Statement
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import list_and_detail, may, of_each, one_by_one
from chongyang.workshop.scopes.helping import (
    FEN,
    ITEM,
    LATER,
    LONG_AGO,
    MONTH,
    NEXT_YEAR,
    Home,
    acts_for,
    add_case,
    any_of,
    only_her_own,
    orders_for_others,
    provides,
    settles,
)
from chongyang.workshop.scopes.rule import Resource, is_own, reaches
from chongyang.workshop.scopes.sample import Character, Sample


def add_rows(sample: Sample, homes: list[Home]) -> None:
    """A statement with one visit and an objection, a paid bill with a refund, an errand of every provider."""
    for home in homes:
        _settled(sample, home)
        _paid(sample, home)
        asked = {"utility": "water", "most_fen": FEN, "asked_by": new_key(), "asked_at": LONG_AGO}
        sample.add(Errand(**asked, **home.whose))


def _settled(sample: Sample, home: Home) -> None:
    sums = {"lines": 1, "covered_fen": FEN, "deducted_fen": 0, "own_fen": 0}
    moments = {"computed_at": LONG_AGO, "object_until": LATER}
    named = {"number": _number(), "state": "sent", "digest": "0" * 64, "month": MONTH}
    row = sample.add(Statement(contract=new_key(), **named, **sums, **moments, **home.where))
    add_case(row.id, "settlement.statement", row.state, **home.where)
    paid = {"price_fen": FEN, "own_fen": 0, "covered_fen": FEN, "ended_at": LATER}
    told = {"id": new_key(), "order": new_key(), "number": _number(), "item": ITEM}
    line = sample.add(Line(statement=row, **told, **paid, **home.whose))
    sample.add(Objection(statement=row, line=line, raised_by=new_key(), raised_at=LONG_AGO, **home.where))


def _paid(sample: Sample, home: Home) -> None:
    owed = {"kind": "service", "reference": new_key(), "item": ITEM, "amount_fen": FEN}
    days = {"made_at": LONG_AGO, "due_on": NEXT_YEAR, "paid_at": LATER}
    bill = sample.add(Bill(number=_number(), state="paid", **owed, **days, **home.whose))
    moments = {"began_at": LONG_AGO, "expires_at": LATER, "paid_at": LATER}
    vendor = {"vendor": "sandbox", "merchant": "check", "number": _number(), "amount_fen": FEN}
    back = {"back_fen": FEN, "state": "paid"}
    attempt = sample.add(Attempt(bill=bill, **vendor, **back, **moments, **home.whose))
    asked = {"amount_fen": FEN, "reason": "check", "asked_at": LONG_AGO}
    sample.add(Refund(attempt=attempt, number=_number(), **asked, **home.whose))


def _number() -> str:
    return new_key().hex[-18:]


def _of_statement(get: Any) -> Any:
    """What a statement that was accessed holds."""

    def told(scope: Scope, row: Any) -> Iterable[Any]:
        return get(scope, queries.access_statement(scope, row.statement_id))  # type: ignore[no-any-return]

    return of_each(told)


makes_visits = may(Can.MAKE_VISITS)


def _errand_of(who: Character, row: Errand) -> bool:
    """Who does errands reads those of the own organisation, also of a person who was granted."""
    does = provides(who.role) or makes_visits(who.role)
    return is_own(who, row) if does else only_her_own(who, row)


PARTIES = any_of(acts_for, settles)


def _own(name: str, model: Any, doors: Any) -> Resource:
    return Resource(name, model, PARTIES, doors, only=only_her_own)


RESOURCES = (
    Resource(
        "statements of providers",
        Statement,
        settles,
        list_and_detail(queries.list_statements, queries.access_statement, month=MONTH),
    ),
    Resource(
        "visits of statements",
        Line,
        settles,
        {
            "detail": one_by_one(queries.access_line),
            "list": _of_statement(queries.list_lines),
            "export": _of_statement(queries.export_lines),
            "of an order": of_each(
                lambda scope, row: filter(None, [queries.statement_of_order(scope, row.order)])
            ),
        },
        only=lambda who, row: reaches(who, row.statement),
    ),
    Resource(
        "objections of providers",
        Objection,
        settles,
        {"detail": one_by_one(queries.access_objection), "list": _of_statement(queries.list_objections)},
    ),
    _own(
        "bills",
        Bill,
        {
            **list_and_detail(checkout.list_bills, checkout.access_bill, state="paid"),
            "of an order": of_each(lambda scope, row: checkout.bills_of(scope, [row.reference])),
        },
    ),
    _own("payments of bills", Attempt, {"detail": one_by_one(checkout.access_attempt)}),
    _own("refunds", Refund, list_and_detail(checkout.list_refunds, checkout.access_refund)),
    Resource(
        "errands",
        Errand,
        any_of(PARTIES, orders_for_others, provides, makes_visits),
        list_and_detail(checkout.list_errands, checkout.access_errand),
        only=_errand_of,
    ),
)
