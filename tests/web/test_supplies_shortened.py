"""What makes the pages of meals and aids shorter to use, and what a refused form keeps."""

from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from chongyang.core import clock
from chongyang.core.models import Event
from chongyang.supplies import queries
from chongyang.supplies.models import Article, Menu, Rental
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from chongyang.web.parts.ordered import plan_words
from tests import factories
from tests.orders.homes import family_of
from tests.services.made import make_offer
from tests.supplies.people import cook
from tests.web.test_supplies import cooked, manager, page, pointed, post, provider, signed, tomorrow

__all__ = ["manager", "provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
LINE = {"name-0": "番茄炖牛腩", "price-0": "15", "portions-0": "20", "allergens-0": ["egg", "soy"]}


def written(manager, point, day, **told):
    return post(manager, "supplies_menu", point.id, day.isoformat(), "lunch", **{**LINE, **told})


def form_of(answer, name):
    """What a field of a page holds."""
    found = html.fromstring(answer.content.decode()).xpath(f"//*[@name='{name}']")[0]
    if found.tag == "select":
        return found.value
    return found.get("value", "")


def rented(manager, provider):
    make_offer(provider, "aid_rental", price_fen=10_000)
    told = {"kind": "aid", "name": "轻便轮椅", "month": "60", "deposit": "300", "valid_from": "2019-01-01"}
    post(manager, "supplies_articles", **told)
    article = Article.objects.get()
    post(manager, "supplies_piece", article.id, serial="LY-001")
    elder = factories.make_elder()
    family = signed(family_of(elder))
    post(family, "supplies_order_article", elder.id, article.id, do="rent", key="r")
    return elder, family, Rental.objects.get()


def test_a_menu_is_written_and_published_with_one_press(manager):
    point = pointed(manager)
    written(manager, point, tomorrow(), do="publish")
    menu = Menu.objects.get()
    assert menu.published_at is not None
    said = page(manager, "supplies_menu", point.id, tomorrow().isoformat(), "lunch")
    assert "保存并公布" not in said


def test_the_drafts_of_a_week_are_published_together(manager):
    point = pointed(manager)
    monday = tomorrow() + timedelta(days=8 - tomorrow().isoweekday())
    for day in (monday, monday + timedelta(days=1), monday + timedelta(days=7)):
        written(manager, point, day)
    menu = Menu.objects.get(day=monday)
    assert "公布这一周的 2 份草稿" in page(manager, "supplies_meal", menu.id)
    post(manager, "supplies_meal_step", menu.id, do="publish_week")
    published = [one.published_at is not None for one in Menu.objects.order_by("day")]
    assert published == [True, True, False]
    answer = manager.post(reverse("supplies_meal_step", args=[menu.id]), {"do": "publish_week"}, follow=True)
    assert "这一周没有可以公布的草稿" in answer.content.decode()


def test_after_copying_a_week_its_first_draft_is_looked_at(manager):
    point = pointed(manager)
    monday = tomorrow() + timedelta(days=8 - tomorrow().isoweekday())
    written(manager, point, monday)
    answer = post(manager, "supplies_meal_step", Menu.objects.get().id, do="copy")
    copied = Menu.objects.get(day=monday + timedelta(days=7))
    assert answer.url == reverse("supplies_meal", args=[copied.id])
    again = post(manager, "supplies_meal_step", Menu.objects.get(day=monday).id, do="copy")
    assert again.url == reverse("supplies_meal", args=[Menu.objects.get(day=monday).id])


def test_two_dishes_of_one_name_are_told_as_such(manager):
    point = pointed(manager)
    twice = {f"{name.removesuffix('-0')}-1": value for name, value in LINE.items()}
    answer = post(
        manager, "supplies_menu", point.id, tomorrow().isoformat(), "lunch", status=422, **LINE, **twice
    )
    assert "已有同名的" in answer.content.decode()


def test_a_refused_meal_time_keeps_what_was_typed_and_the_point(manager):
    point = pointed(manager)
    told = {"meal": "dinner", "begins": "18:00", "ends": "17:00", "cut_off": "15:00"}
    answer = post(manager, "supplies_time_keep", point.id, status=422, days_before="1", capacity="30", **told)
    held = [
        form_of(answer, name) for name in ("meal", "begins", "ends", "cut_off", "days_before", "capacity")
    ]
    assert held == ["dinner", "18:00", "17:00", "15:00", "1", "30"]
    assert form_of(answer, "name") == "桂花助餐点"
    assert 'value="410105" checked' in answer.content.decode()


def test_a_refused_order_keeps_the_days_and_what_she_must_not_eat(manager):
    menu = cooked(manager)
    elder = factories.make_elder()
    dish = queries.dishes_of([menu])[menu.id][0]
    told = {"way": "there", "quantity": "0", "weekdays": ["2", "7"], "avoids": ["fish"], "soft": "on"}
    client = signed(family_of(elder))
    answer = post(client, "supplies_order_dish", elder.id, dish.id, status=422, valid_to="2030-01-01", **told)
    tree = html.fromstring(answer.content.decode())
    assert tree.xpath("//input[@name='weekdays'][@checked]/@value") == ["2", "7"]
    assert tree.xpath("//input[@name='avoids'][@checked]/@value") == ["fish"]
    assert tree.xpath("//input[@name='soft']/@checked")
    assert not tree.xpath("//input[@name='low_salt']/@checked")
    assert form_of(answer, "valid_to") == "2030-01-01"
    fresh = html.fromstring(client.get(reverse("supplies_order_dish", args=[elder.id, dish.id])).content)
    assert fresh.xpath("//input[@name='weekdays'][@checked]/@value") == ["1", "2", "3", "4", "5"]


def test_an_article_that_was_chosen_first_is_ordered_for_the_one_person(manager, provider):
    elder, family, rental = rented(manager, provider)
    assert f"?article={rental.article_id}" in family.get(reverse("supplies_goods")).content.decode()
    answer = family.get(reverse("supplies_order"), {"article": str(rental.article_id)})
    assert answer.url == reverse("supplies_order_article", args=[elder.id, rental.article_id])
    assert family.get(reverse("supplies_order")).url == reverse("supplies_order_for", args=[elder.id])
    assert family.get(reverse("supplies_order"), {"article": "x"}).url == reverse(
        "supplies_order_for", args=[elder.id]
    )


def test_the_provider_reads_where_an_aid_goes_and_she_sees_that_it_did(manager, provider):
    elder, family, rental = rented(manager, provider)
    listed = page(manager, "supplies_articles")
    assert f"{elder.name[0]}" in listed
    assert elder.phone.plain not in listed
    said = page(manager, "supplies_rental", rental.id)
    assert elder.phone.plain in said
    assert elder.name in said
    assert elder.address.plain in said
    read = Event.objects.filter(kind="registry.file.read", person=elder.id).order_by("-seq").first()
    assert (read.purpose, read.payload["fields"]) == ("service", ["rentals"])
    assert family.get(reverse("supplies_rental", args=[rental.id])).url == reverse(
        "supplies_order_for", args=[elder.id]
    )
    post(manager, "supplies_rental", rental.id, do="cancel")
    assert manager.get(reverse("supplies_rental", args=[rental.id])).url == reverse("supplies_articles")


def test_another_provider_reads_no_renter(manager, provider):
    _, _, rental = rented(manager, provider)
    other = Organisation.objects.get(id=cook().organisation)
    stranger = signed(factories.make_account(Role.CONTRACTOR, other))
    assert stranger.get(reverse("supplies_rental", args=[rental.id])).status_code == 404
    assert not Event.objects.filter(kind="registry.file.read", person=rental.person).exists()


def test_marks_between_allergens_follow_the_language(manager):
    menu = cooked(manager, publish=False)
    written(manager, menu.point, tomorrow())
    post(manager, "supplies_meal_step", menu.id, do="publish")
    manager.cookies["django_language"] = "en"
    said = page(manager, "supplies_point", menu.point_id)
    assert "Allergens: " in said
    assert "、" not in said
    assert "：" not in said


def test_who_orders_finds_meals_courses_errands_and_bills_from_her_page(db):
    elder = factories.make_elder()
    said = signed(family_of(elder)).get(reverse("mine_person", args=[elder.id])).content.decode()
    for name, keys in (
        ("supplies_order_for", [elder.id]),
        ("activities_person", [elder.id]),
        ("checkout", []),
    ):
        assert f'href="{reverse(name, args=keys)}"' in said
    assert f'href="{reverse("checkout_errand_new")}?person={elder.id}"' in said
    seat = signed(factories.make_operator())
    assert (
        reverse("supplies_order_for", args=[elder.id])
        in seat.get(reverse("ordering_for", args=[elder.id])).content.decode()
    )


def test_days_of_a_plan_are_joined_in_the_readers_language():
    row = SimpleNamespace(weekdays=[2, 5], every_weeks=1, begins=time(9))
    with override("en"):
        assert plan_words(row) == "Every Tue, Fri at 09:00"
    assert plan_words(row) == "每周二、周五 09:00"


def test_what_can_no_longer_be_ordered_is_not_offered_to_her(manager):
    menu = cooked(manager)
    elder = factories.make_elder()
    family = signed(family_of(elder))
    assert "番茄炖牛腩" in page(family, "supplies_order_for", elder.id)
    Menu.objects.filter(id=menu.id).update(cut_off_at=clock.now() - timedelta(minutes=1))
    said = page(family, "supplies_order_for", elder.id)
    assert "番茄炖牛腩" not in said
    assert "现在没有可以订的餐" in said
    assert "番茄炖牛腩" in page(family, "supplies_point", menu.point_id)


def test_the_seat_is_told_in_its_language_that_nobody_was_found(db):
    seat = signed(factories.make_operator())
    seat.cookies["django_language"] = "en"
    answer = seat.post(reverse("supplies_order"), {"text": "查无此人"})
    assert "没有找到" not in answer.content.decode()
