"""The characters of visits: a carer with her phone, an order that is hers, and what she tells of it."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.orders import operations as orders
from chongyang.orders.models import Order
from chongyang.registry.models import Elder
from chongyang.services.rules import catalogue
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.visits import operations
from chongyang.visits.models import Visit
from chongyang.visits.operations.proving import code_of_order
from chongyang.workforce.models import Carer
from tests import factories
from tests.orders.people import FROM, ITEM, TO, offered_by, order_for, walk
from tests.workforce.made import make_carer

MINUTE = timedelta(minutes=1)
DOOR = (113.68, 34.77)
"""Where `factories.make_elder` lives."""
STEPS = [step.key for step in catalogue.item(ITEM).steps]


@dataclass
class Phone:
    """A carer's telephone: it numbers what it tells, and its clock may go wrong by `ahead`."""

    account: Account
    carer: Carer
    device: UUID = field(default_factory=new_key)
    number: int = 0
    ahead: timedelta = timedelta()

    @property
    def scope(self) -> Scope:
        return factories.scope_of(self.account)

    def entry(self, order: UUID, kind: str, at: datetime, **more: Any) -> dict[str, Any]:
        self.number += 1
        taken_at = (at + self.ahead).isoformat()
        return {"sequence": self.number, "order": str(order), "kind": kind, "taken_at": taken_at, **more}

    def send(self, entries: Sequence[object], now: datetime) -> list[Any]:
        return operations.take_in(
            entries=entries,
            device=self.device,
            sent_at=now + self.ahead,
            scope=self.scope,
            by=self.scope.actor,
            now=now,
        )

    def upload(self, sequence: int, data: bytes, now: datetime) -> Any:
        return operations.keep_picture(
            device=self.device,
            sequence=sequence,
            chunks=[data],
            scope=self.scope,
            by=self.scope.actor,
            now=now,
        )


def make_phone(organisation: UUID, **columns: object) -> Phone:
    org = Organisation.objects.get(id=organisation)
    account = factories.make_account(Role.CARE_WORKER, org)
    return Phone(account, make_carer(organisation, account=account.id, **columns))


def going(
    elder: Elder | None = None, phone: Phone | None = None, at: datetime = FROM, **told: object
) -> tuple[Order, Phone]:
    """An order that was accepted and given to a carer, to come at `at`; both are made here if need be."""
    elder = elder or factories.make_elder()
    if phone is None:
        phone = make_phone(offered_by().organisation)
    window = {"from_at": at, "to_at": at + (TO - FROM)}
    order = walk(order_for(elder.id, **{**window, **told}), "accept")
    assign(order, phone, at=at)
    order.refresh_from_db()
    return order, phone


def assign(order: Order, *phones: Phone, at: datetime = FROM) -> Order:
    seat = factories.scope_of(factories.make_operator())
    return orders.assign(
        order=order.id,
        carers=[phone.carer.id for phone in phones],
        from_at=at,
        to_at=at + 60 * MINUTE,
        scope=seat,
        by=seat.actor,
        now=at - timedelta(hours=20),
    )


def near(metres: float = 20, accuracy: float = 15) -> dict[str, float]:
    """A place so far north of the door."""
    return {"longitude": DOOR[0], "latitude": DOOR[1] + metres / 111_195, "accuracy": accuracy}


def visit_entries(
    order: Order, phone: Phone, at: datetime = FROM, *, but: Sequence[str] = (), **more: Any
) -> list[dict[str, Any]]:
    """A whole visit as a careful carer tells it, without the kinds that are left out."""
    code = code_of_order(order.id, at + MINUTE)
    told = [
        phone.entry(order.id, "set_out", at - 20 * MINUTE),
        phone.entry(order.id, "arrive", at, place=more.get("place", near())),
        phone.entry(order.id, "code", at + MINUTE, code=code),
        phone.entry(order.id, "start", at + 2 * MINUTE),
        *(
            phone.entry(order.id, "step", at + (5 + number) * MINUTE, step=step)
            for number, step in enumerate(STEPS)
        ),
        phone.entry(order.id, "photo", at + 30 * MINUTE, digest=digest_of(more.get("photo", picture(1)))),
        phone.entry(order.id, "end", at + 62 * MINUTE),
        phone.entry(order.id, "sign", at + 63 * MINUTE, digest=digest_of(more.get("sign", picture(9)))),
    ]
    return [one for one in told if one["kind"] not in but]


def upload_all(phone: Phone, entries: Sequence[dict[str, Any]], now: datetime, **data: bytes) -> None:
    for one in entries:
        if one["kind"] in ("photo", "sign"):
            held = data.get(one["kind"], picture(1 if one["kind"] == "photo" else 9))
            phone.upload(one["sequence"], held, now)


def whole_visit(order: Order, phone: Phone, at: datetime = FROM, **more: Any) -> Visit:
    """Told and uploaded at once, an hour after it began."""
    entries = visit_entries(order, phone, at, **more)
    phone.send(entries, at + 64 * MINUTE)
    data = {kind: more[kind] for kind in ("photo", "sign") if kind in more}
    upload_all(phone, entries, at + 64 * MINUTE, **data)
    return Visit.objects.get(order=order.id)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def picture(seed: int, *, taken: str = "", quality: int = 92, kind: str = "JPEG") -> bytes:
    """A picture that is like no other seed's; `taken` is written into it as a camera would."""
    image = Image.new("RGB", (90, 80))
    for row in range(8):
        for column in range(9):
            shade = (seed * 7919 + row * 131 + column * 1009) ** 2 % 251
            image.paste((shade, 255 - shade, 90), (column * 10, row * 10, column * 10 + 10, row * 10 + 10))
    written = io.BytesIO()
    exif = Image.Exif()
    if taken:
        exif[0x0132] = taken
    image.save(written, kind, **({"quality": quality, "exif": exif} if kind == "JPEG" else {}))
    return written.getvalue()
