"""Meals, goods and aids over the JSON door: as on the pages, with their refusals."""

from datetime import timedelta

import pytest

from chongyang.core import clock
from chongyang.supplies import operations
from chongyang.supplies.models import Dish
from chongyang.supplies.operations import ArticleForm
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests import factories
from tests.api.callers import caller
from tests.orders.homes import family_of
from tests.supplies.people import CITY, cook, make_menu, make_point, manager_of


def tomorrow():
    return (clock.now() + timedelta(days=1)).astimezone(CITY).date()


@pytest.fixture
def manager(db):
    return manager_of(cook())


def test_a_meal_is_found_ordered_once_and_called_off(manager):
    point = make_point(manager, clock.now())
    make_menu(manager, point, day=tomorrow(), now=clock.now())
    elder = factories.make_elder()
    app = caller(Role.FAMILY, account=family_of(elder))
    assert [one["id"] for one in app.get("/supplies/points").json()] == [str(point.id)]
    days = f"first={tomorrow()}&until={tomorrow() + timedelta(days=1)}"
    (menu,) = app.get(f"/supplies/points/{point.id}/menus?{days}").json()
    assert menu["dishes"][0]["left"] == 10
    body = {"person": str(elder.id), "dish": menu["dishes"][0]["id"], "way": "brought", "key": "a"}
    made = app.post("/supplies/meals", body)
    assert made.status_code == 201
    assert app.post("/supplies/meals", body).json()["id"] == made.json()["id"]
    assert Dish.objects.get().taken == 1
    way = f"/supplies/meals/{made.json()['order']}/cancellation"
    assert caller(Role.FAMILY).post(way, {}).status_code == 404
    assert app.post(way, {}).json()["state"] == "withdrawn"
    assert app.post("/supplies/meals", body | {"way": "thrown"}).status_code == 422


def test_rounds_are_for_the_provider_and_not_before_the_cut_off(manager):
    point = make_point(manager, clock.now())
    menu = make_menu(manager, point, day=tomorrow(), now=clock.now())
    mine = caller(Role.CONTRACTOR, account=Account.objects.get(id=manager.actor.account))
    answer = mine.post(f"/supplies/menus/{menu.id}/rounds", {})
    assert (answer.status_code, answer.json()["status"]) == (409, 409)
    stranger = caller(Role.CONTRACTOR, account=Account.objects.get(id=manager_of(cook()).actor.account))
    assert stranger.post(f"/supplies/menus/{menu.id}/rounds", {}).status_code == 404


def test_an_aid_is_rented_and_handed_over(manager):
    form = ArticleForm(kind="aid", name="轮椅", valid_from=tomorrow() - timedelta(days=9), month_fen=6_000)
    told = {"scope": manager, "by": manager.actor, "now": clock.now()}
    article = operations.keep_article(form=form, **told)
    operations.add_piece(article=article.id, serial="A-1", **told)
    elder = factories.make_elder()
    app = caller(Role.FAMILY, account=family_of(elder))
    assert [one["name"] for one in app.get("/supplies/articles").json()] == ["轮椅"]
    body = {"person": str(elder.id), "article": str(article.id), "from_on": tomorrow().isoformat()}
    made = app.post("/supplies/rentals", body)
    assert (made.status_code, made.json()["state"]) == (201, "reserved")
    assert app.post("/supplies/rentals", body).status_code == 409
    way = f"/supplies/rentals/{made.json()['id']}/step"
    assert app.post(way, {"step": "hand_over"}).status_code == 403
    mine = caller(Role.CONTRACTOR, account=Account.objects.get(id=manager.actor.account))
    assert mine.post(way, {"step": "hand_over"}).json()["state"] == "handed_over"


def keeper_of(manager):
    return caller(Role.CONTRACTOR, account=Account.objects.get(id=manager.actor.account))


POINT = {
    "name": "桂花助餐点",
    "kind": "canteen",
    "area": 410105001000,
    "address": "测试路2号",
    "longitude": 113.68,
    "latitude": 34.77,
    "areas": [410105000000],
    "seats": 30,
    "valid_from": "2019-01-01",
}
LUNCH = {"begins": "11:00", "ends": "13:00", "cut_off": "09:30", "capacity": 50}
DISH = {"name": "番茄炖牛腩", "price_fen": 1500, "portions": 20, "low_salt": True, "allergens": ["egg"]}


def written(mine, **more) -> dict:
    point = mine.post("/supplies/points", POINT).json()
    assert mine.post(f"/supplies/points/{point['id']}/times/lunch", LUNCH).json()["capacity"] == 50
    body = {"day": tomorrow().isoformat(), "meal": "lunch", "dishes": [DISH | more]}
    answer = mine.post(f"/supplies/points/{point['id']}/menus", body)
    assert answer.status_code == 200, answer.content
    return answer.json() | {"point": point["id"]}


