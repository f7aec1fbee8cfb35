"""Government purchase in check_scope: decisions about persons, voucher accounts, purchases with offers."""

from typing import Any

from chongyang.api import purchase as door
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.purchase import queries
from chongyang.purchase.models import Bid, Entitlement, Lot, Procurement, VoucherAccount, VoucherCorrection
from chongyang.purchase.models import Objection as SaidAgainst
from chongyang.purchase.models.entitlements import Notice
from chongyang.purchase.queries.entitlements import visible_entitlements
from chongyang.territory.enums import TokenName
from chongyang.workshop.scopes import api
from chongyang.workshop.scopes.asking import counted, list_and_detail, listed, of_each, one_by_one
from chongyang.workshop.scopes.helping import (
    DAY,
    FEN,
    ITEM,
    LONG_AGO,
    NEXT_YEAR,
    RULE,
    Home,
    acts_for,
    add_case,
    any_of,
    buys,
    orders_for_others,
)
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import WORD, Sample

READS = TokenName.PURCHASE_READ


def add_rows(sample: Sample, homes: list[Home]) -> None:
    """A decision with an objection, an account with a correction, a purchase with an offer of each home."""
    for home in homes:
        whose: dict[str, Any] = {"person": home.person, "area": home.area}
        decided = sample.add(_entitlement(**whose))
        add_case(decided.id, "purchase.entitlement", decided.state, **whose)
        _notice(sample, home, decided)
        days = {"period_from": DAY, "valid_to": NEXT_YEAR, "granted": FEN}
        account = VoucherAccount(entitlement=decided.id, rule=RULE, unit="fen", **days, **whose)
        asked = {"units": 1, "proposed_by": new_key(), "proposed_at": LONG_AGO}
        sample.add(VoucherCorrection(account=sample.add(account), **asked, **whose))
        _purchase(sample, home)


def _entitlement(**whose: Any) -> Entitlement:
    return Entitlement(
        rule=RULE,
        group="destitute",
        quota=FEN,
        day=DAY,
        digest="check",
        state="street",
        proposed_at=LONG_AGO,
        computed_at=LONG_AGO,
        applied_by=new_key(),
        applied_at=LONG_AGO,
        **whose,
    )


def _notice(sample: Sample, home: Home, decided: Entitlement) -> None:
    told = {"rule": RULE, "group": "destitute", "shown_name": WORD, "area": home.area}
    days = {"from_on": DAY, "to_on": NEXT_YEAR}
    notice = Notice.objects.create(application=decided, **told, **days)
    sample.add(SaidAgainst(notice=notice, area=home.area, raised_by=new_key(), raised_at=LONG_AGO))


def _purchase(sample: Sample, home: Home) -> None:
    told = {"title": WORD, "need": WORD, "year": DAY.year, "estimated_fen": FEN}
    row = sample.add(Procurement(state="need", opened_at=LONG_AGO, **told, **home.where))
    add_case(row.id, "purchase.procurement", row.state, **home.where)
    sold = {"number": 1, "title": WORD, "areas": [], "items": {ITEM: FEN}, "sum_fen": FEN}
    lot = Lot.objects.create(procurement=row, area=home.area, **sold)
    sample.add(Bid(lot=lot, price_fen=FEN, handed_in_at=LONG_AGO, **home.where))


def _offers(scope: Scope, row: Bid) -> list[Bid]:
    return queries.bids_of(queries.access_procurement(scope, row.lot.procurement_id))


HER_MONEY = any_of(buys, acts_for, orders_for_others)
"""What she has left is read by who decides about it, who orders for her, and by herself."""

RESOURCES = (
    Resource(
        "purchase decisions",
        Entitlement,
        buys,
        {
            **list_and_detail(queries.list_entitlements, queries.access_entitlement, show="open"),
            "API list": api.every_page(door.list_entitlements, READS, show="open"),
            "API detail": api.each(door.read_entitlement, READS, "entitlement"),
        },
        {"count": counted(visible_entitlements)},
    ),
    Resource(
        "voucher accounts",
        VoucherAccount,
        HER_MONEY,
        {
            "list": listed(queries.list_accounts, month=DAY),
            "detail": one_by_one(queries.access_account),
            "of a person": of_each(lambda scope, row: queries.list_of_person(scope, row.person)),
            "API list": api.every_page(door.list_accounts, READS),
            "API statement": api.each(door.read_statement, READS, "account"),
        },
        narrower={"list": buys, "API list": buys},
    ),
    Resource(
        "voucher corrections",
        VoucherCorrection,
        buys,
        list_and_detail(queries.list_corrections, queries.access_correction),
    ),
    Resource(
        "purchases",
        Procurement,
        buys,
        {
            **list_and_detail(queries.list_procurements, queries.access_procurement),
            "API list": api.every_page(door.list_procurements, READS),
            "API detail": api.each(door.read_procurement, READS, "procurement"),
        },
    ),
    Resource("offers in purchases", Bid, buys, {"of a purchase": of_each(_offers)}),
)
