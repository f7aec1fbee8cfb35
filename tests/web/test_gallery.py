"""The gallery shows every component in both languages; and the components' own promises."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from lxml import html

from chongyang.web.parts import maps
from chongyang.web.parts.templatetags import maps as map_tags
from chongyang.web.parts.templatetags import moments, parts

NOW = datetime(2026, 11, 22, 6, 3, tzinfo=UTC)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_gallery_shows_every_component(client: Client, language: str) -> None:
    client.cookies.load({"django_language": language})
    page = html.fromstring(client.get(reverse("gallery")).content)
    for kind in (
        "button",
        "badge",
        "level",
        "card",
        "alert",
        "field",
        "facts",
        "timeline",
        "progress",
        "map",
    ):
        assert page.find_class(kind), kind
    assert not page.xpath("//*[@style] | //*[@onclick]")
    labelled = page.xpath("//input[not(@type='hidden')]/@id | //select/@id | //textarea/@id")
    assert set(labelled) <= set(page.xpath("//label/@for"))


@pytest.mark.usefixtures("db")
def test_reveal_answers_with_a_value_that_covers_itself(client: Client) -> None:
    answer = client.post(reverse("gallery_reveal")).content.decode()
    assert 'data-cover-after="5"' in answer
    assert client.get(reverse("gallery_reveal")).status_code == 405


def test_moments_as_people_say_them() -> None:
    assert ">今天 14:03<" in moments.moment(NOW, NOW)
    assert ">昨天 14:03<" in moments.moment(NOW - timedelta(days=1), NOW)
    assert ">11月1日 14:03<" in moments.moment(NOW - timedelta(days=21), NOW)
    assert ">2025年10月18日 14:03<" in moments.moment(NOW - timedelta(days=400), NOW)
    assert 'title="2026年11月22日 14:03:00"' in moments.moment(NOW, NOW)
    assert moments.moment(None) == ""


@pytest.mark.parametrize(("fen", "words"), [(123450, "¥1,234.50"), (0, "¥0.00"), (-5, "−¥0.05"), (None, "")])
def test_money_is_exact(fen: int | None, words: str) -> None:
    assert moments.money(fen) == words


def test_elapsed_marks_what_is_late() -> None:
    assert ">01:01<" in parts.elapsed(NOW - timedelta(seconds=61), NOW)
    late = parts.elapsed(NOW - timedelta(hours=1), NOW, limit=60)
    assert ">1:00:00<" in late
    assert "late" in late


def test_attributes_are_escaped_and_false_ones_fall_away() -> None:
    button = parts.button("<b>", hx_post='/a"b', disabled=True, hidden=False)
    assert "&lt;b&gt;" in button
    assert 'hx-post="/a&quot;b"' in button
    assert " disabled" in button
    assert "hidden" not in button


def test_an_urgency_always_says_its_word() -> None:
    assert "生命危险" in parts.level("P0")
    assert "未定级" in parts.level("")


def test_map_places_and_labels() -> None:
    points = [{"longitude": 113.66, "latitude": 34.77, "label": "老人", "kind": "elder"}] * 3
    drawn = map_tags.area_map(points, rings="1,3", here="410105")
    assert [ring["words"] for ring in drawn["rings"]] == ["1 公里", "3 公里"]
    assert drawn["rings"][1]["radius"] <= maps.HEIGHT / 2
    assert len({(mark["label_x"], mark["label_y"]) for mark in drawn["marks"]}) == 3
    whole = map_tags.area_map()
    assert len(whole["lands"]) == len(maps.outlines())
    assert not whole["rings"]


def test_a_map_is_told_with_the_marks_of_the_language() -> None:
    """A Chinese semicolon stood between the places of an English map."""
    points = [{"longitude": 113.66, "latitude": 34.77, "label": "1", "kind": "elder"}] * 2
    with override("en"):
        told = map_tags.area_map(points)["words"]
    assert told.count("; ") == 1
    assert "；" not in told


@pytest.mark.usefixtures("db")
def test_no_id_stands_twice(client: Client) -> None:
    page = html.fromstring(client.get(reverse("gallery")).content)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
