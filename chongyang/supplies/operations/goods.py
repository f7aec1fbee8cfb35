"""Articles and pieces are kept by their provider; a sale is an order that takes from the stock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.models import Case, Step
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.orders import operations as orders
from chongyang.registry import queries as registry
from chongyang.services import queries as services
from chongyang.services.queries.reaching import provider_of
from chongyang.services.rules import catalogue
from chongyang.supplies import permissions, queries
from chongyang.supplies.enums import RENTAL_ITEM, SALE_ITEMS, ArticleKind
from chongyang.supplies.models import Article, Piece, Sale
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply
from chongyang.supplies.operations.ordering import key_of
from chongyang.supplies.operations.telling import tell
from chongyang.supplies.queries.meals import is_open
from chongyang.supplies.rules.times import LATEST

if TYPE_CHECKING:
    from chongyang.orders.models import Order

MOST_FEN, MOST_STOCK, MOST_OF_ONE = 10_000_000, 100_000, 20
LONGEST_SERIAL = 40
BEGINS, ENDS = time(9), time(18)
"""Goods are brought in the hours of the day; the provider agrees on one by telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleForm:
    """A price to buy, a rent by the month, or both; `stock` is all that ever came in."""

    kind: str
    name: str
    valid_from: date
    about: str = ""
    sale_fen: int | None = None
    month_fen: int | None = None
    deposit_fen: int = 0
    stock: int = 0
    valid_to: date | None = None


@transaction.atomic
def keep_article(
    *, form: ArticleForm, scope: Scope, by: Actor, now: datetime, article: UUID | None = None
) -> Article:
    """A new article, or one of one's own changed. Raises UnableToSupply, NotFound, NotAllowed."""
    organisation = permissions.organisation_of(scope)
    held = provider_of(organisation)
    if held is None or not is_open(organisation):
        raise UnableToSupply(errors.NOT_IN_FORCE)
    _check(form, held.area)
    row = queries.access_own_article(scope, article) if article else Article(id=new_key(), made_at=now)
    if row.sold > form.stock:
        raise UnableToSupply(errors.FEWER, "stock")
    with enter(system_scope("article", actor=by)):
        row.organisation = organisation
        for name in ArticleForm.__slots__:
            setattr(row, name, getattr(form, name))
        row.name, row.about = form.name.strip(), form.about.strip()
        columns = [*ArticleForm.__slots__, "organisation"]
        try:
            with transaction.atomic():
                if article:
                    row.save(update_fields=columns)  # what was sold meanwhile stays counted
                else:
                    row.save(force_insert=True)
        except IntegrityError as error:
            raise UnableToSupply(errors.TWICE, "name") from error
        tell("article.kept", row, by=by, now=now, area=held.area)
    return row


def _check(form: ArticleForm, area: int) -> None:
    prices = [one for one in (form.sale_fen, form.month_fen) if one is not None]
    faults = (
        (not form.name.strip() or len(form.name) > 80, errors.NAME, "name"),
        (form.kind not in set(ArticleKind), errors.KIND, "kind"),
        (not prices or not all(0 < one <= MOST_FEN for one in prices), errors.PRICE, "sale_fen"),
        (not 0 <= form.deposit_fen <= MOST_FEN, errors.PRICE, "deposit_fen"),
        (not 0 <= form.stock <= MOST_STOCK, errors.NUMBER, "stock"),
        (form.kind == ArticleKind.GOODS and form.month_fen is not None, errors.ONLY_AIDS, "month_fen"),
        (form.valid_from > LATEST, errors.FROM, "valid_from"),
        (form.valid_to is not None and form.valid_to <= form.valid_from, errors.DAYS, "valid_to"),
    )
    for wrong, reason, field in faults:
        if wrong:
            raise UnableToSupply(reason, field)
    asked = ((SALE_ITEMS[form.kind], form.sale_fen), (RENTAL_ITEM, form.month_fen))
    for item, price in asked:
        if price is not None and not services.range_of(item, area, form.valid_from).allows(price):
            raise UnableToSupply(errors.PRICE, "sale_fen")


