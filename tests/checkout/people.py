"""An elder who pays, a provider that is paid, and a vendor that says what a test wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

from chongyang.checkout import operations
from chongyang.checkout.enums import BillKind
from chongyang.checkout.models import Bill, Merchant
from chongyang.checkout.operations import vendors
from chongyang.checkout.operations.vendors import Told, Wanted
from chongyang.checkout.rules.comparing import Line
from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, Actor, Scope
from chongyang.services.models import ServiceProvider
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.services.made import make_offer, make_provider

_numbers = count(1)


@dataclass
class Spoken:
    """A vendor of a test: what it answers is set by hand."""

    name: ClassVar[str] = "spoken"
    label: ClassVar[str] = "测试支付"
    is_real: ClassVar[bool] = False
    away: bool = False
    looked: Told | None = None
    outcome: str = vendors.BACK
    begun: list[Wanted] = field(default_factory=list)
    lines: Sequence[Line] = ()

    def begin(self, wanted: Wanted) -> str:
        if self.away:
            raise vendors.NotReached
        self.begun.append(wanted)
        return f"spoken://{wanted.number}"

    def look(self, number: str, merchant: str) -> Told | None:
        return self.looked

    def give_back(self, wanted: vendors.BackWanted) -> Told:
        if self.away:
            raise vendors.NotReached
        return Told(wanted.of, "", self.outcome, wanted.amount_fen, now(), refund=wanted.number)

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Told:
        raise vendors.WrongSignature

    def read_statement(self, body: bytes) -> Sequence[Line]:
        return self.lines

    def check_config(self) -> list[str]:
        return []


def provider() -> Organisation:
    return Organisation.objects.create(
        key=f"provider.test-{next(_numbers)}",
        name="测试助老服务公司",
        short_name="测试公司",
        kind="provider",
        area=factories.JINSHUI,
        intervals=[[factories.JINSHUI, factories.JINSHUI]],
    )


def merchant(organisation: UUID, vendor: str = "spoken", number: str = "") -> Merchant:
    return Merchant.objects.create(
        organisation=organisation,
        vendor=vendor,
        number=number or f"M{next(_numbers)}",
        told_by=new_key(),
        confirmed_by=new_key(),
        valid_from=now().date(),
    )


def bill(person: UUID | None = None, amount: int = 1_200, **columns: Any) -> Bill:
    told = {"kind": BillKind.SERVICE, "reference": new_key(), "item": "assisted_bathing", **columns}
    organisation = told.pop("organisation", None) or provider().id
    elder = person or factories.make_elder().id
    held: dict[str, Any] = {"person": elder, "organisation": organisation, "amount_fen": amount, **told}
    return operations.make_bill(area=factories.JINSHUI, by=SYSTEM, now=now(), **held)


def payer(person: UUID) -> Scope:
    """The elder herself: her own file and nothing else."""
    account = new_key()
    actor = Actor(kind="person", label="elder", account=account, role=Role.ELDER.value)
    return Scope(intervals=(), actor=actor, role=Role.ELDER.value, persons=(person,))


def settler(county: str = "410105") -> Scope:
    """Who may ask for refunds and decide them in a county."""
    return factories.scope_of(factories.make_account(Role.PURCHASER, None, county))


def of_provider(organisation: UUID, role: Role = Role.CONTRACTOR) -> Scope:
    actor = Actor(
        kind="person", label=role.value, account=new_key(), role=role.value, organisation=organisation
    )
    return replace(payer(new_key()), actor=actor, role=role.value, persons=(), organisation=organisation)


def told_of(attempt: Any, outcome: str = vendors.PAID, amount: int | None = None) -> Told:
    fen = attempt.amount_fen if amount is None else amount
    return Told(attempt.number, f"V{attempt.number}", outcome, fen, now(), f"N{attempt.number}")


def doer() -> ServiceProvider:
    """A provider in force that pays others' bills in 金水区."""
    made = make_provider()
    make_offer(made, "bill_paying", price_fen=1_000)
    return made
