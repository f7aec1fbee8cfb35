"""Providers price what they offer, from a coming day and within the range; counties set the ranges."""

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.services import permissions, queries
from chongyang.services.enums import ProviderState
from chongyang.services.models import ItemPrice, Offer, OfferArea, ServiceProvider
from chongyang.services.operations.errors import UnableToDo, refuse
from chongyang.services.operations.standing import locked
from chongyang.services.operations.steps import tell, tell_provider
from chongyang.services.rules import catalogue
from chongyang.territory import queries as territory

NO_ITEM = N_("服务目录里没有这一项。")
NOT_IN_FORCE = N_("本单位现在不在册，不能发布或修改报价。")
MAY_NOT = N_("这项服务不能由本类单位提供。")
NO_AREAS = N_("请从列出的街道（乡镇）或县（市、区）中选择服务区域。")
NESTED = N_("所选区域互相包含，请只选其中一级。")
COMING = N_("价格只能从今天以后的日期起生效，已过去的价格不能改。")
OUTSIDE = N_("%(area)s 从 %(day)s 起的价格范围是 %(low)s 至 %(high)s 元。")
TWICE = N_("这些区域在这段时间已有这项服务的报价，请先改价或停止原报价。")
DAYS = N_("结束日期应在开始日期之后。")
OVER = N_("这个报价已经结束。")
NO_PRICE = N_("请填写价格（元），大于 0，最多两位小数。")
RANGE = N_("最低价应大于 0 且不高于最高价。")
RANGE_TWICE = N_("这个区域在这段时间已有价格范围。")
MOST_FEN = 10**8
YUAN = re.compile(r"([0-9]{1,7})(?:\.([0-9]{0,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferForm:
    """`areas` are codes of streets (9 digits) or counties (6); `valid_to` is half open."""

    item: str
    price_fen: int
    areas: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None


def _own(scope: Scope) -> ServiceProvider:
    """The actor's provider in force, locked; in the system's scope. Raises UnableToDo, NotAllowed."""
    permissions.demand_provide(scope)
    held = queries.provider_of(scope.organisation)
    row = locked(held.id) if held else None
    if row is None or row.state != ProviderState.IN_FORCE:
        refuse("state", NOT_IN_FORCE)
    return row


@transaction.atomic
def make_offer(*, form: OfferForm, scope: Scope, by: Actor, now: datetime) -> Offer:
    """A new price for areas in which none holds in those days. Raises UnableToDo, NotAllowed."""
    permissions.demand_provide(scope)
    with access.enter(system_scope("offers", actor=by)):
        row = _own(scope)
        spans = _check(row, form, now)
        made = _write(row, form, spans, now)
        tell("services.offer.made", _About(made, row), by, now, item=made.item)
    return made


class _About:
    """An offer as an event names it: the provider's area and organisation."""

    def __init__(self, offer: Offer, provider: ServiceProvider) -> None:
        self.id, self.area, self.organisation = offer.id, provider.area, provider.organisation


def _check(row: ServiceProvider, form: OfferForm, now: datetime) -> list[tuple[int, int]]:
    """The areas as intervals, after everything that can be wrong was asked. Raises UnableToDo."""
    item = catalogue.items().get(form.item)
    if item is None:
        refuse("item", NO_ITEM)
    if row.kind not in item.who_may:
        refuse("item", MAY_NOT)
    if form.valid_from <= timezone.localdate(now):
        refuse("valid_from", COMING)
    if form.valid_to is not None and form.valid_to <= form.valid_from:
        refuse("valid_to", DAYS)
    if not 0 < form.price_fen < MOST_FEN:
        refuse("price", NO_PRICE)
    spans = _spans(form.areas)
    _check_range(item.key, form.price_fen, spans, form.valid_from, form.valid_to)
    return spans


def _spans(codes: Collection[str]) -> list[tuple[int, int]]:
    """Intervals of streets and counties that are in the tree and disjoint. Raises UnableToDo."""
    known = {row.code for level in ("county", "street") for row in territory.list_areas(level)}
    if not codes or not set(codes) <= known:
        refuse("areas", NO_AREAS)
    spans = sorted(interval_of(code) for code in set(codes))
    if any(after[0] <= before[1] for before, after in itertools.pairwise(spans)):
        refuse("areas", NESTED)
    return spans


def _check_range(
    item: str, price: int, spans: list[tuple[int, int]], begins: date, ends: date | None
) -> None:
    """The price must lie in the range of each area on the first day and wherever a new range begins later,
    also in every smaller area that has a range of its own. Raises UnableToDo.
    """
    for first, last in spans:
        for place, day in _moments(item, first, last, begins, ends):
            held = queries.range_of(item, place, day)
            if not held.allows(price):
                told = {"low": f"{held.price_from_fen / 100:g}", "high": f"{held.price_to_fen / 100:g}"}
                refuse("price", OUTSIDE, area=territory.area_name(place), day=day.isoformat(), **told)


def _moments(item: str, first: int, last: int, begins: date, ends: date | None) -> list[tuple[int, date]]:
    """Where and when a range must be asked: the area itself and those in it with ranges of their own."""
    rows = ItemPrice.objects.filter(item=item, area__lte=last, last__gte=first)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=begins))
    rows = rows.filter(valid_from__lt=ends) if ends else rows
    found = {(first, begins)}
    for row in rows.order_by("id"):
        place = max(row.area, first)
        found.add((place, max(row.valid_from, begins)))
        if row.valid_to and (ends is None or row.valid_to < ends):
            found.add((place, row.valid_to))
    return sorted(found)