@transaction.atomic
def add_piece(*, article: UUID, serial: str, scope: Scope, by: Actor, now: datetime) -> Piece:
    """One more thing that can be rented, under its number. Raises UnableToSupply, NotFound, NotAllowed."""
    row = queries.access_own_article(scope, article)
    told = serial.strip()
    if not told or len(told) > LONGEST_SERIAL:
        raise UnableToSupply(errors.SERIAL, "serial")
    if row.month_fen is None:
        raise UnableToSupply(errors.NOT_RENTED)
    held = provider_of(row.organisation)
    area = held.area if held else 0
    with enter(system_scope("piece", actor=by)):
        made = Piece(article=row, organisation=row.organisation, area=area, serial=told, made_at=now)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise UnableToSupply(errors.SERIAL, "serial") from error
        tell("piece.kept", made, by=by, now=now)
    return made


@transaction.atomic
def buy(
    *,
    person: UUID,
    article: UUID,
    channel: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    quantity: int = 1,
    day: date | None = None,
    note: str = "",
    key: str = "",
) -> Sale:
    """Order an article to be brought on a day (tomorrow, where none is told). Stock and order are one; the
    same key of the same account is the same sale. Raises UnableToSupply, NotFound, NotAllowed, UnableToOrder.
    """
    elder = registry.access_elder(scope, person)
    row = queries.access_article(article)
    on = day or timezone.localdate(now) + timedelta(days=1)
    item = SALE_ITEMS[row.kind]
    if not 0 < quantity <= MOST_OF_ONE:
        raise UnableToSupply(errors.NUMBER, "quantity")
    if row.sale_fen is None:
        raise UnableToSupply(errors.NOT_SOLD)
    zone = timezone.get_default_timezone()
    found = services.find_offers(system_scope("offers"), item=item, area=elder.area, on=on)
    offer = next((one.offer for one in found if one.organisation == row.organisation), None)
    if offer is None:
        raise UnableToSupply(errors.NO_OFFER)
    free = catalogue.item(item).cancellation.free_hours
    order = orders.create(
        person=person,
        item=item,
        from_at=datetime.combine(on, BEGINS, zone),
        to_at=datetime.combine(on, ENDS, zone),
        channel=channel,
        offer=offer,
        quantity=quantity,
        note=note,
        key=key_of(by, key, article, person) if key else "",
        terms=orders.Terms(price_fen=row.sale_fen, free_hours=free),
        scope=scope,
        by=by,
        now=now,
    )
    with enter(system_scope("sale", actor=by)):
        held = Sale.objects.filter(order=order.id).first()
        return held or _sell(order, row, quantity, by, now)


def _sell(order: Order, row: Article, quantity: int, by: Actor, now: datetime) -> Sale:
    rows = Article.objects.filter(id=row.id, sold__lte=F("stock") - quantity)
    if not rows.update(sold=F("sold") + quantity):
        raise UnableToSupply(errors.NONE_LEFT)
    made = Sale.objects.create(
        order=order.id,
        article=row,
        person=order.person,
        area=order.area,
        organisation=row.organisation,
        quantity=quantity,
        taken_at=now,
    )
    tell("sale.sold", made, by=by, now=now)
    return made


def follow_gone(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """Hook on an order that will not be delivered: its goods are in stock again. Twice is once."""
    with enter(system_scope("sale", actor=by)):
        rows = Sale.objects.select_for_update(of=("self",))
        row = rows.filter(order=case.id, given_back_at=None).first()
        if row is not None:
            row.given_back_at = now
            row.save(update_fields=["given_back_at"])
            Article.objects.filter(id=row.article_id).update(sold=F("sold") - row.quantity)
            tell("sale.given_back", row, by=by, now=now)
