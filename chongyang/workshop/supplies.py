"""Meals, goods and aids of the demo city: a point with menus, what is ordered for today, a round that was
walked yesterday, articles to buy and rent. All of it is invented and says 演示; every amount is unconfirmed.

Through the room's operations, at moments before now. Repeatable: what stands already stays.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.orders.operations import UnableToOrder
from chongyang.registry.models import Elder
from chongyang.services.models import Offer, OfferArea, ServiceProvider
from chongyang.supplies import operations
from chongyang.supplies.models import Article, MealPoint, Menu, Round
from chongyang.supplies.operations import ArticleForm, DishForm, PointForm, TimeForm, UnableToSupply
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.workforce.models import Carer
from chongyang.workshop.papers import scope_of

MANAGER, SEAT = "contractor", "operator"
DAY = timedelta(days=1)
JINSHUI, HUIJI = 410105000000, 410108000000
SERVED = (
    TimeForm(meal="lunch", begins=time(11), ends=time(13), cut_off=time(9, 30), capacity=120),
    TimeForm(meal="dinner", begins=time(17), ends=time(18, 30), cut_off=time(15), capacity=60),
)
DISHES = (
    DishForm(name="番茄炖牛腩套餐", price_fen=1_600, portions=40, allergens=("soy",)),
    DishForm(name="清蒸鱼少盐套餐", price_fen=1_500, portions=30, low_salt=True, allergens=("fish",)),
    DishForm(
        name="肉末蒸蛋软食套餐", price_fen=1_300, portions=30, soft=True, low_salt=True, allergens=("egg",)
    ),
)
ARTICLES = (
    ("aid", "演示轻便轮椅", 68_000, 6_000, 30_000, 6, ("YS-LY-001", "YS-LY-002", "YS-LY-003")),
    ("aid", "演示四脚助行器", 12_800, 2_000, 10_000, 20, ("YS-ZX-001", "YS-ZX-002")),
    ("aid", "演示护理床", None, 18_000, 80_000, 0, ("YS-HC-001",)),
    ("goods", "演示防滑垫", 3_900, None, 0, 80, ()),
)
GOODS = ("aid_sale", "aid_rental", "goods_sale")
YESTERDAY, TODAY, COMING = 5, 6, 6
RENTED, SINCE = 2, 20 * DAY
"""One piece is with somebody since so long, the next is promised for tomorrow."""


@transaction.atomic
def make_supplies(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where an account is missing or a point stands already."""
    with enter(system_scope("demo supplies")):
        manager, seat = scope_of(MANAGER, now), scope_of(SEAT, now)
        if not (manager and seat and manager.organisation) or MealPoint.objects.exists():
            return {}
        provider = ServiceProvider.objects.filter(organisation=manager.organisation).first()
        if provider is None:
            return {}
        point = _point(provider, manager, now)
        menus = _menus(point, manager, now)
        people = list(islice(_people(), YESTERDAY + TODAY))
        ordered = _orders(menus[0], people[:YESTERDAY], seat, now - 2 * DAY)
        ordered += _orders(menus[1], people[YESTERDAY:], seat, now - DAY)
        rounds = _walk(menus[0], manager, now)
        goods = _articles(provider, manager, now)
        rented = _rentals(people[:RENTED], manager, seat, now)
    return {"menus": len(menus), "meals": ordered, "rounds": rounds, "articles": goods, "rentals": rented}


def _point(provider: ServiceProvider, manager: Scope, now: datetime) -> MealPoint:
    form = PointForm(
        name="演示社区助餐点",
        kind="point",
        area=provider.area,
        address="演示路18号一层",
        longitude=113.683,
        latitude=34.773,
        areas=(JINSHUI, HUIJI),
        seats=48,
        phone="0371-55500018",
        valid_from=date(2018, 10, 8),
    )
    row = operations.keep_point(form=form, scope=manager, by=manager.actor, now=now)
    for served in SERVED:
        operations.keep_time(point=row.id, form=served, scope=manager, by=manager.actor, now=now)
    return row


def _menus(point: MealPoint, manager: Scope, now: datetime) -> list[Menu]:
    """Lunch of yesterday, today and the coming days; each published two days before."""
    today, made = timezone.localdate(now), []
    for number in range(-1, COMING):
        told: dict[str, Any] = {
            "scope": manager,
            "by": manager.actor,
            "now": min(now, now + (number - 1) * DAY),
        }
        row = operations.write_menu(
            point=point.id, day=today + number * DAY, meal="lunch", dishes=DISHES, **told
        )
        made.append(operations.publish(menu=row.id, **told))
    return made


