"""The pages of meals: read by everybody, kept by the provider, ticked by the carrier, ordered by her side."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core import clock
from chongyang.orders.models import Order
from chongyang.registry.operations.tokens import write_tokens
from chongyang.supplies.models import (
    Article,
    Dish,
    MealPoint,
    MealTime,
    Menu,
    Piece,
    Portion,
    Rental,
    Round,
    Sale,
    Standing,
    Stop,
)
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from tests import factories
from tests.orders.homes import family_of
from tests.services.made import make_offer
from tests.supplies.people import CITY, cook, make_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def provider(db):
    return cook()


@pytest.fixture
def manager(provider):
    return signed(factories.make_account(Role.CONTRACTOR, Organisation.objects.get(id=provider.organisation)))


def signed(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client, name, /, *keys, status=200):
    answer = client.get(reverse(name, args=keys))
    assert answer.status_code == status, (name, answer.status_code)
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def post(client, name, /, *keys, status=302, **told):
    answer = client.post(reverse(name, args=keys), told)
    assert answer.status_code == status, (name, answer.status_code, answer.content.decode()[:3000])
    return answer


def tomorrow():
    return (clock.now() + timedelta(days=1)).astimezone(CITY).date()


def pointed(manager) -> MealPoint:
    told = {"name": "桂花助餐点", "kind": "canteen", "area": "410105001", "address": "测试路2号"}
    told |= {"longitude": "113.68", "latitude": "34.77", "seats": "30", "areas": "410105"}
    post(manager, "supplies_point_new", valid_from="2019-01-01", **told)
    point = MealPoint.objects.get()
    hours = {"meal": "lunch", "begins": "11:00", "ends": "13:00", "cut_off": "09:30"}
    post(manager, "supplies_time_keep", point.id, days_before="0", capacity="50", **hours)
    return point


def cooked(manager, *, publish=True) -> Menu:
    point = pointed(manager)
    line = {
        "name-0": "番茄炖牛腩",
        "price-0": "15",
        "portions-0": "20",
        "low-0": "on",
        "allergens-0": ["egg"],
    }
    post(manager, "supplies_menu", point.id, tomorrow().isoformat(), "lunch", **line)
    menu = Menu.objects.get()
    if publish:
        post(manager, "supplies_meal_step", menu.id, do="publish")
        menu.refresh_from_db()
    return menu


def test_a_point_and_a_menu_are_kept_and_everybody_reads_them(manager):
    assert "还没有助餐点" in page(manager, "supplies")
    menu = cooked(manager, publish=False)
    dish = Dish.objects.get()
    assert (dish.price_fen, dish.low_salt, dish.allergens) == (1_500, True, ["egg"])
    visitor = Client()
    assert "还没有公布菜单" in page(visitor, "supplies_point", menu.point_id)
    post(manager, "supplies_meal_step", menu.id, do="publish")
    said = page(visitor, "supplies_point", menu.point_id)
    assert all(word in said for word in ("番茄炖牛腩", "少盐", "蛋类", "还有 20 份"))
    assert "桂花助餐点" in page(visitor, "supplies_points")
    assert "已订 0 / 50 份" in page(manager, "supplies_meal", menu.id)
    post(manager, "supplies_meal_step", menu.id, do="copy")
    assert Menu.objects.count() == 2


def test_a_bad_form_says_why_and_keeps_nothing(manager):
    post(manager, "supplies_point_new", status=422, name="", kind="x", longitude="abc")
    assert not MealPoint.objects.exists()
    point = pointed(manager)
    post(manager, "supplies_menu", point.id, tomorrow().isoformat(), "lunch", status=422)
    line = {"name-0": "贵菜", "price-0": "9999", "portions-0": "5"}
    post(manager, "supplies_menu", point.id, tomorrow().isoformat(), "lunch", status=422, **line)
    assert not Dish.objects.exists()
    assert MealTime.objects.count() == 1
    page(manager, "supplies_menu", point.id, "rubbish", "lunch", status=404)
    page(manager, "supplies_menu", point.id, tomorrow().isoformat(), "tea", status=404)


def fields_of(answer) -> dict[str, str]:
    found = html.fromstring(answer.content.decode()).xpath("//input[@name and not(@type='checkbox')]")
    return {one.get("name"): one.get("value", "") for one in found}


def test_a_refused_form_shows_again_what_was_typed(manager):
    point = pointed(manager)
    line = {
        "name-0": "贵菜",
        "price-0": "9999",
        "portions-0": "5",
        "name-1": "汤",
        "price-1": "3",
        "low-1": "on",
    }
    answer = post(manager, "supplies_menu", point.id, tomorrow().isoformat(), "lunch", status=422, **line)
    shown = fields_of(answer)
    assert [shown[name] for name in ("name-0", "price-0", "portions-0", "name-1")] == [
        "贵菜",
        "9999",
        "5",
        "汤",
    ]
    assert 'name="low-1" checked' in answer.content.decode()
    told = {"name": "新点", "kind": "canteen", "area": "410105001", "address": "", "longitude": "abc"}
    answer = post(manager, "supplies_point_new", status=422, areas=["410105"], **told)
    assert [fields_of(answer)[name] for name in ("name", "longitude")] == ["新点", "abc"]
    assert 'value="410105" checked' in answer.content.decode()
    answer = post(manager, "supplies_articles", status=422, kind="aid", name="无价", about="轻")
    assert [fields_of(answer)[name] for name in ("name", "about")] == ["无价", "轻"]


def test_a_point_lies_and_serves_where_there_is_something(manager):
    told = {"name": "某点", "kind": "canteen", "address": "测试路2号", "longitude": "113", "latitude": "34"}
    told |= {"seats": "30", "valid_from": "2019-01-01"}
    post(manager, "supplies_point_new", status=422, area="990105001", areas="410105", **told)
    post(manager, "supplies_point_new", status=422, area="410105001", areas="990105", **told)
    post(
        manager,
        "supplies_point_new",
        status=422,
        area="410105001",
        areas="410105",
        **(told | {"valid_from": "x"}),
    )
    assert not MealPoint.objects.exists()


def status_of(client, name, /, *keys) -> int:
    return client.get(reverse(name, args=keys)).status_code


def test_another_provider_finds_nothing_of_it(manager):
    menu = cooked(manager, publish=False)
    other = cook()
    stranger = signed(
        factories.make_account(Role.CONTRACTOR, Organisation.objects.get(id=other.organisation))
    )
    own = [("supplies_meal", menu.id), ("supplies_point_keep", menu.point_id)]
    assert [status_of(manager, *one) for one in own] == [200, 200]
    assert [status_of(stranger, *one) for one in own] == [404, 404]
    publish = reverse("supplies_meal_step", args=[menu.id])
    assert stranger.post(publish, {"do": "publish"}).status_code == 404
    menu.refresh_from_db()
    assert menu.published_at is None
    family = signed(factories.make_account(Role.FAMILY))
    assert [status_of(family, name) for name in ("supplies", "supplies_carry", "supplies_articles")] == [
        403
    ] * 3


def test_the_daughter_orders_in_two_taps_once_and_calls_it_off(manager):
    menu = cooked(manager)
    elder = factories.make_elder()
    client = signed(family_of(elder))
    assert client.get(reverse("supplies_order")).url == reverse("supplies_order_for", args=[elder.id])
    assert "订这道" in page(client, "supplies_order_for", elder.id)
    dish = Dish.objects.get()
    assert "15.00" in page(client, "supplies_order_dish", elder.id, dish.id)
    told = {"way": "brought", "quantity": "1", "key": "one"}
    post(client, "supplies_order_dish", elder.id, dish.id, **told)
    post(client, "supplies_order_dish", elder.id, dish.id, **told)
    order = Order.objects.get()
    assert (order.state, order.channel, order.price_fen) == ("accepted", "family", 1_500)
    assert "退餐" in page(client, "supplies_order_for", elder.id)
    stranger = signed(family_of(factories.make_elder()))
    page(stranger, "supplies_order_for", elder.id, status=404)
    post(stranger, "supplies_order_cancel", order.id, status=404)
    post(client, "supplies_order_cancel", order.id)
    order.refresh_from_db()
    menu.refresh_from_db()
    assert (order.state, menu.taken) == ("withdrawn", 0)
    post(client, "supplies_order_dish", elder.id, dish.id, status=422, way="x", quantity="-")


def test_the_seat_finds_her_and_orders_by_plan(manager):
    cooked(manager)
    elder = factories.make_elder()
    write_tokens(elder)
    seat = signed(factories.make_operator())
    assert "姓名、号码或住址" in page(seat, "supplies_order")
    answer = seat.post(reverse("supplies_order"), {"text": elder.name})
    assert str(elder.id) in answer.content.decode()
    dish = Dish.objects.get()
    told = {"way": "there", "quantity": "1", "often": "1", "weekdays": list("1234567"), "key": "k"}
    post(seat, "supplies_order_dish", elder.id, dish.id, **told)
    row = Standing.objects.get()
    assert row.way == "there"
    assert Portion.objects.count() == 1
    assert "按计划" in page(seat, "supplies_order_for", elder.id)
    post(seat, "supplies_standing", row.id, do="pause", to_on="")
    assert Menu.objects.get().taken == 0
    post(seat, "supplies_standing", row.id, do="end")
    assert "按计划" not in page(seat, "supplies_order_for", elder.id)


def test_the_round_is_made_given_printed_and_ticked_once(manager, provider):
    menu = cooked(manager)
    elder = factories.make_elder()
    client = signed(family_of(elder))
    told = {"way": "brought", "quantity": "1", "key": "one", "note": "敲门要大声"}
    post(client, "supplies_order_dish", elder.id, Dish.objects.get().id, **told)
    closed = clock.now() - timedelta(minutes=1)
    opened = {
        "from_at": closed,
        "to_at": clock.now() + timedelta(hours=2),
        "day": clock.now().astimezone(CITY),
    }
    Menu.objects.filter(id=menu.id).update(cut_off_at=closed, **opened)
    Order.objects.update(from_at=closed, to_at=opened["to_at"])
    post(manager, "supplies_meal_step", menu.id, do="rounds")
    phone = make_phone(provider.organisation)
    trip = Round.objects.get()
    post(manager, "supplies_meal_step", menu.id, do="give", round=str(trip.id), carer=str(phone.carer.id))
    trip.refresh_from_db()
    assert trip.carer == phone.carer.id
    assert elder.address.plain in page(manager, "supplies_sheet", trip.id)
    carrier = signed(phone.account)
    said = page(carrier, "supplies_carry")
    assert elder.name in said
    assert "敲门要大声" in said
    stop = Stop.objects.get()
    post(carrier, "supplies_tick", stop.id, outcome="handed_over", longitude="x", proof="000000")
    post(carrier, "supplies_tick", stop.id, outcome="handed_over")
    stop.refresh_from_db()
    assert stop.outcome == "handed_over"
    assert Order.objects.get().state == "done"
    assert "已送到" in page(carrier, "supplies_carry")
    other = signed(make_phone(cook().organisation).account)
    assert "今天没有派给您的送餐" in page(other, "supplies_carry")
    post(other, "supplies_tick", stop.id, status=404, outcome="nobody")
    page(other, "supplies_sheet", trip.id, status=403)


def test_articles_are_kept_read_bought_and_rented(manager, provider):
    for item in ("aid_sale", "aid_rental"):
        make_offer(provider, item, price_fen=10_000)
    told = {"kind": "aid", "name": "轻便轮椅", "sale": "680", "month": "60", "deposit": "300", "stock": "2"}
    told |= {"valid_from": "2019-01-01"}
    post(manager, "supplies_articles", status=422, kind="aid", name="无价")
    post(manager, "supplies_articles", **told)
    article = Article.objects.get()
    assert (article.sale_fen, article.month_fen, article.deposit_fen) == (68_000, 6_000, 30_000)
    post(manager, "supplies_piece", article.id, serial="LY-001")
    post(manager, "supplies_piece", article.id, serial="LY-001")
    assert Piece.objects.count() == 1
    said = page(Client(), "supplies_goods")
    assert all(word in said for word in ("轻便轮椅", "库存 2 件", "现有 1 件可租", "未经主管部门确认"))
    elder = factories.make_elder()
    client = signed(family_of(elder))
    assert "轻便轮椅" in page(client, "supplies_order_article", elder.id, article.id)
    order = {"do": "buy", "quantity": "1", "key": "b"}
    post(client, "supplies_order_article", elder.id, article.id, **order)
    post(client, "supplies_order_article", elder.id, article.id, **order)
    assert Sale.objects.count() == 1
    post(client, "supplies_order_article", elder.id, article.id, do="rent", key="r")
    post(client, "supplies_order_article", elder.id, article.id, status=422, do="rent", key="s")
    rental = Rental.objects.get()
    assert "已预订" in page(client, "supplies_order_for", elder.id)
    assert "LY-001" in page(manager, "supplies_articles")
    stranger = signed(family_of(factories.make_elder()))
    post(stranger, "supplies_rental", rental.id, status=404, do="cancel")
    assert fields_of(manager.get(reverse("supplies_article", args=[article.id])))["sale"] == "680.00"
    post(manager, "supplies_article", article.id, status=422, **(told | {"stock": "0"}))
    post(manager, "supplies_article", article.id, **(told | {"stock": "9", "sale": "650"}))
    article.refresh_from_db()
    assert (article.sale_fen, article.stock, article.sold) == (65_000, 9, 1)
    other = Organisation.objects.get(id=cook().organisation)
    post(
        signed(factories.make_account(Role.CONTRACTOR, other)),
        "supplies_article",
        article.id,
        status=404,
        **told,
    )
    for step in ("hand_over", "take_back", "inspect", "inspect", "nonsense"):
        post(manager, "supplies_rental", rental.id, do=step)
    rental.refresh_from_db()
    assert rental.state == "inspected"
    post(client, "supplies_order_article", elder.id, article.id, do="rent", key="t")
    again = Rental.objects.get(state="reserved")
    post(client, "supplies_rental", again.id, do="cancel")
    again.refresh_from_db()
    assert again.state == "cancelled"