def _write(row: ServiceProvider, form: OfferForm, spans: list[tuple[int, int]], now: datetime) -> Offer:
    held = {"provider": row, "item": form.item, "valid_from": form.valid_from, "valid_to": form.valid_to}
    made = Offer(
        organisation=row.organisation,
        price_fen=form.price_fen,
        areas=[first for first, _ in spans],
        made_at=now,
        **held,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            OfferArea.objects.bulk_create(
                [OfferArea(offer=made, area=first, last=last, **held) for first, last in spans]
            )
    except IntegrityError as error:
        if "offerarea_once" not in str(error):
            raise
        raise UnableToDo({"areas": TWICE}) from None
    return made


def _held(offer: UUID, scope: Scope) -> tuple[ServiceProvider, Offer]:
    """An offer of the actor's own provider, locked. Raises NotFound, UnableToDo."""
    row = _own(scope)
    held = Offer.objects.select_for_update(of=("self",)).filter(id=offer, provider=row).first()
    if held is None:
        raise queries.NotFound(str(offer))
    return row, held


@transaction.atomic
def change_price(
    *, offer: UUID, price_fen: int, valid_from: date, scope: Scope, by: Actor, now: datetime
) -> Offer:
    """Another price from a coming day; until then the old one holds. Raises UnableToDo, NotFound."""
    permissions.demand_provide(scope)
    with access.enter(system_scope("offers", actor=by)):
        row, held = _held(offer, scope)
        if held.valid_to is not None and held.valid_to <= valid_from:
            refuse("valid_from", OVER)
        codes = tuple(_code(one.area, one.last) for one in held.places.order_by("area"))
        begins = {"valid_from": valid_from, "valid_to": held.valid_to}
        form = OfferForm(item=held.item, price_fen=price_fen, areas=codes, **begins)  # type: ignore[arg-type]
        spans = _check(row, form, now)
        _cut(held, valid_from)
        made = _write(row, form, spans, now)
        tell("services.offer.changed", _About(made, row), by, now, item=made.item, on=valid_from.isoformat())
    return made


def _code(first: int, last: int) -> str:
    """The statistical code of an interval: 410105000000 … 410105999999 is 410105."""
    digits = len(str(last - first + 1)) - 1
    return str(first)[: 12 - digits]


def _cut(held: Offer, on: date) -> None:
    """An offer ends on a day; one that would only begin then never was."""
    if held.valid_from >= on:
        held.delete()
        return
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    held.places.update(valid_to=on)


@transaction.atomic
def end_offer(*, offer: UUID, ends_on: date, scope: Scope, by: Actor, now: datetime) -> None:
    """It is offered no more from a coming day on. Raises UnableToDo, NotFound."""
    permissions.demand_provide(scope)
    with access.enter(system_scope("offers", actor=by)):
        row, held = _held(offer, scope)
        if ends_on <= timezone.localdate(now):
            refuse("valid_to", COMING)
        if held.valid_to is not None and held.valid_to <= ends_on:
            refuse("valid_to", OVER)
        tell("services.offer.ended", _About(held, row), by, now, item=held.item, on=ends_on.isoformat())
        _cut(held, ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeForm:
    """A range of an item in an area from a coming day, with the document that says so."""

    item: str
    area: str
    price_from_fen: int
    price_to_fen: int
    valid_from: date
    document: str = ""
    confirmed: bool = False


@transaction.atomic
def set_range(*, form: RangeForm, scope: Scope, by: Actor, now: datetime) -> ItemPrice:
    """A county or the city sets the range in its own area from a coming day; the one that held ends then.
    Offers that lie outside it end on that day too, and are told. Raises UnableToDo, NotAllowed.
    """
    permissions.demand_admit(scope)
    first, last = _area_of(form.area, scope)
    if form.item not in catalogue.items():
        refuse("item", NO_ITEM)
    if form.valid_from <= timezone.localdate(now):
        refuse("valid_from", COMING)
    if not 0 < form.price_from_fen <= form.price_to_fen < MOST_FEN:
        refuse("price", RANGE)
    with access.enter(system_scope("price ranges", actor=by)):
        made = _set(form, first, last, now)
        _end_outside(made, by, now)
    return made


def _area_of(code: str, scope: Scope) -> tuple[int, int]:
    """The interval of a street, county or the city that lies wholly in the actor's areas."""
    try:
        area = territory.get_area(code)
    except territory.UnknownArea:
        refuse("area", NO_AREAS)
    if not (scope.covers(area.first) and scope.covers(area.last)):
        refuse("area", NO_AREAS)
    return area.first, area.last


def _set(form: RangeForm, first: int, last: int, now: datetime) -> ItemPrice:
    same = ItemPrice.objects.filter(item=form.item, area=first, last=last)
    same.filter(valid_from__lt=form.valid_from, valid_to=None).update(valid_to=form.valid_from)
    made = ItemPrice(
        item=form.item,
        area=first,
        last=last,
        price_from_fen=form.price_from_fen,
        price_to_fen=form.price_to_fen,
        valid_from=form.valid_from,
        document=" ".join(form.document.split())[:120],
        confirmed=form.confirmed,
        set_at=now,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        if "itemprice_once" not in str(error):
            raise
        raise UnableToDo({"valid_from": RANGE_TWICE}) from None
    return made


def _end_outside(made: ItemPrice, by: Actor, now: datetime) -> None:
    """Offers within the area whose price the new range does not allow end on its first day."""
    on = made.valid_from
    places = OfferArea.objects.filter(item=made.item, area__lte=made.last, last__gte=made.area)
    places = places.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    keys = set(places.order_by("id").values_list("offer_id", flat=True))
    for held in Offer.objects.filter(id__in=keys).select_related("provider").order_by("id"):
        if _breaks(held, made):
            tell_provider("offer_outside", held.provider, by, now, item=held.item, on=on.isoformat())
            _cut(held, on)


def _breaks(held: Offer, made: ItemPrice) -> bool:
    """Whether the offer's price lies outside where this range is the one that counts."""
    for place in held.places.order_by("area"):
        at = max(place.area, made.area)
        day = max(made.valid_from, held.valid_from)
        if not queries.range_of(held.item, at, day).allows(held.price_fen):
            return True
    return False


def yuan(text: str) -> int:
    """Yuan as people type them, in fen. Raises UnableToDo."""
    found = YUAN.fullmatch(text.strip().replace(",", "").replace("，", ""))
    if not found:
        raise UnableToDo({"price": NO_PRICE})
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