def _people() -> Iterator[UUID]:
    living = Elder.objects.filter(life_status="alive", same_as=None, longitude__isnull=False)
    living = living.filter(area__range=interval_of("410105")).order_by("-id")
    yield from living.values_list("id", flat=True)[: YESTERDAY + TODAY]


def _orders(menu: Menu, people: list[UUID], seat: Scope, at: datetime) -> int:
    dishes, done = list(menu.dishes.order_by("id")), 0
    for number, person in enumerate(people):
        told: dict[str, Any] = {"way": "there" if number % 4 == 3 else "brought", "channel": "call"}
        try:
            with transaction.atomic():
                operations.order_meal(
                    person=person,
                    dish=dishes[number % len(dishes)].id,
                    scope=seat,
                    by=seat.actor,
                    now=at,
                    key=f"demo/{menu.day}",
                    **told,
                )
            done += 1
        except (UnableToSupply, UnableToOrder, UnableToStep):
            continue
    return done


def _walk(menu: Menu, manager: Scope, now: datetime) -> int:
    """Yesterday's meals were brought: all but one were handed over, there nobody opened."""
    carer = Carer.objects.filter(organisation=menu.organisation, account__isnull=False).order_by("id").first()
    account = Account.objects.filter(id=carer.account or carer.id).first() if carer else None
    if carer is None or account is None:
        return 0
    told: dict[str, Any] = {"scope": manager, "by": manager.actor, "now": menu.cut_off_at}
    try:
        with transaction.atomic():
            rounds = operations.make_rounds(menu=menu.id, **told)
            for one in rounds:
                operations.give_round(round=one.id, carer=carer.id, **told)
                _tick(one, territory.scope_of(account, now=now))
    except (UnableToSupply, UnableToOrder, UnableToStep):
        return 0
    return len(rounds)


def _tick(one: Round, carrier: Scope) -> None:
    stops = list(one.stops.order_by("sequence"))
    for stop in stops:
        outcome = "nobody" if stop is stops[-1] and len(stops) > 2 else "handed_over"
        operations.tick(stop=stop.id, outcome=outcome, scope=carrier, by=carrier.actor, now=stop.planned_at)


def _articles(provider: ServiceProvider, manager: Scope, now: datetime) -> int:
    _offers(provider, now)
    told: dict[str, Any] = {"scope": manager, "by": manager.actor, "now": now}
    for kind, name, sale, month, deposit, stock, serials in ARTICLES:
        form = ArticleForm(
            kind=kind,
            name=name,
            about="演示数据，价格未经确认。",
            sale_fen=sale,
            month_fen=month,
            deposit_fen=deposit,
            stock=stock,
            valid_from=timezone.localdate(now),
        )
        row = operations.keep_article(form=form, **told)
        for serial in serials:
            operations.add_piece(article=row.id, serial=serial, **told)
    return len(ARTICLES)


def _rentals(people: list[UUID], manager: Scope, seat: Scope, now: datetime) -> int:
    """A wheelchair that somebody has, and one that is to be brought tomorrow."""
    article, made = Article.objects.filter(month_fen__isnull=False).order_by("name", "id").first(), []
    if article is None:
        return 0
    for person, at, first in zip(people, (now - SINCE, now), (now - SINCE, now + DAY), strict=False):
        told: dict[str, Any] = {"person": person, "article": article.id, "key": f"demo/{person}"}
        day = timezone.localdate(first)
        made.append(operations.rent(**told, from_on=day, scope=seat, by=seat.actor, now=at))
    if made:
        operations.hand_over(rental=made[0].id, scope=manager, by=manager.actor, now=now - SINCE)
    return len(made)


def _offers(provider: ServiceProvider, now: datetime) -> None:
    """The provider offers goods in its counties; each article has a price of its own."""
    for item in GOODS:
        held = {"provider": provider, "item": item, "valid_from": date(2018, 10, 8)}
        made = Offer.objects.create(
            id=named_key("demo-offer-goods", item),
            organisation=provider.organisation,
            price_fen=3_900,
            areas=[JINSHUI, HUIJI],
            made_at=now,
            **held,
        )
        for code in ("410105", "410108"):
            first, last = interval_of(code)
            OfferArea.objects.create(offer=made, area=first, last=last, **held)
