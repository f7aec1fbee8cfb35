"""One bad row for each check of meals, goods and aids."""

from datetime import timedelta
from uuid import UUID

from chongyang.core.clock import now
from chongyang.core.keys import new_key
from chongyang.supplies.models import Article, Dish, MealPoint, Menu, Piece, Portion, Round, Stop
from tests import factories
from tests.core.integrity_rows import GOOD_AREA, TODAY, bad

LONG = timedelta(days=3)


def menu(**columns: object) -> Menu:
    whose = new_key()
    point = MealPoint.objects.create(
        organisation=whose,
        name=f"测试助餐点{whose}",
        kind="point",
        area=GOOD_AREA,
        address="测试路1号",
        longitude=113.6,
        latitude=34.7,
        areas=[GOOD_AREA],
        valid_from=TODAY,
        made_at=now(),
    )
    at = now() - LONG
    hours = {"from_at": at, "to_at": at + timedelta(hours=2), "cut_off_at": at}
    told = {"organisation": whose, "day": TODAY - LONG, "meal": "lunch", "capacity": 9, **hours, **columns}
    return Menu.objects.create(point=point, **told)


def dish(row: Menu, **columns: object) -> Dish:
    told = {"organisation": row.organisation, "name": "饭", "price_fen": 900, "portions": 9, **columns}
    return Dish.objects.create(menu=row, **told)


@bad("supplies.dish_counter_differs")
def dish_counter() -> UUID:
    return dish(menu(), taken=1).id


@bad("supplies.menu_counter_differs")
def menu_counter() -> UUID:
    return menu(taken=1).id


@bad("supplies.stop_not_ticked")
def stop_not_ticked() -> UUID:
    row = menu(taken=1)
    whose = {"organisation": row.organisation, "area": GOOD_AREA, "person": factories.make_elder().id}
    order = new_key()
    portion = Portion.objects.create(
        menu=row,
        dish=dish(row, taken=1),
        order=order,
        way="brought",
        quantity=1,
        taken_at=now(),
        key=order.hex,
        **whose,
    )
    trip = Round.objects.create(
        menu=row,
        organisation=row.organisation,
        number=1,
        leaves_at=row.from_at,
        metres=1,
        made_at=now(),
    )
    told = {"round": trip, "portion": portion, "order": order, "sequence": 1, "metres": 1}
    return Stop.objects.create(planned_at=row.from_at, **told, **whose).id


@bad("supplies.piece_apart_from_rental")
def piece_apart() -> UUID:
    whose = new_key()
    article = Article.objects.create(
        organisation=whose, kind="aid", name="轮椅", month_fen=100, valid_from=TODAY, made_at=now()
    )
    told = {"organisation": whose, "serial": "X1", "state": "out", "area": GOOD_AREA}
    return Piece.objects.create(article=article, made_at=now(), **told).id