def test_a_provider_keeps_points_and_menus_as_at_its_desk(manager):
    mine, stranger = keeper_of(manager), keeper_of(manager_of(cook()))
    menu = written(mine)
    assert (menu["published_at"], menu["dishes"][0]["portions"], menu["dishes"][0]["allergens"]) == (
        None,
        20,
        ["egg"],
    )
    days = f"first={tomorrow()}&until={tomorrow() + timedelta(days=8)}"
    public = f"/supplies/points/{menu['point']}/menus?{days}"
    assert mine.get(public).json() == []
    way = f"/supplies/menus/{menu['id']}/publication"
    assert stranger.post(way, {}).status_code == 404
    assert mine.post(way, {}).json()["published_at"]
    assert [one["id"] for one in mine.get(public).json()] == [menu["id"]]
    (copied,) = mine.post(f"/supplies/points/{menu['point']}/weeks", {"monday": menu["day"]}).json()
    assert (copied["published_at"], copied["dishes"][0]["name"]) == (None, "番茄炖牛腩")
    day = f"/supplies/menus?day={tomorrow()}"
    assert [one["id"] for one in mine.get(day).json()] == [menu["id"]]
    assert stranger.get(day).json() == []
    moved = f"/supplies/points/{menu['point']}"
    assert mine.post(moved, POINT | {"seats": 12}).json()["seats"] == 12
    assert stranger.post(moved, POINT).status_code == 404


def test_what_no_desk_would_take_is_refused_by_json_too(manager):
    mine = keeper_of(manager)
    assert caller(Role.FAMILY).post("/supplies/points", POINT).status_code == 403
    assert mine.post("/supplies/points", POINT | {"areas": [990105000000]}).status_code == 409
    assert mine.post("/supplies/points", POINT | {"longitude": 500}).status_code == 422
    point = mine.post("/supplies/points", POINT).json()["id"]
    assert mine.post(f"/supplies/points/{point}/times/tea", LUNCH).status_code == 422
    assert mine.post(f"/supplies/points/{point}/times/lunch", LUNCH | {"ends": "10:00"}).status_code == 409
    body = {"day": tomorrow().isoformat(), "meal": "lunch", "dishes": [DISH]}
    assert mine.post(f"/supplies/points/{point}/menus", body).status_code == 409
    mine.post(f"/supplies/points/{point}/times/lunch", LUNCH)
    dear = body | {"dishes": [DISH | {"price_fen": 999_900}]}
    assert mine.post(f"/supplies/points/{point}/menus", dear).status_code == 409
    past = body | {"day": "2019-06-01"}
    assert mine.post(f"/supplies/points/{point}/menus", past).status_code == 409
    assert not Dish.objects.exists()


def test_articles_and_their_pieces_are_kept(manager):
    mine, stranger = keeper_of(manager), keeper_of(manager_of(cook()))
    body = {"kind": "aid", "name": "轻便轮椅", "month_fen": 6000, "deposit_fen": 30000}
    body |= {"valid_from": "2019-01-01"}
    made = mine.post("/supplies/articles", body)
    assert made.status_code == 201, made.content
    way = f"/supplies/articles/{made.json()['id']}"
    assert mine.post(way, body | {"sale_fen": 68000, "stock": 3}).json()["left"] == 3
    assert stranger.post(way, body).status_code == 404
    piece = mine.post(way + "/pieces", {"serial": "LY-001"})
    assert (piece.status_code, piece.json()["state"]) == (201, "available")
    assert mine.post(way + "/pieces", {"serial": "LY-001"}).status_code == 409


def test_meals_by_plan_begin_rest_and_end(manager):
    mine = keeper_of(manager)
    menu = written(mine)
    mine.post(f"/supplies/menus/{menu['id']}/publication", {})
    elder = factories.make_elder()
    app = caller(Role.FAMILY, account=family_of(elder))
    body = {"person": str(elder.id), "point": menu["point"], "meal": "lunch", "way": "brought"}
    body |= {"weekdays": [1, 2, 3, 4, 5, 6, 7], "valid_from": tomorrow().isoformat(), "key": "a"}
    made = app.post("/supplies/meal-plans", body)
    assert made.status_code == 201, made.content
    assert app.post("/supplies/meal-plans", body).json()["id"] == made.json()["id"]
    assert Dish.objects.get().taken == 1
    plans = f"/supplies/meal-plans?person={elder.id}"
    assert [one["id"] for one in app.get(plans).json()] == [made.json()["id"]]
    stranger = caller(Role.FAMILY, account=family_of(factories.make_elder()))
    assert stranger.get(plans).json() == []
    way = f"/supplies/meal-plans/{made.json()['id']}/step"
    assert stranger.post(way, {"step": "end"}).status_code == 404
    assert app.post(way, {"step": "pause"}).status_code == 200
    assert Dish.objects.get().taken == 0
    app.post(way, {"step": "resume"})
    assert Dish.objects.get().taken == 1
    assert app.post(way, {"step": "end"}).json()["ended_at"]
    assert app.get(plans).json() == []
    assert Dish.objects.get().taken == 0
